"""What is seen and heard of a sitting again: the cockpit, clips, corrected transcripts, files of them."""
