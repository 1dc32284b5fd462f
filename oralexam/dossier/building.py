"""From what is kept of a candidacy to its record. Pure: same events, same record."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from oralexam.dossier.chained import chained_recordings, chained_transcripts
from oralexam.dossier.record import (
    Act,
    Chained,
    DrawTold,
    HandedIn,
    Juror,
    PartRecord,
    PartState,
    Record,
    Recording,
    RecordKind,
    SessionHead,
    WrittenDown,
)
from oralexam.dossier.telling import NO_GRID, GridWords, told_of
from oralexam.exams.formats import Format
from oralexam.exams.parts import PartKind
from oralexam.exams.scenario import Scenario
from oralexam.exams.session import Candidacy, ExamSession
from oralexam.rooms import events
from oralexam.rooms.draw_proof import prove
from oralexam.rooms.folding import fold
from oralexam.rooms.formality_events import CandidateAdmitted, NoticeAcknowledged
from oralexam.rooms.judging.events import JurorLinkGiven
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import NOT_BEGUN, OVER, Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.transcripts.reading import Version


class PartSource(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one part, as the stores hand it over."""

    part: PartKind
    sitting_id: str
    history: Sequence[events.AnyEvent] = ()
    """Empty where the session names the part and it was never opened."""
    head: str = ""
    """The hash behind the last of `history`."""
    scenario: Scenario | None = None
    """What was drawn, if the bank still has it."""
    versions: Sequence[Version] = ()
    recordings: Sequence[Recording] = ()
    grid: GridWords = NO_GRID
    """By which it was judged."""


def build_record(
    session: ExamSession,
    format_: Format | None,
    candidacy: Candidacy,
    sources: Sequence[PartSource],
    *,
    kind: RecordKind,
    key_fingerprint: str,
    software: str,
    now: datetime,
) -> Record:
    """The record of one candidacy; an attestation holds neither marks nor what the candidate wrote."""
    jury = session.jury_of(candidacy)
    members = [session.member(member_id) for member_id in jury.member_ids] if jury else []
    competences = (
        {part.kind: part.competence for part in (*format_.parts, *format_.optional_parts)} if format_ else {}
    )
    parts = [part_record(source, competence=competences.get(source.part, ""), now=now) for source in sources]
    if kind is RecordKind.ATTESTATION:
        parts = [msgspec.structs.replace(each, judging=None, work=None) for each in parts]
    return Record(
        kind=kind,
        made_at=now,
        session=SessionHead(
            session_id=session.session_id,
            title=session.title,
            centre=session.centre,
            format_title=format_.title if format_ else session.format_id,
            time_zone=session.time_zone,
            days=tuple(sorted(day.date for day in session.days)),
        ),
        candidacy_id=candidacy.candidacy_id,
        candidate_name=candidacy.name,
        candidate_number=candidacy.number,
        jury_name=jury.name if jury else "",
        jury=tuple(
            Juror(name=member.name, judges_b2=member.judges_b2) for member in members if member is not None
        ),
        parts=tuple(parts),
        key_fingerprint=key_fingerprint,
        software=software,
    )


def part_record(source: PartSource, *, competence: str, now: datetime) -> PartRecord:
    """What the record says of one part."""
    if not source.history:
        return PartRecord(
            part=source.part,
            sitting_id=source.sitting_id,
            state=PartState.NOT_OPENED,
            competence=competence,
        )
    state = fold(source.history)
    return PartRecord(
        part=source.part,
        sitting_id=source.sitting_id,
        state=_state_of(state.phase),
        phase=state.phase,
        rehearsal=state.sitting.rehearsal,
        # A sitting is never opened without a name: it reads as "" only once it was erased.
        erased=state.sitting.candidate_name == "",
        competence=competence,
        room_name=state.room_name,
        juror_name=state.juror_name,
        observer_name=state.observer_name,
        ledger=ledger_of(source.history, now=now),
        draw=_draw(source, state),
        acts=tuple(_acts(source.history)),
        from_paper=tuple(each for each in source.history if isinstance(each, EnteredFromPaper)),
        work=_work(source.scenario, state),
        judging=told_of(state.judging, source.grid),
        chain=Chained(events=len(source.history), head=source.head),
        recorded=state.zero_at is not None,
        recordings=chained_recordings(source.recordings, source.history),
        transcripts=chained_transcripts([_written_down(each) for each in source.versions], source.history),
    )


