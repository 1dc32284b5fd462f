"""The parts of an examination, and in which way the two who talk are together."""

from enum import StrEnum


class PartKind(StrEnum):
    """The kinds of oral parts that the official documents know."""

    CALL = "call"
    VISITOR = "visitor"
    TECHNICAL_INTERVIEW = "technical-interview"
    PRODUCTION_QUESTIONING = "production-questioning"
    FINAL_INTERVIEW = "final-interview"
    ORAL_DEFENCE = "oral-defence"


EXCHANGES = frozenset({PartKind.CALL, PartKind.VISITOR})
"""The role-plays: drawn by lot, prepared, spoken with a juror, and followed by written work."""


class ExchangeMode(StrEnum):
    """How the two talk.

    Exam document (RE AIE 2015): a call «par téléphone ou en visioconférence»; a visitor received face to
    face, or by video where the two rooms are apart.
    """

    TELEPHONE = "telephone"
    VIDEO = "video"
    IN_PERSON = "in-person"


class StationSetup(StrEnum):
    """What hears the two where they sit face to face."""

    TWO_MICROPHONES = "two-microphones"
    """One station, the candidate's: its left channel is the candidate, its right one the juror."""
    ONE_MICROPHONE = "one-microphone"
    """One station, the candidate's, and one track with both voices: who speaks stays uncertain."""
    TWO_STATIONS = "two-stations"
    """Each sits at their own."""


class WrittenBlock(StrEnum):
    """What is written under an invigilator's eye: no part of this service, but the parts wait for it."""

    WRITTEN = "written"
    """The written part of the role-play; for the oral defence, the case study."""
    QUESTIONNAIRE = "questionnaire"


Step = PartKind | WrittenBlock
"""Whatever a candidate goes through on the day."""
