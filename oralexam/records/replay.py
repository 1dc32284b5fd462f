"""From what is kept of a sitting to its replay bundle. Pure: same records, same bundle."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from oralexam.copies.gaps import shown
from oralexam.exams.parts import StationSetup
from oralexam.exams.scenario import Scenario
from oralexam.jobs.job import Job
from oralexam.records.bundle import (
    FactDisclosed,
    Incident,
    MediaFile,
    PeaksFile,
    PhaseStretch,
    PosterFile,
    Readiness,
    ReplayBundle,
    ReplayTrack,
    Ringing,
    SheetVersion,
    WorkVersion,
)
from oralexam.records.exam_zero import exam_zero
from oralexam.records.manifest import Copy, ListeningManifest, TrackCopies
from oralexam.records.readiness import media_readiness, transcript_readiness
from oralexam.records.unheard import with_its_ends
from oralexam.rooms import call_events, events
from oralexam.rooms.call_events import CallHeld, CallTakenUp, RingBusy, TroubleNoted
from oralexam.rooms.device_events import DevicesSwapped
from oralexam.rooms.folding import fold
from oralexam.rooms.formality_events import RecordingRefused
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState
from oralexam.transcripts.transcript import TrackTranscript

VERSIONS_APART_S: Final = 5.0
"""Saved every second while somebody types; a replay shows how a text grew, not each letter."""
_Version = TypeVar("_Version", WorkVersion, SheetVersion)
_NOT_ON_THE_TIMELINE: Final = frozenset({Phase.WAITING, Phase.DRAWN, Phase.HANDED_IN, Phase.ABORTED})
"""Before the candidate's time and after it: they may last for hours."""


def build_bundle(
    sitting_id: str,
    history: Sequence[events.AnyEvent],
    *,
    scenario: Scenario | None,
    transcripts: Sequence[TrackTranscript],
    jobs: Sequence[Job],
    manifest: ListeningManifest | None,
    so_far: Sequence[TrackTranscript] = (),
    transcript_ready_at: datetime | None = None,
) -> ReplayBundle:
    """The bundle of one sitting, finished or not; `scenario` is the one that was drawn, if any.

    `so_far` is what was said before a hang-up that may be undone; it stands until there is a transcript.
    `transcript_ready_at` is when one is foretold.
    """
    state = fold(history)
    times = _Times(exam_zero(state))
    # Copies whose clock has another zero (a call began only after they were made) would lie elsewhere.
    manifest = manifest if manifest and manifest.zero_utc == exam_zero(state) else None
    phases = _phases(state, times, history[-1].at)
    media_state, media_reason = media_readiness(jobs, made=manifest is not None)
    transcript_state, transcript_reason = transcript_readiness(jobs, made=bool(transcripts))
    written = {each.seat for each in transcripts}
    opened, drawn = state.as_cast, state.drawn
    # While it may go on, or its copies are being made, what was said last is not missing: it is on its way.
    whole = state.phase in OVER and media_state is Readiness.READY
    # What a candidate writes is theirs until the part is over: no replay opens it while they still write.
    work = history if state.phase in OVER else ()
    return ReplayBundle(
        sitting_id=sitting_id,
        rehearsal=opened.rehearsal,
        candidate_name=opened.candidate_name,
        juror_name=opened.juror_name,
        observer_name=opened.observer_name,
        room_name=opened.room_name,
        number=drawn.number if drawn else None,
        title=scenario.title if scenario else "",
        part=opened.part,
        mode=drawn.mode if drawn else None,
        other_party=scenario.other_party if scenario else None,
        zero_utc=state.zero_at,
        ends_s=phases[-1].ends_s if phases else times.seconds(history[-1].at),
        phases=phases,
        media_state=media_state,
        media_reason=media_reason,
        tracks=_tracks(sitting_id, opened, manifest, phases if whole else ()),
        mix=_file(sitting_id, manifest.mix, _versions(manifest)) if manifest else None,
        transcript_state=transcript_state,
        transcript_reason=transcript_reason,
        transcript_ready_at=transcript_ready_at,
        transcripts=(*transcripts, *(each for each in so_far if each.seat not in written)),
        notes=_apart(
            WorkVersion(at_s=times.seconds(each.at), text=each.text)
            for each in work
            if isinstance(each, events.NotesSaved)
        ),
        text=_apart(
            WorkVersion(at_s=times.seconds(each.at), text=each.text)
            for each in work
            if isinstance(each, events.TextSaved)
        ),
        text_task=scenario.text_task if scenario else None,
        sheet=_apart(
            SheetVersion(at_s=times.seconds(each.at), fields=each.fields)
            for each in work
            if isinstance(each, events.SheetSaved)
        ),
        contact_sheet=scenario.contact_sheet if scenario else None,
        candidate_brief=scenario.candidate if scenario else None,
        facts_given=_facts(history, scenario, times),
        incidents=tuple(_incidents(history, times)),
        rings=_rings(history, times),
    )


