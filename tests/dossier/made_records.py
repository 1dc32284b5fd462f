"""A candidate of the whole title, with all that can go wrong on one day, as the rules say it."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from oralexam.clock import ManualClock
from oralexam.dossier.building import PartSource, build_record
from oralexam.dossier.record import Record, Recording, RecordKind
from oralexam.dossier.telling import NO_GRID, words_of
from oralexam.exams.bank import PackagedScenarios
from oralexam.exams.formats import format_named, interview_plan
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.session import ExamSession
from oralexam.rooms import call_events, commands, events
from oralexam.rooms.formality_events import CandidateAdmitted, NoticeAcknowledged
from oralexam.rooms.interview_commands import BeginInterview
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from oralexam.transcripts.reading import Version
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript
from tests.dossier.made_juries import Jury, grid
from tests.exams.made_sessions import id_of, ready_session
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import TableRoom, answer, ring

MORNING = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
MADE = datetime(2026, 12, 8, 16, 45, tzinfo=UTC)
CANDIDATE = "Inès Marchetti"
KEY = hashlib.sha256(b"a key of the tests").hexdigest()
INTERVIEWS = (
    PartKind.TECHNICAL_INTERVIEW,
    PartKind.PRODUCTION_QUESTIONING,
    PartKind.FINAL_INTERVIEW,
)
TEXT = """Dear Ms Pike,

You received 36 cartons out of 40: 4 cartons (24 kettles) are missing, and I am very sorry about it. \
They will reach your new shop at 18 Cask Lane on Wednesday 2 December, before 1 p.m. Tom Marsh receives them.

We can offer 5 % on the missing goods. Anything more is a decision for Mr Lemaire, who will call you tomorrow.

