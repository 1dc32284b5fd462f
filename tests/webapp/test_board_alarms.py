"""What is alarming, from when on, and in which order: pure, on a clock that the test moves."""

from datetime import timedelta

import msgspec
import pytest

from oralexam.clock import ManualClock
from oralexam.exams.accommodation import NO_EXTRA
from oralexam.exams.parts import PartKind
from oralexam.jobs.job import JobState
from oralexam.media.ports import SeatTelemetry
from oralexam.rooms.call_events import Trouble
from oralexam.rooms.formalities import Refusal, Standing
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import Bell
from oralexam.rooms.views import TroubleSeen
from oralexam.signaling.board_messages import BoardJob, BoardSitting, House
from oralexam.webapp.board.alarms import URGENCY, Key, Seen, alarms
from oralexam.webapp.board.readings import Recordings

BOTH = (Seat.CANDIDATE, Seat.JUROR)
START = ManualClock().now()


def sitting(**change: object) -> BoardSitting:
    """A call that goes well."""
    line = BoardSitting(
        sitting_id="s",
        candidacy_id=None,
        part=PartKind.CALL,
        rehearsal=False,
        candidate_name="Inès Marchetti",
        juror_name="Mme Okafor",
        observer_name="Mme Aubertin",
        room_name="salle 1",
        opened_at=START,
        accommodation=NO_EXTRA,
        phase=Phase.CALL,
        phase_since=START,
        deadline=START + timedelta(minutes=10),
        paused_since=None,
        title="",
        mode=None,
        steps=(),
        present=BOTH,
        lost=(),
        bells=(),
        formalities=None,
        was_called=True,
        jobs=(),
    )
    return msgspec.structs.replace(line, **change)


