"""A role-play scenario, call or visitor: what each side is given, and what is to be written afterwards.

The candidate's half and the jury's half are two types, so that a projection picks one and cannot leak the
other. Texts are plain text in paragraphs, with a blank line between two; a line that starts with «- » is a
list item.
"""

from enum import StrEnum

import msgspec

from oralexam.exams.expected_value import ExpectedValue
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.papers.paper import Paper


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
    paper: Paper | None = None
    """A paper that the centre brought: its pages are shown below the text."""


class OtherParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person at the other end, as the candidate may know them beforehand."""

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
    """What a candidate is expected to reach, in the order of a smooth exchange."""
    facts_if_asked: tuple[FactIfAsked, ...]
    cues: tuple[str, ...]
    """Lines to say, in the order of the exchange."""
    if_silent: str
    """What to say when the conversation stops."""
    expected_in_text: tuple[str, ...]
    """In what is written afterwards: the text, or the contact sheet."""


class TextTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The professional text after a call; the candidate sees it when the writing opens."""

    language: Language
    title: str
    instructions: str
    recipient: str


class FieldKind(StrEnum):
    """How a field of a contact sheet is filled in."""

    LINE = "line"
    LINES = "lines"
    DATE = "date"
    """A day, `2026-11-26` (RFC 3339 §5.6, full-date), as a browser's date field gives it."""
    CHOICE = "choice"
    """One of the field's options."""


class SheetField(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a contact sheet asks for."""

    field_id: str
    """Short and kebab-case: `delivery-place`."""
    label: str
    hint: str = ""
    kind: FieldKind = FieldKind.LINE
    options: tuple[str, ...] = ()
    """Of a choice, at least two; of other kinds, none."""


class SheetSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields that belong together."""

    title: str
    fields: tuple[SheetField, ...]


class ContactSheetTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contact sheet after a visitor (exam document: «fiche contact»), seen when the writing opens."""

    language: Language
    title: str
    instructions: str
    sections: tuple[SheetSection, ...]


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One complete role-play."""

    scenario_id: str
    """Kebab-case, stable; the same through all versions."""
    version: int
    number: int
    """What people call it: « scénario 07 »."""
    title: str
    part: PartKind = PartKind.CALL
    """Call or visitor; `scenario_checks` says what each of them needs."""
    mode: ExchangeMode | None = None
    """Of a call: telephone or video. Of a visitor: None where it may be played by video and face to face."""
    direction: CallDirection | None = None
    """Of a call: who rings. A visitor comes: None."""
    other_party: OtherParty
    candidate: CandidateBrief
    jury: JuryBrief
    text_task: TextTask | None = None
    """After a call."""
    contact_sheet: ContactSheetTask | None = None
    """After a visitor."""
    expected: tuple[ExpectedValue, ...] = ()
    """Values for the fact grid; beside both halves: neither candidate nor juror is shown any."""

    def played_in(self, part: PartKind, mode: ExchangeMode | None) -> bool:
        """Whether it may be drawn for such a part; `mode` is None where the scenario says it (a call)."""
        return self.part is part and (mode is None or self.mode in {None, mode})