def _state_of(phase: Phase) -> PartState:
    if phase is Phase.ABORTED:
        return PartState.ABORTED
    if phase in OVER:
        return PartState.OVER
    return PartState.WAITING if phase in NOT_BEGUN else PartState.RUNNING


def _draw(source: PartSource, state: RoomState) -> DrawTold | None:
    if state.drawn is None:
        return None
    proof = prove(source.sitting_id, source.history)
    return DrawTold(
        number=proof.number,
        scenario_number=proof.scenario_number,
        title=source.scenario.title if source.scenario else "",
        mode=state.drawn.mode,
        lot=state.drawn.lot,
        shares=proof.draw.shares if proof.draw else (),
        holds=proof.holds,
        findings=tuple(each.code for each in proof.findings),
    )


def _acts(history: Sequence[events.AnyEvent]) -> Iterator[Act]:
    """Who let whom in, who was informed, and how each phase began; what went wrong stands in the ledger."""
    for event in history:
        match event:
            case CandidateAdmitted(at=at, by=by, author=author):
                yield Act(at=at, code="admitted", by=by, author=author)
            case NoticeAcknowledged(at=at, seat=seat, version=version):
                yield Act(at=at, code="notice-acknowledged", by=seat, detail=version)
            case events.ScenarioDrawn(at=at, by=by):
                yield Act(at=at, code="drawn", by=by)
            case events.JuryChanged(at=at, by=by, author=author):
                yield Act(at=at, code="jury-changed", by=by, author=author)
            case JurorLinkGiven(at=at, seat=seat, by_name=name):
                yield Act(at=at, code=f"juror-link-{seat.value}", by=Seat.MANAGER, author=name)
            case events.RoomMoved(at=at, by=by, author=author, room_name=room):
                yield Act(at=at, code="room-moved", by=by, author=author, detail=room)
            case events.PhaseEntered(at=at, phase=phase, cause=cause, by=by) if phase is not Phase.DRAWN:
                yield Act(at=at, code=f"phase-{phase.value}", by=by, detail=cause)
            case _:
                pass


def _work(scenario: Scenario | None, state: RoomState) -> HandedIn | None:
    """The text or the sheet as it stood at the end; nobody reads along while somebody still writes."""
    if state.phase not in OVER or state.sitting.plan is None:
        return None
    if state.sitting.part is PartKind.VISITOR:
        return _sheet(scenario, state)
    task = scenario.text_task if scenario else None
    return HandedIn(
        title=task.title if task else "",
        language=task.language.value if task else "",
        text=state.text.text,
        fields=(),
        saved_at=state.text.saved_at,
    )


def _sheet(scenario: Scenario | None, state: RoomState) -> HandedIn:
    """Every field in the order of the sheet; what the bank no longer names stands under its id."""
    task = scenario.contact_sheet if scenario else None
    filled = dict(state.sheet.fields)
    fields = [
        (field.label, filled.pop(field.field_id, ""))
        for section in (task.sections if task else ())
        for field in section.fields
    ]
    return HandedIn(
        title=task.title if task else "",
        language=task.language.value if task else "",
        text="",
        fields=(*fields, *filled.items()),
        saved_at=state.sheet.saved_at,
    )


def _written_down(version: Version) -> WrittenDown:
    made_by = version.transcript.recognizer
    words = (made_by.engine, made_by.engine_version, made_by.model)
    return WrittenDown(
        seat=version.transcript.seat,
        version=version.version,
        sha256=version.sha256,
        engine=" ".join(word for word in words if word),
        acts=len(version.acts),
    )
