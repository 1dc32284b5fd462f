"""Kinds of jobs about speech; in a module of their own, which the server imports without numpy."""

TRANSCRIBE_TRACK = "transcribe-track"
"""One seat's audio of one sitting to a transcript; the job's subject is the seat."""
