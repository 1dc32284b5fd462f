"""A value that stands somewhere: of which kind, from which token to which."""

from typing import NamedTuple

from oralexam.facts.values import Value


class Reading(NamedTuple):
    """One value as it may be meant; the same words may have several readings."""

    first: int
    end: int
    value: Value
    bare: bool = False
    """Only a reading beside others (« 5.40 » may be a time): it can agree with a fact, not contradict it."""