def phases_of(history: Sequence[events.AnyEvent]) -> tuple[PhaseStretch, ...]:
    """The phases of a sitting on its own exam clock, as its bundle has them."""
    state = fold(history)
    return _phases(state, _Times(exam_zero(state)), history[-1].at)


class _Times:
    """Seconds on the exam clock, to the millisecond."""

    def __init__(self, zero: datetime) -> None:
        self._zero = zero

    def seconds(self, at: datetime) -> float:
        return round((at - self._zero).total_seconds(), 3)


def _phases(state: RoomState, times: _Times, last_at: datetime) -> tuple[PhaseStretch, ...]:
    return tuple(
        PhaseStretch(
            phase=span.phase,
            starts_s=times.seconds(span.started_at),
            ends_s=times.seconds(span.ended_at or last_at),
        )
        for span in state.spans
        if span.phase not in _NOT_ON_THE_TIMELINE
    )


def media_url(sitting_id: str, name: str) -> str:
    """Where a copy is served."""
    return f"/api/replay/{sitting_id}/media/{name}"


def _file(sitting_id: str, copy: Copy | None, version: str = "") -> MediaFile | None:
    if copy is None:
        return None
    # A voice that has grown since (the call went on) is another file to a player.
    url = f"{media_url(sitting_id, copy.name)}?ms={round(copy.duration_s * 1000)}{_of_version(version)}"
    return MediaFile(url=url, starts_s=copy.starts_s, duration_s=copy.duration_s)


def _of_version(version: str) -> str:
    """So is one whose holes were filled."""
    return f"&filled={version}" if version else ""


def _versions(manifest: ListeningManifest) -> str:
    return "-".join(track.version for track in manifest.tracks if track.version)


def _outline(sitting_id: str, track: TrackCopies | None) -> PeaksFile | None:
    if track is None or track.peaks is None:
        return None
    # As above: one that was drawn before the call went on is another one.
    lasts_ms = round(track.audio.duration_s * 1000) if track.audio else 0
    return PeaksFile(url=f"{media_url(sitting_id, track.peaks)}?ms={lasts_ms}{_of_version(track.version)}")


def _poster(sitting_id: str, track: TrackCopies | None) -> PosterFile | None:
    if track is None or track.poster is None:
        return None
    return PosterFile(url=media_url(sitting_id, track.poster))


def _tracks(
    sitting_id: str,
    opened: events.SittingOpened,
    manifest: ListeningManifest | None,
    phases: Sequence[PhaseStretch],
) -> tuple[ReplayTrack, ...]:
    names = {Seat.CANDIDATE: opened.candidate_name, Seat.JUROR: opened.juror_name}
    made = {track.seat: track for track in manifest.tracks} if manifest else {}
    tracks = []
    shared = opened.station_setup is StationSetup.ONE_MICROPHONE
    for seat in (Seat.CANDIDATE,) if shared else PARTIES:
        track = made.get(seat)
        audio = _file(sitting_id, track.audio, track.version) if track else None
        tracks.append(
            ReplayTrack(
                seat=seat,
                name=names[seat],
                shared=shared,
                audio=audio,
                peaks=_outline(sitting_id, track),
                video=_file(sitting_id, track.video) if track else None,
                gaps=with_its_ends(track.gaps if track else (), audio, phases),
                packets=track.packets if track else 0,
                missing_packets=track.missing_packets if track else 0,
                poster=_poster(sitting_id, track),
                loudness_lufs=track.loudness_lufs if track else None,
                copies=shown(track.copies) if track and track.copies else None,
            )
        )
    return tuple(tracks)


def _apart(saved: Iterable[_Version]) -> tuple[_Version, ...]:
    """Versions at least five seconds apart, and the last one, whenever it came."""
    kept: list[_Version] = []
    last: _Version | None = None
    for version in saved:
        last = version
        if not kept or version.at_s - kept[-1].at_s >= VERSIONS_APART_S:
            kept.append(version)
    if last is not None and kept[-1] is not last:
        kept.append(last)
    return tuple(kept)


