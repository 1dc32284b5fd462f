"""Who judges: the two of a sitting's jury, and nobody else (exam document, RE AIE 2015: two evaluators)."""

import msgspec


class Judge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the two, by a key that follows the person (`judging.jurors`).

    In an exam session it is the member's id; elsewhere the seat that the person took first.
    """

    key: str
    name: str
