"""What the jury notes and judges of a part: in the part's own chain of events, and in nobody else's view."""
