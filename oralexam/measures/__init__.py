"""Counts about how somebody spoke, each with its definition, source and limits; never a level, never a mark.

Pure: from transcripts to numbers. Nobody is shown them before both judges of a candidate have sealed their
marks: one module alone, `webapp.judging.indicator_door`, imports this package (import-linter), and asks
that gate.
"""
