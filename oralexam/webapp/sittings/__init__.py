"""Sittings one by one: opened, their links given out, their clock and their jury in the manager's hand."""
