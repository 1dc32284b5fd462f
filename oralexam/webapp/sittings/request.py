"""From what a manager fills in, or a session says, to the first event of a sitting. Pure."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.exams.accommodation import PLAIN, Display, ExtraTime, GrantedTime, extend, extend_interview
from oralexam.exams.formats import Format, FormatBook, exchange_plan, interview_plan, with_minutes
from oralexam.exams.notice import NOTICE_VERSION
from oralexam.exams.parts import EXCHANGES, ExchangeMode, PartKind, StationSetup
from oralexam.exams.plan import ExchangePlan, InterviewPlan
from oralexam.exams.scenario import Scenario
from oralexam.rooms.device_checks import stations_of
from oralexam.rooms.events import SittingOpened
from oralexam.rooms.formalities import Formalities
from oralexam.rooms.judging.jurors import SEAT_KEYS
from oralexam.rooms.seats import JURY, Seat

LONGEST_NAME = 80
LONGEST_CALL_S = 3600.0


class SittingRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the manager fills in; what follows `rehearsal` is for rehearsals only."""

    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    format_id: str = "aie-title"
    part: PartKind = PartKind.CALL
    """Any part of the format; what is drawn, rung or recorded belongs to call and visitor alone."""
    minutes: tuple[int, ...] = ()
    """Of each phase, where the format leaves them to the centre."""
    candidacy_id: str | None = None
    """Whose parts belong together, in an exam session."""
    jury_keys: tuple[str, str] = SEAT_KEYS
    """In a session, the ids of the member who plays and of the one who observes."""
    station_setup: StationSetup | None = None
    """What hears a visitor who is received in person; None: by video."""
    clock_shown: bool = True
    """Whether the candidate sees the time left."""
    narrow_band: bool = False
    """Whether a call by telephone is heard as over one."""
    breaks: bool = False
    """Whether the candidate may have breaks; why is asked nowhere."""
    display: Display = PLAIN
    paste_allowed: bool = True
    """Whether text from outside may be put into the candidate's work; it is noted either way."""
    shares_from: tuple[Seat, ...] = JURY
    """Who adds chance to the draw: both, or the juror at the only workstation; rehearsals: or nobody."""
    formalities: bool | None = None
    """Whether the candidate is let in, whoever is recorded informed, and each station found good, before
    anything begins; None: in every sitting that is no rehearsal."""
    grace_s: float | None = None
    """None: what the centre's settings say."""
    extra_time: ExtraTime | None = None
    """What the candidate is granted; why is asked nowhere."""
    rehearsal: bool = False
    pace: float = 1.0
    call_s: float | None = None
    scenario: str | None = None
    """`scenario_id`, or `scenario_id@version`: the only one in the draw."""
    loss: float = 0.0
    """The share of datagrams that the server's sockets lose, 0 to 0.5, both ways."""
    seed: int = 0


def first_event(
    wanted: SittingRequest,
    *,
    formats: FormatBook,
    scenarios: Mapping[str, Scenario],
    grace_s: float,
    at: datetime,
) -> SittingOpened:
    """The opening of the sitting that is wanted.

    Args:
        wanted: as it was filled in.
        formats: those of the centre.
        scenarios: what may be drawn at all.
        grace_s: what the centre grants after an exchange, where the request says nothing.
        at: now.

    Raises:
        BadInput: `rehearsal-only`, `name-missing`, `unknown-scenario`, `loss-out-of-range`,
            `plan-out-of-range`, `pace-out-of-range`, `extra-time-out-of-range`, `no-station-in-a-call`,
            `shares-not-by-the-jury`, `juror-in-both-seats`.
        NotFound: `unknown-format`.
        Refused: `format-without-part`, `minutes-not-given`, `no-scenario-for-part`.
    """
    _check(wanted)
    format_ = formats.named(wanted.format_id)
    if wanted.minutes:
        format_ = with_minutes(format_, wanted.part, wanted.minutes)
    role_play = wanted.part in EXCHANGES
    plan, interview, accommodation = _times(wanted, format_, grace_s)
    return SittingOpened(
        at=at,
        format_id=wanted.format_id,
        part=wanted.part,
        candidacy_id=wanted.candidacy_id,
        jury_keys=wanted.jury_keys,
        station_setup=wanted.station_setup,
        plan=plan,
        interview=interview,
        eligible=_eligible(wanted, scenarios) if role_play else (),
        rehearsal=wanted.rehearsal,
        pace=wanted.pace,
        room_name=wanted.room_name,
        candidate_name=wanted.candidate_name,
        juror_name=wanted.juror_name,
        observer_name=wanted.observer_name,
        accommodation=accommodation,
        clock_shown=wanted.clock_shown,
        narrow_band=wanted.narrow_band,
        breaks=wanted.breaks,
        display=wanted.display,
        shares_from=wanted.shares_from if role_play else (),
        paste_allowed=wanted.paste_allowed,
        formalities=_formalities(wanted) if role_play else None,
    )


