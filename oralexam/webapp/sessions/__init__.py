"""Whole sessions: written, filled from lists, checked, opened into sittings, printed for the worst case."""
