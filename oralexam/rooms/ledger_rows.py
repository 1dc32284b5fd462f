"""What a ledger consists of: stretches of time, what was given back, what happened, and the totals."""

from datetime import datetime
from enum import StrEnum

import msgspec

from oralexam.rooms.ledger_incidents import LedgerIncident
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


class TimeKind(StrEnum):
    """What a second was."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a phase in which time was of one kind."""

    phase: Phase
    kind: TimeKind
    starts_at: datetime
    ends_at: datetime
    """Of what still runs: now."""
    seconds: int
    attempt: int = 1
    """2 from the first restart of the part on."""
    for_break: bool = False
    """A pause that the candidate was granted as a break."""
    by: Seat | None = None
    """Who stopped the clock."""
    author: str = ""
    """Who that was, where the service knew it; "" once erased."""
    reason: str = ""
    """Why, as they wrote it; "" once erased."""
    failed: tuple[str, ...] = ()
    """The seats whose link was lost, or `server`."""


class TimeGivenBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Time that was given back to a phase."""

    at: datetime
    phase: Phase
    seconds: int
    by: Seat
    author: str
    reason: str


class PhaseTotal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All stretches of one phase together, in whole seconds."""

    phase: Phase
    planned_s: float | None
    """None for a phase that ends when people act; the extra time is in it."""
    extra_s: float
    given_s: int
    running_s: int
    paused_s: int
    failed_s: int
    total_s: int


class Ledger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole account of one sitting. It holds what was written: it is the manager's alone."""

    opened_at: datetime
    as_of: datetime
    """The end of the sitting, or now."""
    phase: Phase
    paused: bool
    stretches: tuple[Stretch, ...]
    given: tuple[TimeGivenBack, ...]
    incidents: tuple[LedgerIncident, ...]
    aborted_by: Seat | None
    abort_author: str
    abort_reason: str
    totals: tuple[PhaseTotal, ...]
    total_s: int