def _formalities(wanted: SittingRequest) -> Formalities | None:
    asked = not wanted.rehearsal if wanted.formalities is None else wanted.formalities
    stations = stations_of(wanted.station_setup)
    return Formalities(notice_version=NOTICE_VERSION, devices_of=stations) if asked else None


def _times(
    wanted: SittingRequest, format_: Format, grace_s: float
) -> tuple[ExchangePlan | None, InterviewPlan | None, GrantedTime]:
    """The times of a sitting as they are frozen, and what of them is extra."""
    extra = wanted.extra_time or ExtraTime()
    if wanted.part not in EXCHANGES:
        steps = interview_plan(format_, wanted.part)
        return None, *extend_interview(steps.at_pace(wanted.pace), extra, pace=wanted.pace)
    granted_s = grace_s if wanted.grace_s is None else wanted.grace_s
    plan = exchange_plan(format_, wanted.part, grace_s=granted_s)
    if wanted.rehearsal and (wanted.pace != 1 or wanted.call_s is not None):
        plan = plan.at_pace(wanted.pace, call_s=wanted.call_s)
    extended, granted = extend(plan, extra, pace=wanted.pace)
    return extended, None, granted


def _eligible(wanted: SittingRequest, known: Mapping[str, Scenario]) -> tuple[str, ...]:
    named = {
        key: scenario
        for key, scenario in known.items()
        if wanted.scenario is None or wanted.scenario in {key, scenario.scenario_id}
    }
    if not named:
        raise BadInput("unknown-scenario")
    mode = None
    if wanted.part is PartKind.VISITOR:
        mode = ExchangeMode.IN_PERSON if wanted.station_setup else ExchangeMode.VIDEO
    fitting = (key for key, scenario in named.items() if scenario.played_in(wanted.part, mode))
    if not (eligible := tuple(sorted(fitting))):
        raise Refused("no-scenario-for-part", part=wanted.part)
    return eligible


def _check(wanted: SittingRequest) -> None:
    names = (wanted.candidate_name, wanted.juror_name, wanted.observer_name, wanted.room_name)
    if not all(name.strip() and len(name) <= LONGEST_NAME for name in names):
        raise BadInput("name-missing", longest=LONGEST_NAME)
    if len(set(wanted.jury_keys)) != len(JURY):
        raise BadInput("juror-in-both-seats")
    special = wanted.pace != 1 or wanted.call_s is not None or wanted.scenario is not None or wanted.loss != 0
    if special and not wanted.rehearsal:
        raise BadInput("rehearsal-only")
    if wanted.shares_from not in (JURY, (Seat.JUROR,), *([()] if wanted.rehearsal else [])):
        raise BadInput("shares-not-by-the-jury")
    if wanted.station_setup is not None and wanted.part is not PartKind.VISITOR:
        raise BadInput("no-station-in-a-call")
    if not 0 <= wanted.loss <= 0.5:
        raise BadInput("loss-out-of-range")
    if wanted.call_s is not None and not 1 <= wanted.call_s <= LONGEST_CALL_S:
        raise BadInput("plan-out-of-range")
