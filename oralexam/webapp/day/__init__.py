"""The day of those who come: a candidate's way from part to part, a juror's list, the order of both."""
