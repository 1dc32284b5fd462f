"""The replay bundle (oralexam.records.replay, readiness, bundle): pure, from what is kept."""

from datetime import UTC, datetime

import msgspec
import pytest

from oralexam.exams.parts import PartKind
from oralexam.jobs.job import Job, JobState
from oralexam.records.bundle import Readiness, ReplayBundle
from oralexam.records.manifest import LISTENING_COPIES, Copy, Gap, ListeningManifest, TrackCopies
from oralexam.records.replay import build_bundle
from oralexam.rooms import call_events, events
from oralexam.rooms.commands import IncidentCode
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript
from tests.records.made_sittings import SCENARIO, SECRET, SITTING, Story, call_history

ZERO = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
TRANSCRIPT = TrackTranscript(
    sitting_id=SITTING,
    seat="candidate",
    utterances=(),
    recognizer=RecognizerIdentity(
        engine="whisper", engine_version="1", model="small.en", model_sha256="0", settings=""
    ),
    starts_at_s=-1.0,
    audio_duration_s=600.0,
    speech_duration_s=300.0,
)
MANIFEST = ListeningManifest(
    sitting_id=SITTING,
    zero_utc=ZERO,
    tracks=(
        TrackCopies(
            seat="candidate",
            audio=Copy(name="candidate-audio.webm", starts_s=-1.5, duration_s=602.0),
            peaks="candidate-peaks.json",
            video=None,
            gaps=(Gap(starts_s=3.0, ends_s=3.04),),
            packets=30_000,
            missing_packets=2,
        ),
    ),
    mix=Copy(name="mix.webm", starts_s=-1.5, duration_s=602.0),
)


def job(kind: str, state: JobState, *, subject: str = "", reason: str = "") -> Job:
    """A job of the sitting."""
    return Job(
        job_id=kind + subject,
        kind=kind,
        sitting_id=SITTING,
        subject=subject,
        state=state,
        reason=reason,
        created_at=ZERO,
        updated_at=ZERO,
        not_before=ZERO,
    )


def bundle(
    history: list[events.AnyEvent],
    *,
    jobs: tuple[Job, ...] = (),
    manifest: ListeningManifest | None = None,
    transcripts: tuple[TrackTranscript, ...] = (),
) -> ReplayBundle:
    """The bundle of a sitting in which the one scenario was drawn."""
    return build_bundle(
        SITTING, history, scenario=SCENARIO, transcripts=transcripts, jobs=jobs, manifest=manifest
    )


def test_times_are_on_the_exam_clock() -> None:
    """The call begins at 0, what came before it is negative; waiting and drawn are not on the timeline."""
    made = bundle(call_history(ZERO))
    assert made.zero_utc == ZERO
    assert [(each.phase, each.starts_s, each.ends_s) for each in made.phases] == [
        (Phase.PREPARATION, -935, -35),
        (Phase.RINGING, -35, -2),
        (Phase.CONNECTING, -2, 0),
        (Phase.CALL, 0, 600),
        (Phase.WRITING, 600, 1200),
    ]
    assert made.ends_s == 1200
    assert (made.title, made.number, made.candidate_name) == ("Late kettles", 7, "Camille Roux")


def test_calling_back_shows_each_stretch() -> None:
    """Hung up early and called back: ringing, call and writing stand there twice; the zero stays."""
    story = Story(ZERO).until_the_call()
    story.enter(200, Phase.WRITING, "hung-up", Seat.CANDIDATE)
    story.enter(220, Phase.RINGING, "call-back", Seat.CANDIDATE)
    story.ring(220, 3, Seat.CANDIDATE)
    story.enter(230, Phase.CONNECTING, "answered", Seat.JUROR)
    story.enter(232, Phase.CALL, "media-flowing")
    story.enter(600, Phase.WRITING, "deadline")
    story.enter(1200, Phase.HANDED_IN, "deadline")
    made = bundle(story.events)
    assert [each.phase.value for each in made.phases[3:]] == [
        "call",
        "writing",
        "ringing",
        "connecting",
        "call",
        "writing",
    ]
    assert made.zero_utc == ZERO
    assert [(each.starts_s, each.ends_s) for each in made.phases if each.phase is Phase.CALL] == [
        (0, 200),
        (232, 600),
    ]
    (incident,) = made.incidents
    assert (incident.at_s, incident.code, incident.seat) == (200, "hung-up", Seat.CANDIDATE)


