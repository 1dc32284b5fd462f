"""How long tests wait for what has to happen."""

PATIENCE_S = 60.0
"""For a state that has to come, whenever that is: a loaded machine takes long, a hang does not end at all.

What is to happen within a time is asserted with a bound of its own, which has a name and a reason.
"""
