"""Looks at the machine before an examination does: what is there, what is missing, what to do about it."""
