"""Transcripts as files that other programs read: one module a format, from a `TranscriptDocument` to bytes.

Every file says what wrote the words, and counts its times from the start of the exported sound.
"""
