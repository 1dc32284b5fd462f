"""What an indicator is: a number, what it rests on, and what it may be taken for."""

from enum import StrEnum

import msgspec


class Unit(StrEnum):
    """What a value is counted in."""

    WORDS_A_MINUTE = "words-a-minute"
    SYLLABLES_A_MINUTE = "syllables-a-minute"
    SYLLABLES = "syllables"
    SECONDS = "seconds"
    COUNT = "count"
    SHARE = "share"
    """0 to 1."""


class PauseBasis(StrEnum):
    """Where pauses were taken from."""

    SOUND = "sound"
    """Speech detection on the recording."""
    WORDS = "words"
    """Gaps between the recogniser's words: its times are off by a tenth of a second and more."""


class Count(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number that an indicator rests on."""

    name: str
    value: float


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One descriptive number about one speaker; None where there is too little to count."""

    key: str
    value: float | None
    unit: Unit
    definition: str
    source: str
    limits: str
    counts: tuple[Count, ...]


class SpeakerIndicators(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All indicators of one speaker, and where the pauses among them come from."""

    seat: str
    pauses_from: PauseBasis
    indicators: tuple[Indicator, ...]

    def named(self, key: str) -> Indicator:
        """The indicator of that key."""
        return next(each for each in self.indicators if each.key == key)
