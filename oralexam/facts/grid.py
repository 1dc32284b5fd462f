"""The fact grid: what was looked for, where, and what stands there. No sum, no mark."""

from enum import StrEnum

import msgspec

from oralexam.exams.expected_value import ValueKind


class Place(StrEnum):
    """Where facts are looked for; the columns of the grid."""

    CANDIDATE = "candidate"
    """What the candidate said."""
    JUROR = "juror"
    """What the juror said, as the other party."""
    TEXT = "text"
    """The candidate's text, the last version."""
    SHEET = "sheet"
    """The candidate's contact sheet, the last version."""


class Agreement(StrEnum):
    """What stands somewhere, beside what the scenario says."""

    FOUND = "found"
    DIFFERENT = "different"
    """A value of the same kind, near the fact's words or very like it, that is not the same."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One moment, or one place in a text."""

    agreement: Agreement
    words: str
    """As they were heard or written."""
    unclear: bool = False
    """The recogniser was not sure of one of these words: listen."""
    start_s: float | None = None
    end_s: float | None = None
    """Of what was said, on the exam clock."""
    field_id: str | None = None
    """Of what stands in a contact sheet."""
    first: int | None = None
    last: int | None = None
    """Of what was written: from which letter to before which, counted as a browser does (UTF-16)."""


class FactCell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was found of one value in one place; nothing means: not found."""

    place: Place
    sightings: tuple[Sighting, ...]


class FactRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a fact."""

    fact_id: str
    label: str
    """In French, as the scenario says it."""
    kind: ValueKind | None
    """None where an answer holds no value: nothing was looked for."""
    value: str
    """As the scenario writes it, in English."""
    cells: tuple[FactCell, ...]


class FactColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One place of this sitting."""

    place: Place
    there: bool
    """Whether there is something to look in: before the transcript, or without a text, nothing is."""


class FactGrid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All facts of a scenario and where they stand: evidence, with the limits of a transcript."""

    sitting_id: str
    columns: tuple[FactColumn, ...]
    rows: tuple[FactRow, ...]