def _facts(
    history: Iterable[events.AnyEvent], scenario: Scenario | None, times: _Times
) -> tuple[FactDisclosed, ...]:
    """What was given and not taken back, in each attempt: who was told once knows it in the next one, too."""
    known = {fact.fact_id: fact for fact in scenario.jury.facts_if_asked} if scenario else {}
    attempt, given = 1, dict[tuple[int, str], datetime]()
    for event in history:
        match event:
            case events.PartRestarted(attempt=attempt):
                pass
            case events.FactPressed(fact_id=fact_id):
                given.pop((attempt, fact_id), None)
                if event.given:
                    given[attempt, fact_id] = event.at
            case _:
                pass
    return tuple(
        FactDisclosed(
            fact_id=fact_id,
            question=known[fact_id].question if fact_id in known else "",
            answer=known[fact_id].answer if fact_id in known else "",
            at_s=times.seconds(at),
        )
        for (_, fact_id), at in given.items()
    )


def _incidents(history: Iterable[events.AnyEvent], times: _Times) -> Iterable[Incident]:
    for event in history:
        at_s = times.seconds(event.at)
        match event:
            case events.IncidentNoted(code=code):
                yield Incident(at_s=at_s, code=code)
            case events.IncidentReported(code=reported):
                # What the manager wrote of it stays in the ledger.
                yield Incident(at_s=at_s, code=reported.value)
            case EnteredFromPaper():
                yield Incident(at_s=at_s, code="entered-from-paper")
            case events.OutsideHelpNoted(characters=count):
                yield Incident(at_s=at_s, code=event.incident, seat=Seat.CANDIDATE, characters=count)
            case events.ServerReturned():
                yield Incident(at_s=at_s, code="server-returned")
            case events.ClockPaused():
                yield Incident(at_s=at_s, code="clock-paused")
            case events.ClockResumed():
                yield Incident(at_s=at_s, code="clock-resumed")
            case events.TimeGiven():
                yield Incident(at_s=at_s, code="time-given")
            case RecordingRefused(seat=seat):
                yield Incident(at_s=at_s, code="recording-refused", seat=seat)
            case events.PartRestarted():
                yield Incident(at_s=at_s, code="part-restarted")
            case events.JuryChanged():
                yield Incident(at_s=at_s, code="jury-changed")
            case events.PartAborted():
                yield Incident(at_s=at_s, code="part-aborted")
            case CallHeld(by=by):
                yield Incident(at_s=at_s, code="call-held", seat=by)
            case CallTakenUp(by=by):
                yield Incident(at_s=at_s, code="call-taken-up", seat=by)
            case TroubleNoted(seat=seat, trouble=trouble, begins=True):
                yield Incident(at_s=at_s, code=f"station-{trouble.value}", seat=seat)
            case DevicesSwapped(seat=seat):
                yield Incident(at_s=at_s, code=event.incident, seat=seat)
            case call_events.LinkLost(seat=seat):
                yield Incident(at_s=at_s, code="link-lost", seat=seat)
            case call_events.LinkBack(seat=seat):
                yield Incident(at_s=at_s, code="link-back", seat=seat)
            case events.BellRung(by=by):
                yield Incident(at_s=at_s, code="bell-rung", seat=by)
            case events.PhaseEntered(cause="hung-up" | "no-media" as cause, by=by):
                yield Incident(at_s=at_s, code=cause, seat=by)
            case _:
                pass


def _rings(history: Iterable[events.AnyEvent], times: _Times) -> tuple[Ringing, ...]:
    rings: list[Ringing] = []
    for event in history:
        match event:
            case events.CallRung(at=at, by=by, attempt=attempt):
                rings.append(Ringing(at_s=times.seconds(at), by=by, attempt=attempt, answered=False))
            case RingBusy(at=at, by=by, attempt=attempt):
                busy = Ringing(at_s=times.seconds(at), by=by, attempt=attempt, answered=False, ended="busy")
                rings.append(busy)
            case events.RingUnanswered(attempt=attempt, by=ended_by) if attempt > 0 and rings:
                end = "cancelled" if ended_by is rings[-1].by else "declined"
                end = end if ended_by else "no-answer"
                rings.append(msgspec.structs.replace(rings.pop(), ended=end))
            case events.PhaseEntered(phase=Phase.CONNECTING) if rings:
                rings.append(msgspec.structs.replace(rings.pop(), answered=True))
            case _:
                pass
    return tuple(rings)
