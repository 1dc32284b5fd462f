"""What each seat may see of a room. A view is all that a client is ever told: there is no other way out.

A candidate's view and the jury's view are two types; no field of the first can hold a jury's secret.
"""

from datetime import datetime

import msgspec

from oralexam.exams.accommodation import Display
from oralexam.exams.draw import Lot
from oralexam.exams.grids import Wording
from oralexam.exams.parts import ExchangeMode, PartKind, StationSetup
from oralexam.exams.scenario import (
    CallDirection,
    CandidateBrief,
    ContactSheetTask,
    JuryBrief,
    OtherParty,
    TextTask,
)
from oralexam.rooms.call_events import Trouble
from oralexam.rooms.device_checks import StationCheck
from oralexam.rooms.draw_views import DrawSeen, VoidSeen
from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import Bell, Sheet, Work


class RailStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the exam rail: preparation, call or writing."""

    phase: Phase
    planned_s: float
    starts_at: datetime | None
    """As it was; or, once the preparation runs, as it will be if all goes to plan; else None."""
    ends_at: datetime | None


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The call as one seat sees it."""

    you_ring: bool
    """Whether it is this seat's part to ring."""
    ringing: str
    """`no`, `outgoing` (this seat rings), `incoming` (this seat is rung) or `between` (the others)."""
    attempt: int
    """How often it has been rung, this time included."""
    unanswered: bool
    """The last ring, or the time to ring, passed without an answer."""
    call_started_at: datetime | None
    call_ends_at: datetime | None
    warned: bool
    """The last minute has begun."""
    time_reached: bool
    """The time is over; the grace that the centre grants runs."""
    may_call_back: bool
    """Whether the call, hung up early, may be taken up again."""
    call_back_until: datetime | None
    """Until when; None when it may not, and where the clock is not shown."""
    recording: bool
    other_party_present: bool
    other_party_lost: bool
    """The other side's sound has stopped arriving."""
    last_ring: str = ""
    """How the last ring ended that nobody answered: `no-answer`, `declined`, `cancelled`, `busy`; else ""."""
    you_rang: bool = False
    """Whether that was this seat's."""
    busy_next: bool = False
    """For the jury alone: the juror's line will be busy when it is rung next."""
    narrow_band: bool = False
    """Whether voices are to sound as over a telephone (ITU-T G.711: 300 to 3400 Hz)."""
    held: str = "no"
    """`no`, `you` (this seat holds the call), `other` (this seat is on hold) or `between` (the others)."""
    cameras_off: tuple[Seat, ...] = ()
    """Whose camera is switched off: that picture stands because of that, not because of the link."""


