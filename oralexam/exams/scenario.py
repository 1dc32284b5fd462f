"""A role-play scenario: what each side is given, and what the candidate has to write afterwards.

The candidate's half and the jury's half are two types, so that a projection picks one and cannot leak the
other. Texts are plain text in paragraphs, with a blank line between two; a line that starts with «- » is a
list item.
"""

from enum import StrEnum

import msgspec


class ExchangeMode(StrEnum):
    """How the two talk (exam document, RE AIE 2015: «par téléphone ou en visioconférence»)."""

    TELEPHONE = "telephone"
    VIDEO = "video"


class CallDirection(StrEnum):
    """Who rings whom."""

    JUROR_RINGS = "juror-rings"
    CANDIDATE_RINGS = "candidate-rings"


class Language(StrEnum):
    """The language of the text task (exam document: in French or in English as the scenario says)."""

    FRENCH = "fr"
    ENGLISH = "en"


class Datum(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a small table: a label and its value."""

    label: str
    value: str


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sheet of the candidate's file: a mail, a delivery note, house rules."""

    title: str
    """What stands on the tab, in English, at most about 24 characters."""
    text: str = ""
    data: tuple[Datum, ...] = ()
    closing: str = ""
    """Text below the table."""


class OtherParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person at the other end, as the candidate may know them before the call."""

    name: str
    role: str
    organisation: str
    place: str


class CandidateBrief(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the candidate reads during preparation, and nothing else."""

    company: str
    mission: str
    data: tuple[Datum, ...]
    to_do: tuple[str, ...]
    documents: tuple[Document, ...]
    """Beside the mission sheet, which is always the first tab."""


class FactIfAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the juror says only when the candidate asks for it: equal help for all."""

    fact_id: str
    """Short and kebab-case: `how-many`."""
    question: str
    """What the candidate would have to ask, in French, for the juror's eye."""
    answer: str


class JuryBrief(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The juror's own sheet. No word of it may ever reach a candidate."""

    role: str
    objectives: tuple[str, ...]
    """What a candidate is expected to reach, in the order of a smooth call."""
    facts_if_asked: tuple[FactIfAsked, ...]
    cues: tuple[str, ...]
    """Lines to say, in the order of the call."""
    if_silent: str
    """What to say when the conversation stops."""
    expected_in_text: tuple[str, ...]


class TextTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The professional text after the call; the candidate sees it when the writing opens."""

    language: Language
    title: str
    instructions: str
    recipient: str


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One complete role-play of the call part."""

    scenario_id: str
    """Kebab-case, stable; the same through all versions."""
    version: int
    number: int
    """What people call it: « scénario 07 »."""
    title: str
    mode: ExchangeMode
    direction: CallDirection
    other_party: OtherParty
    candidate: CandidateBrief
    jury: JuryBrief
    text_task: TextTask