def test_a_visitors_replay_says_its_part_and_shows_the_sheet_as_it_grew() -> None:
    """Fields by their ids, thinned like the text's versions; what is no part of an old bundle is a call."""
    assert (bundle(call_history(ZERO)).part, bundle(call_history(ZERO)).sheet) == (PartKind.CALL, ())
    story = Story(ZERO).until_the_call()
    story.events[0] = msgspec.structs.replace(story.events[0], part=PartKind.VISITOR)
    story.enter(600, Phase.WRITING, "deadline")
    for revision, (seconds, name) in enumerate(((610, "A"), (611, "An"), (612, "Ann")), start=1):
        story.events.append(events.SheetSaved(at=story.at(seconds), fields={"name": name}, revision=revision))
    story.enter(1200, Phase.HANDED_IN, "deadline")
    made = bundle(story.events)
    assert made.part is PartKind.VISITOR
    assert [(each.at_s, each.fields) for each in made.sheet] == [(610, {"name": "A"}), (612, {"name": "Ann"})]


def test_versions_are_thinned_but_never_the_last() -> None:
    """Saved every second for a minute: at least five seconds apart, and the last one as it was handed in."""
    story = Story(ZERO).until_the_call()
    for second in range(62):
        saved = events.NotesSaved(at=story.at(second), text="x" * second, revision=second + 1)
        story.events.append(saved)
    story.enter(600, Phase.WRITING, "deadline")
    story.events.append(events.TextSaved(at=story.at(700), text="Dear R.", revision=1))
    story.enter(1200, Phase.HANDED_IN, "deadline")
    made = bundle(story.events)
    times = [version.at_s for version in made.notes]
    assert times == [*range(0, 61, 5), 61]
    assert made.notes[-1].text == "x" * 61
    assert [(version.at_s, version.text) for version in made.text] == [(700, "Dear R.")]


def test_facts_incidents_and_lost_links() -> None:
    """A fact that was taken back is not there; what went wrong is, with its seat."""
    story = Story(ZERO).until_the_call()
    for second, given in ((30, True), (31, False), (45, True)):
        story.events.append(events.FactPressed(at=story.at(second), fact_id="how-many", given=given))
    story.events.append(call_events.LinkLost(at=story.at(50), seat=Seat.CANDIDATE))
    story.events.append(call_events.LinkBack(at=story.at(52.5), seat=Seat.CANDIDATE))
    story.events.append(events.IncidentNoted(at=story.at(60), code="clock-stepped"))
    story.events.append(events.BellRung(at=story.at(61), by=Seat.JUROR))
    made = bundle(story.events)
    (fact,) = made.facts_given
    assert (fact.fact_id, fact.answer, fact.at_s) == ("how-many", "Forty", 45)
    assert [(each.at_s, each.code, each.seat) for each in made.incidents] == [
        (50, "link-lost", Seat.CANDIDATE),
        (52.5, "link-back", Seat.CANDIDATE),
        (60, "clock-stepped", None),
        (61, "bell-rung", Seat.JUROR),
    ]


def test_what_the_manager_did_is_there_by_its_code_and_not_by_its_words() -> None:
    """Whoever judges sees that the clock stood and that it was noisy; reasons are the ledger's."""
    story = Story(ZERO).until_the_call()
    manager = {"by": Seat.MANAGER}
    story.events += [
        events.ClockPaused(at=story.at(10), reason="canary", **manager),
        events.IncidentReported(at=story.at(20), code=IncidentCode.NOISE, text="canary", **manager),
        events.ClockResumed(at=story.at(30), **manager),
        events.TimeGiven(at=story.at(40), seconds=15, reason="canary", **manager),
        events.ServerReturned(at=story.at(50), down_since=story.at(45)),
        events.PartAborted(at=story.at(60), reason="canary", **manager),
    ]
    made = bundle(story.events)
    assert [(each.at_s, each.code) for each in made.incidents] == [
        (10, "clock-paused"),
        (20, "noise"),
        (30, "clock-resumed"),
        (40, "time-given"),
        (50, "server-returned"),
        (60, "part-aborted"),
    ]
    assert b"canary" not in msgspec.json.encode(made)


def test_the_jurys_sheet_is_not_in_it() -> None:
    """Evaluators open the replay beside the candidate: role, objectives and cues stay out."""
    made = bundle(call_history(ZERO), manifest=MANIFEST, transcripts=(TRANSCRIPT,))
    assert SECRET.encode() not in msgspec.json.encode(made)


def test_copies_become_links() -> None:
    """Each file at its place on the exam clock; a seat without copies is there all the same, by name."""
    done = job(LISTENING_COPIES, JobState.DONE)
    made = bundle(call_history(ZERO), manifest=MANIFEST, jobs=(done,))
    candidate, juror = made.tracks
    assert made.media_state is Readiness.READY
    assert candidate.audio is not None
    assert candidate.audio.url == f"/api/replay/{SITTING}/media/candidate-audio.webm?ms=602000"
    assert candidate.audio.starts_s == -1.5
    assert candidate.peaks is not None
    assert candidate.peaks.url.endswith("/candidate-peaks.json?ms=602000")
    assert (candidate.packets, candidate.missing_packets, len(candidate.gaps)) == (30_000, 2, 1)
    assert (juror.name, juror.audio, juror.peaks) == ("Dominique Vidal", None, None)
    assert made.mix is not None
    assert made.mix.url.endswith("/mix.webm?ms=602000")


