"""What each browser keeps of its own microphone: the format, the key, the files on disk, and their reader."""