class Watch:
    """Alarms as time goes by, from what the media tells."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.tracks: list[SeatTelemetry] = []
        self._recordings = Recordings(self)
        self._since: dict[Key, object] = {}

    def telemetry(self, _sitting_id: str) -> list[SeatTelemetry]:
        """What the test says."""
        return self.tracks

    def codes(self, *sittings: BoardSitting, house: House | None = None) -> list[tuple[str, Seat | None]]:
        """Code and seat of each alarm now."""
        self._recordings.look(sittings, self.clock.now())
        seen = Seen(
            sittings=sittings,
            readings=self._recordings.readings,
            away_since={},
            heard_at=self._recordings.heard_at,
            faults={},
            house=house,
            now=self.clock.now(),
        )
        return [(alarm.code, alarm.seat) for alarm in alarms(seen, self._since)]


@pytest.fixture
def watch() -> Watch:
    """Nothing seen yet."""
    return Watch()


def track(seat: Seat, recorded_bytes: int, level: int | None = -30) -> SeatTelemetry:
    """A voice that is recorded."""
    return SeatTelemetry(
        seat=seat, kind="audio", connected=True, packets=1, bytes=1, last_rtp_age_s=0.0,
        audio_level_dbov=level, lost=0, nacks=0, recording_bytes=recorded_bytes, recorded_s=1.0,
    )  # fmt: skip


def test_a_call_that_goes_well_alarms_nobody(watch: Watch) -> None:
    """Both are here, both tracks grow, both are heard."""
    for second in range(60):
        watch.tracks = [track(seat, 1000 * second) for seat in BOTH]
        assert watch.codes(sitting()) == []
        watch.clock.advance(1)


def test_a_track_that_does_not_grow_for_three_seconds_alarms(watch: Watch) -> None:
    """And not before; once it grows again it is over."""
    for second in range(4):
        watch.tracks = [track(Seat.CANDIDATE, 1000), track(Seat.JUROR, 1000 * second)]
        assert watch.codes(sitting()) == ([] if second < 3 else [("recording-stopped", Seat.CANDIDATE)])
        watch.clock.advance(1)
    watch.tracks = [track(Seat.CANDIDATE, 1001), track(Seat.JUROR, 9000)]
    assert watch.codes(sitting()) == []


def test_a_muted_microphone_alarms_after_half_a_minute(watch: Watch) -> None:
    """Silence of -127 dBov; while the clock stands nobody has to speak; a voice ends it."""
    for second in range(31):
        watch.tracks = [track(Seat.CANDIDATE, 1000 * second, level=-127), track(Seat.JUROR, 1000 * second)]
        found = watch.codes(sitting())
        watch.clock.advance(1)
    assert found == [("microphone-silent", Seat.CANDIDATE)]
    watch.tracks = [track(Seat.CANDIDATE, 99_000, level=-127), track(Seat.JUROR, 99_000)]
    assert watch.codes(sitting(paused_since=START)) == []
    watch.tracks = [track(Seat.CANDIDATE, 100_000), track(Seat.JUROR, 100_000)]
    assert watch.codes(sitting()) == []


def test_a_track_without_levels_is_never_said_to_be_silent(watch: Watch) -> None:
    """Who tells no level may be speaking."""
    for second in range(60):
        watch.tracks = [track(seat, 1000 * second, level=None) for seat in BOTH]
        assert watch.codes(sitting()) == []
        watch.clock.advance(1)


@pytest.mark.parametrize(
    ("phase", "missing"),
    [
        (Phase.WAITING, ()),
        (Phase.PREPARATION, (Seat.CANDIDATE,)),
        (Phase.RINGING, BOTH),
        (Phase.CALL, BOTH),
        (Phase.WRITING, (Seat.CANDIDATE,)),
        (Phase.HANDED_IN, ()),
    ],
)
def test_who_is_needed_and_away_is_missed(watch: Watch, phase: Phase, missing: tuple[Seat, ...]) -> None:
    """After three seconds: a page that is reloaded is no alarm."""
    line = sitting(phase=phase, present=())
    watch.clock.advance(2.9)
    assert watch.codes(line) == []
    watch.clock.advance(0.1)
    assert watch.codes(line) == [("not-connected", seat) for seat in missing]


def test_nobody_is_missed_at_an_interview(watch: Watch) -> None:
    """They sit together: a candidate without a page is no alarm."""
    interview = sitting(part=PartKind.TECHNICAL_INTERVIEW, phase=Phase.REVIEW, present=(Seat.JUROR,))
    watch.clock.advance(60)
    assert watch.codes(interview) == []


def test_the_most_urgent_comes_first(watch: Watch) -> None:
    """A person who calls, then what is being lost, then what the machine lacks, then what can wait."""
    failed = BoardJob(kind="track", subject="juror", state=JobState.FAILED, reason="audio-not-audio")
    house = House(disk_free=0.1, worker="down", jobs_waiting=0, draining_until=None, calls_full=True)
    lines = (
        sitting(sitting_id="a", phase=Phase.HANDED_IN, jobs=(failed,)),
        sitting(sitting_id="b", lost=(Seat.JUROR,)),
        sitting(sitting_id="c", bells=(Bell(seat=Seat.CANDIDATE, rung_at=START),)),
    )
    found = [code for code, _ in watch.codes(*lines, house=house)]
    assert found == ["bell", "link-lost", "calls-full", "worker-down", "disk-low", "jobs-failed"]


def test_an_answered_bell_is_less_urgent_and_stays_until_the_manager_has_come(watch: Watch) -> None:
    """Each seat has its own; the time is that of the ring, then that of the answer."""
    answered = Bell(seat=Seat.CANDIDATE, rung_at=START, answered_at=START + timedelta(seconds=5))
    rung = Bell(seat=Seat.JUROR, rung_at=START + timedelta(seconds=9))
    found = watch.codes(sitting(bells=(answered, rung), lost=(Seat.JUROR,)))
    assert found == [("bell", Seat.JUROR), ("link-lost", Seat.JUROR), ("bell-answered", Seat.CANDIDATE)]


def test_who_waits_to_be_let_in_and_a_refusal_are_told(watch: Watch) -> None:
    """Only where the candidate is there; a refusal until something is decided."""
    waiting = sitting(phase=Phase.WAITING, formalities=Standing(), present=(Seat.JUROR,))
    assert watch.codes(waiting) == []
    here = msgspec.structs.replace(waiting, present=BOTH)
    assert watch.codes(here) == [("to-admit", Seat.CANDIDATE)]
    refusal = Refusal(seat=Seat.JUROR, at=START)
    refused = msgspec.structs.replace(here, formalities=Standing(admitted_at=START, refusals=(refusal,)))
    assert watch.codes(refused) == [("recording-refused", Seat.JUROR)]
    decided = Standing(admitted_at=START, refusals=(msgspec.structs.replace(refusal, decided_at=START),))
    assert watch.codes(msgspec.structs.replace(here, formalities=decided)) == []


def test_an_alarm_remembers_when_it_began(watch: Watch) -> None:
    """And begins anew after it was over."""
    since: dict[Key, object] = {}

    def begun(line: BoardSitting) -> list[object]:
        seen = Seen(
            sittings=[line],
            readings={},
            away_since={},
            heard_at={},
            faults={},
            house=None,
            now=watch.clock.now(),
        )
        return [alarm.since for alarm in alarms(seen, since)]

    ringing = sitting(lost=(Seat.JUROR,))
    assert begun(ringing) == [START]
    watch.clock.advance(24)
    assert begun(ringing) == [START]
    assert begun(sitting()) == []
    assert begun(ringing) == [watch.clock.now()]


def test_every_alarm_has_its_place() -> None:
    """No code stands twice in the order of urgency."""
    assert len(set(URGENCY)) == len(URGENCY)


@pytest.mark.parametrize("trouble", Trouble)
def test_what_a_station_notices_of_itself_is_told_where_somebody_can_help(
    watch: Watch, trouble: Trouble
) -> None:
    """A microphone that is silent or overloaded, sound that is lost or late; leaving is no alarm."""
    noticed = sitting(troubles=(TroubleSeen(seat=Seat.CANDIDATE, trouble=trouble),))
    helped = trouble in {Trouble.SILENT, Trouble.CLIPPING, Trouble.LOSS, Trouble.SLOW}
    assert watch.codes(noticed) == ([("station-trouble", Seat.CANDIDATE)] if helped else [])
