"""Counts about how somebody spoke, each with its definition, source and limits; never a level, never a mark.

Pure: from transcripts to numbers. Nobody is shown them before the marks of a candidate are sealed: whatever
answers requests must not import this package (import-linter, « Nobody sees indicators »).
"""
