"""A value that a scenario names, to be looked for in what is said and written. Shown, never marked."""

from enum import StrEnum

import msgspec


class ValueKind(StrEnum):
    """How a value is read and compared."""

    AMOUNT = "amount"
    """A number with its unit, money among them: `4 cartons`, `2.5 t`, `21.50 euros`, `5 %`."""
    DATE = "date"
    """A day, a month or a weekday: `Friday 4 December`, `March`."""
    TIME = "time"
    """A time of day: `9 a.m.`, `17:40`."""
    INCOTERM = "incoterm"
    """`DAP`."""
    NAME = "name"
    """A name that is spelled or written: `Aoife`, `Tom Marsh`."""
    E_MAIL = "e-mail"
    TELEPHONE = "telephone"
    REFERENCE = "reference"
    """Letters and digits: `AL 2219`, `GB 417 305 228 000`."""
    TERM = "term"
    """Plain words, found as they are: `repair shop`."""


class ExpectedValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a fact; a fact may hold several."""

    fact_id: str
    """Of a fact that is given when asked, or a name of its own: what the candidate has to pass on."""
    label: str
    """What the value is, in French, for whoever judges: « Cartons manquants »."""
    kind: ValueKind
    value: str
    """As one writes it in English."""
    also: tuple[str, ...] = ()
    """Other forms that are the same: a term in French, a telephone number with its country."""
    near: tuple[str, ...] = ()
    """Words around which another value of this kind is shown as a different one; none: never."""