Kind regards,
Inès Marchetti"""


def session() -> ExamSession:
    """A session of one candidate, with French names."""
    made = ready_session(seed="record", title="Session de décembre 2026")
    names = ("Claire Morel", "Hassan Idrissi")
    return msgspec.structs.replace(
        made,
        centre="Centre de formation de la Confluence, Lyon",
        members=tuple(
            msgspec.structs.replace(member, name=name)
            for member, name in zip(made.members, names, strict=True)
        ),
        candidacies=(msgspec.structs.replace(made.candidacies[0], name=CANDIDATE, number="2026-0417"),),
    )


def source(room: TableRoom, **more: object) -> PartSource:
    """What the stores would hand over."""
    opened = room.history[0]
    assert isinstance(opened, events.SittingOpened)
    head = hashlib.sha256(f"{opened.part} {len(room.history)}".encode()).hexdigest()
    return msgspec.structs.replace(
        PartSource(
            part=opened.part,
            sitting_id=room.sitting_id,
            history=tuple(room.history),
            head=head,
            scenario=room.scenario,
            grid=words_of(grid(opened.part)) if opened.plan else NO_GRID,
        ),
        **more,
    )


def call(*, typing: bool = False) -> TableRoom:
    """A call with a pause, a lost link, time given back, and something pasted.

    `typing` saves the candidate's work every second, as a page does.
    """
    room = opened_room(PartKind.CALL, "amberline-kettles@1", MORNING)
    formalities(room)
    room.pass_s(240)
    draw_by_lot(room)
    room.pass_s(75)
    room.press(Seat.JUROR, commands.StartPreparation)
    _work(room, 300, room.note, typing=typing)
    room.manage(commands.PauseClock, reason="Alarme incendie, fausse alerte")
    room.pass_s(125)
    room.manage(commands.ResumeClock)
    room.pass_s(600)
    ring(room)
    room.pass_s(9)
    answer(room)
    room.pass_s(2)
    room.flow()
    room.pass_s(310)
    room.happen([call_events.LinkLost(at=room.clock.now(), seat=Seat.CANDIDATE)])
    room.pass_s(22)
    room.happen([call_events.LinkBack(at=room.clock.now(), seat=Seat.CANDIDATE)])
    room.manage(commands.GiveTime, seconds=25, reason="Câble débranché par le personnel d’entretien")
    room.pass_s(293)
    assert room.phase is Phase.WRITING
    _work(room, 200, room.write, typing=typing)
    room.order(
        Seat.CANDIDATE,
        commands.NoteOutsideHelp(
            from_phase=room.phase,
            help=commands.OutsideHelp.PASTE,
            where=commands.WrittenWork.TEXT,
            characters=48,
        ),
    )
    room.write(TEXT, 1000)
    room.manage(commands.NoteIncident, code=commands.IncidentCode.NOISE, text="Travaux dans la rue")
    room.pass_s(240)
    room.press(Seat.CANDIDATE, commands.HandIn)
    return room


def _work(
    room: TableRoom, seconds: int, save: Callable[[str, int], list[events.AnyEvent]], *, typing: bool
) -> None:
    """Let time pass, with or without what a page saves of it."""
    if not typing:
        room.pass_s(seconds)
        return
    for second in range(seconds):
        room.pass_s(1)
        save(TEXT[: 4 * second], second + 1)


def _sitting_of(kind: PartKind) -> str:
    return id_of("record-sitting", list(PartKind).index(kind))


def visitor() -> TableRoom:
    """A visitor who comes by video, and a sheet."""
    room = opened_room(PartKind.VISITOR, "fennick-fair@1", MORNING.replace(hour=10))
    formalities(room)
    room.pass_s(60)
    draw_by_lot(room)
    room.press(Seat.JUROR, commands.StartPreparation)
    room.pass_s(300)
    ring(room)
    room.pass_s(4)
    answer(room)
    room.pass_s(1)
    room.flow()
    room.pass_s(600)
    fields = {"name": "Declan Fennick", "company": "Fennick Homewares", "products": "K2, UK plug\nK3"}
    room.fill_in(fields, 2)
    room.pass_s(600)
    return room


def interview(kind: PartKind, hour: int) -> TableRoom:
    """An interview that went as planned."""
    plan = interview_plan(format_named("aie-title"), kind)
    room = TableRoom(clock=ManualClock(MORNING.replace(hour=hour)), sitting_id=_sitting_of(kind))
    opened = room.history[0]
    assert isinstance(opened, events.SittingOpened)
    room.history[:] = [
        msgspec.structs.replace(
            opened, part=kind, plan=None, interview=plan, eligible=(), room_name="Salle 14", **people()
        )
    ]
    room.pass_s(180)
    room.press(Seat.JUROR, BeginInterview)
    for step in plan.steps:
        room.pass_s(step.length_s)
    assert room.phase is Phase.HANDED_IN
    return room


def people() -> dict[str, str]:
    """Who sits where."""
    return {
        "candidate_name": CANDIDATE,
        "juror_name": "Claire Morel",
        "observer_name": "Hassan Idrissi",
    }


def opened_room(kind: PartKind, scenario: str, at: datetime) -> TableRoom:
    """A role-play whose lot can fall on several packaged scenarios, and falls as the shares say."""
    bank = PackagedScenarios().all()
    mode = ExchangeMode.VIDEO if kind is PartKind.VISITOR else None
    may_be = [each for each in bank.values() if each.played_in(kind, mode)]
    assert scenario in bank
    room = TableRoom(scenarios=may_be, clock=ManualClock(at), shares_from=JURY, sitting_id=_sitting_of(kind))
    opened = room.history[0]
    assert isinstance(opened, events.SittingOpened)
    plan = msgspec.structs.replace(opened.plan, preparation_s=300.0) if kind is PartKind.VISITOR else None
    room.history[:] = [
        msgspec.structs.replace(opened, plan=plan or opened.plan, room_name="Salle 12", **people())
    ]
    return room


def formalities(room: TableRoom) -> None:
    """Let in, and informed."""
    at = room.clock.now()
    room.happen(
        [
            CandidateAdmitted(at=at, author="Sophie Renard"),
            NoticeAcknowledged(at=at, seat=Seat.CANDIDATE, version="2026-1"),
            NoticeAcknowledged(at=at, seat=Seat.JUROR, version="2026-1"),
        ]
    )


def recordings() -> tuple[Recording, ...]:
    """Two voices, two pictures; one file was not closed, another is gone."""
    return tuple(
        Recording(
            seat=seat,
            kind=kind,
            segment=segment,
            bytes=4_812_345 if kind == "audio" else 61_204_118,
            sha256=hashlib.sha256(f"{seat} {kind} {segment}".encode()).hexdigest(),
            closed=segment == 2 or seat == "juror",
            missing=(seat, kind) == ("juror", "video"),
        )
        for seat, kind, segment in (
            ("candidate", "audio", 1),
            ("candidate", "audio", 2),
            ("candidate", "video", 1),
            ("juror", "audio", 1),
            ("juror", "video", 1),
        )
    )


def version(seat: str) -> Version:
    """A transcript of one voice."""
    made_by = RecognizerIdentity(
        engine="faster-whisper", engine_version="1.2.1", model="small.en", model_sha256="", settings=""
    )
    transcript = TrackTranscript(
        sitting_id="",
        seat=seat,
        utterances=(),
        recognizer=made_by,
        starts_at_s=0.0,
        audio_duration_s=600.0,
        speech_duration_s=300.0,
    )
    return Version(transcript=transcript, version=1, sha256=hashlib.sha256(seat.encode()).hexdigest())


def judged_call(*, typing: bool = False) -> TableRoom:
    """Two who judged, one of whom corrected a mark; a deliberation with one dissent; a second marking."""
    room = call(typing=typing)
    jury = Jury(room, PartKind.CALL)
    jury.seal("juror", 3, 4, 3)
    jury.seal("observer", 2, 3, 3, 3, 2)
    jury.seal("observer", 3, 3, 3, 3, 2, reason="Erreur de ligne")
    jury.lock()
    jury.ask_second(sealed=2)
    return room


def judged_visitor() -> TableRoom:
    """Both have sealed; nothing is locked."""
    room = visitor()
    jury = Jury(room, PartKind.VISITOR)
    jury.seal("juror", 3)
    jury.seal("observer", 4, 3)
    return room


def sources() -> list[PartSource]:
    """The five parts of a whole title."""
    heard = {"recordings": recordings(), "versions": (version("candidate"), version("juror"))}
    return [
        source(judged_call(), **heard),
        source(judged_visitor(), **heard),
        *(source(interview(kind, 13 + place)) for place, kind in enumerate(INTERVIEWS)),
    ]


def record(
    parts: Sequence[PartSource] | None = None, *, kind: RecordKind = RecordKind.RECORD, key: str = KEY
) -> Record:
    """The record of the candidate."""
    made = session()
    return build_record(
        made,
        format_named("aie-title"),
        made.candidacies[0],
        sources() if parts is None else parts,
        kind=kind,
        key_fingerprint=key,
        software="oralexam 0.1.0",
        now=MADE,
    )