def test_copies_of_another_zero_are_not_shown() -> None:
    """Made before the call began they would lie at a wrong time."""
    old = msgspec.structs.replace(MANIFEST, zero_utc=datetime(2026, 12, 8, 9, 0, tzinfo=UTC))
    made = bundle(call_history(ZERO), manifest=old, jobs=(job(LISTENING_COPIES, JobState.DONE),))
    assert made.mix is None
    assert made.media_state is Readiness.QUEUED


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((JobState.DONE, JobState.DONE), Readiness.READY),
        ((JobState.DONE, JobState.QUEUED), Readiness.QUEUED),
        ((JobState.DONE, JobState.RUNNING), Readiness.RUNNING),
        ((JobState.WAITING_FOR_MODEL, JobState.RUNNING), Readiness.WAITING_FOR_MODEL),
        ((JobState.WAITING_FOR_MODEL, JobState.FAILED), Readiness.FAILED),
        ((), Readiness.QUEUED),
    ],
)
def test_the_transcript_is_as_ready_as_its_worst_track(
    states: tuple[JobState, ...], expected: Readiness
) -> None:
    """One seat's failure is seen, with the code of what went wrong; the copies do not wait for it."""
    jobs = [
        job(TRANSCRIBE_TRACK, state, subject=str(number), reason=f"because-{state}")
        for number, state in enumerate(states)
    ]
    jobs.append(job(LISTENING_COPIES, JobState.DONE))
    made = bundle(call_history(ZERO), jobs=tuple(jobs), manifest=MANIFEST)
    assert made.transcript_state is expected
    assert made.transcript_reason == (
        "" if expected is Readiness.READY or not states else f"because-{expected}"
    )
    assert made.media_state is Readiness.READY


def test_a_sitting_that_runs_has_a_bundle() -> None:
    """Opened in the middle: nothing is ready, the phase reaches to the last thing that happened."""
    story = Story(ZERO).until_the_call()
    story.events.append(events.NotesSaved(at=story.at(90), text="a", revision=1))
    made = bundle(story.events)
    assert made.ends_s == 90
    assert made.media_state is Readiness.QUEUED


@pytest.mark.parametrize("end", [Phase.HANDED_IN, Phase.ABORTED])
def test_work_is_the_candidates_until_the_part_is_over(end: Phase) -> None:
    """Whoever opens a replay while somebody still writes reads neither notes, text nor sheet."""
    story = Story(ZERO).until_the_call()
    story.events.append(events.NotesSaved(at=story.at(90), text="canary", revision=1))
    story.enter(600, Phase.WRITING, "deadline")
    story.events.append(events.TextSaved(at=story.at(700), text="canary", revision=1))
    story.events.append(events.SheetSaved(at=story.at(701), fields={"name": "canary"}, revision=1))
    assert b"canary" not in msgspec.json.encode(bundle(story.events))
    story.enter(800, end)
    made = bundle(story.events)
    assert [len(made.notes), len(made.text), len(made.sheet)] == [1, 1, 1]


def test_a_sitting_without_a_call_counts_from_its_opening() -> None:
    """Drawn and prepared, never answered: `zero_utc` is none, and times are not negative."""
    story = Story(ZERO)
    story.draw(-1000)
    story.enter(-935, Phase.PREPARATION)
    story.enter(-35, Phase.RINGING, "deadline")
    made = bundle(story.events)
    assert made.zero_utc is None
    assert made.phases[0].starts_s == 865
    empty = build_bundle(SITTING, Story(ZERO).events, scenario=None, transcripts=(), jobs=(), manifest=None)
    assert (empty.title, empty.number, empty.phases, empty.ends_s) == ("", None, (), 0)


def test_it_travels_as_json() -> None:
    """What is written can be read again, whole."""
    made = bundle(call_history(ZERO), manifest=MANIFEST, transcripts=(TRANSCRIPT,))
    assert msgspec.json.decode(msgspec.json.encode(made), type=ReplayBundle) == made


def test_what_was_said_so_far_stands_until_there_is_a_transcript() -> None:
    """A seat's own transcript goes before it; the state still says that it is being written down."""
    so_far = [msgspec.structs.replace(TRANSCRIPT, seat=seat) for seat in ("candidate", "juror")]
    jobs = (
        job(TRANSCRIBE_TRACK, JobState.DONE, subject="candidate"),
        job(TRANSCRIBE_TRACK, JobState.RUNNING, subject="juror"),
    )
    made = build_bundle(
        SITTING,
        call_history(ZERO),
        scenario=SCENARIO,
        transcripts=[TRANSCRIPT],
        so_far=so_far,
        jobs=jobs,
        manifest=None,
    )
    assert made.transcripts == (TRANSCRIPT, so_far[1])
    assert made.transcript_state is Readiness.RUNNING