class FormalityView(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of one seat before anything is recorded, and how far it is."""

    notice_version: str
    asked: bool
    """Whether this seat's voice will be recorded: its holder acknowledges the notice, or refuses."""
    admitted: bool
    """Whether the manager has confirmed who the candidate is."""
    acknowledged_at: datetime | None
    refused_at: datetime | None
    waits_for: str | None
    """Why the part may not begin yet: `not-admitted`, `recording-refused`, `notice-not-acknowledged`,
    `devices-bad`, `devices-not-checked`; a candidate is told nothing of another's devices."""
    station: StationCheck | None
    """What is known of this seat's own station; None where it is not checked."""


class CandidateView(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="role", tag="candidate"
):
    """Everything a candidate's page knows."""

    sitting_id: str
    rehearsal: bool
    candidate_name: str
    room_name: str
    part: PartKind
    station_setup: StationSetup | None
    """What hears the two where they sit face to face; None where a line links them."""
    phase: Phase
    phase_since: datetime
    deadline: datetime | None
    """While the clock stands, as it was when it stopped: it will lie later."""
    paused_since: datetime | None
    """None while the clock runs; else the instant at which every clock stands. Why is not said here."""
    rail: tuple[RailStep, ...]
    line: Line
    mode: ExchangeMode | None
    """From the preparation on, as all that follows of the scenario."""
    title: str
    number: int | None
    sealed_set: str
    """The seal of the set that the scenario was drawn from."""
    draws: int
    """How many draws it took: all but the last were declared void, as recorded."""
    other_party: OtherParty | None
    """Of a call. Who a visitor is, is for the candidate to find out, and what the contact sheet asks for."""
    brief: CandidateBrief | None
    text_task: TextTask | None
    """After a call; from the writing on."""
    contact_sheet: ContactSheetTask | None
    """After a visitor; from the writing on."""
    paste_allowed: bool
    """Whether text from outside may be put in; it is noted either way."""
    notes: Work
    text: Work
    sheet: Sheet
    bell: Bell | None
    """This seat's bell, until the manager has come: rung, then answered."""
    display: Display
    clock_shown: bool
    """False: the centre keeps the time left to itself. No end is told then, but that the last minute runs."""
    formalities: FormalityView | None
    """None where the sitting asks for none."""
    handed_in_at: datetime | None
    handed_in_by_time: bool
    """Nobody handed it in: what stood there when the time was over was taken."""


class FactGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An only-if-asked fact, and when it was given."""

    fact_id: str
    at: datetime


class CriterionToMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A criterion as a juror's key names it."""

    criterion_id: str
    short: Wording
    text: Wording


class MarkerSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A moment that the juror who looks has marked."""

    marker_id: str
    criterion_id: str
    sign: Sign
    note: str
    pressed_at: datetime


class TroubleSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something at a party's station that is not as it should be."""

    seat: Seat
    trouble: Trouble


class JuryView(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="role", tag="jury"
):
    """Everything a juror's page knows, playing or observing."""

    seat: Seat
    sitting_id: str
    rehearsal: bool
    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    part: PartKind
    station_setup: StationSetup | None
    """What hears the two where they sit face to face; None where a line links them."""
    phase: Phase
    phase_since: datetime
    deadline: datetime | None
    """While the clock stands, as it was when it stopped: it will lie later."""
    paused_since: datetime | None
    """None while the clock runs; else the instant at which every clock stands. Why is not said here."""
    rail: tuple[RailStep, ...]
    line: Line
    eligible: int
    """How many scenarios are in the draw."""
    shares_from: tuple[Seat, ...]
    """The jurors who add their share of chance to a draw."""
    draw: DrawSeen | None
    """The draw that stands, from its beginning on."""
    voids: tuple[VoidSeen, ...]
    """The draws that are void."""
    lot: Lot | None
    number: int | None
    title: str
    mode: ExchangeMode | None
    direction: CallDirection | None
    other_party: OtherParty | None
    """The part that the playing juror plays."""
    jury_brief: JuryBrief | None
    candidate_brief: CandidateBrief | None
    text_task: TextTask | None
    contact_sheet: ContactSheetTask | None
    facts_given: tuple[FactGiven, ...]
    present: tuple[Seat, ...]
    """The seats with a live connection."""
    lost: tuple[Seat, ...]
    troubles: tuple[TroubleSeen, ...]
    """Of both parties; a candidate is told nothing of the juror's."""
    unrecorded: tuple[Seat, ...]
    """Whose voice comes and is not written down here; a candidate can do nothing about it, nor is told."""
    bell: Bell | None
    """This seat's bell, until the manager has come: rung, then answered."""
    formalities: FormalityView | None
    """None where the sitting asks for none."""
    handed_in_at: datetime | None
    criteria: tuple[CriterionToMark, ...] = ()
    """What a moment can be marked on: those of the part's grid."""
    markers: tuple[MarkerSeen, ...] = ()
    """This juror's own markers of this attempt, in the order of their moments: never the colleague's."""
    looking_on: tuple[str, ...] = ()
    """The names of the guests whose pages are open now."""
    part_waits_for: tuple[str, ...] = ()
    """The steps of the candidate's day (`exams.parts`) that are to be over before this part may begin."""


class GuestView(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="role", tag="guest"
):
    """Everything that the page of somebody who looks on knows: who talks, and where they are."""

    seat: Seat
    sitting_id: str
    rehearsal: bool
    candidate_name: str
    juror_name: str
    room_name: str
    part: PartKind
    station_setup: StationSetup | None
    phase: Phase
    phase_since: datetime
    deadline: datetime | None
    paused_since: datetime | None
    rail: tuple[RailStep, ...]
    line: Line
    title: str
    mode: ExchangeMode | None
    lost: tuple[Seat, ...]
    handed_in_at: datetime | None


AnyView = CandidateView | JuryView | GuestView
