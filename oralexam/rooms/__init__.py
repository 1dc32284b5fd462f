"""The live exam: commands go in, events come out, and the events are the truth."""
