"""How far a centre's transcripts can be trusted: what is asked, and what is answered.

Computed in a process of its own (`reliability_child`), for the server has neither jiwer nor Whisper's
normaliser. Figures are about machines, rooms and microphones, never about a person; only utterances that
somebody has read count, whether they were right or wrong.
"""

from enum import StrEnum

import msgspec


class Reading(StrEnum):
    """What a person did about an utterance that counts."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    UNCLEAR = "unclear"
    """Not even the person could tell: it is counted, and left out of the rates."""


class ReadPair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One utterance as the machine heard it and as a person read it; either may be empty."""

    heard: str
    read: str
    reading: Reading


class ReadTrack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was read of one track, and where and by what it was recorded and written down."""

    room: str
    """As the session names it; "" where nobody has named it."""
    seat: str
    setup: str
    """How the two were together, where they sat face to face; "" for a call. The device itself is not known:
    nothing that is recorded names it."""
    model: str
    utterances: int
    """All that the machine wrote down, or people added."""
    pairs: tuple[ReadPair, ...]


class ReliabilityRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the figures rest on; the same request has the same answer."""

    tracks: tuple[ReadTrack, ...]
    resamples: int = 1000
    """How often the utterances are drawn anew for an interval (Efron and Tibshirani, « An Introduction to the
    Bootstrap », 1993, chapter 13: 1000 for percentiles)."""
    seed: int = 20260


class Rate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Errors for each word of what was said, with the limits between which 95 % of the resamples lie."""

    errors: int
    words: int
    value: float
    low: float
    high: float


class Recall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of the hesitations that people wrote down the machine had, with Wilson's 95 % interval."""

    heard: int
    said: int
    value: float
    low: float
    high: float


class Group(StrEnum):
    """What tracks are put together by."""

    ALL = "all"
    ROOM = "room"
    MICROPHONE = "microphone"
    MODEL = "model"


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the table."""

    group: Group
    room: str = ""
    seat: str = ""
    setup: str = ""
    model: str = ""
    tracks: int
    utterances: int
    """All of those tracks."""
    read: int
    confirmed: int
    unclear: int
    normalised: Rate | None
    """Without case, punctuation, spelling of numbers and hesitations; None where no word was said."""
    raw: Rate | None
    """To the letter."""
    hesitations: Recall | None
    """None where people wrote none down."""


class ReliabilityAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All lines: everything together, then by room, by microphone, by model."""

    figures: tuple[Figure, ...]
