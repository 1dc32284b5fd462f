"""How far this centre's transcripts can be trusted: gathered here, computed in a child process, then kept."""

import asyncio
import hashlib

import msgspec

from oralexam.apart import ApartFault, made_apart
from oralexam.errors import NotFound, SystemFault
from oralexam.rooms.folding import fold
from oralexam.rooms.state import RoomState
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.transcripts.reading import ReadUtterance, Standing, Version, reading_of
from oralexam.transcripts.reliability import (
    Reading,
    ReadPair,
    ReadTrack,
    ReliabilityAnswer,
    ReliabilityRequest,
)

LONGEST_S = 120.0
"""The child loads Whisper's normaliser (5 s on a slow machine) and counts a whole year of examinations."""


class ReliabilityDesk:
    """Asks the database what people have read, and a child process what follows from it."""

    def __init__(
        self, *, corrections: SqlCorrections, events: SqlEventStore, sessions: SqlExamSessions
    ) -> None:
        self._corrections = corrections
        self._events = events
        self._sessions = sessions
        self._turn = asyncio.Lock()
        self._known: tuple[str, ReliabilityAnswer] | None = None

    async def figures(self) -> ReliabilityAnswer:
        """The figures of all that people have read so far; nothing is computed twice.

        Raises:
            SystemFault: `figures-not-computed`, `transcript-altered`, `storage-failed`.
        """
        async with self._turn:
            asked = await asyncio.to_thread(self._gather)
            if not asked.tracks:
                return ReliabilityAnswer(figures=())
            body = msgspec.json.encode(asked)
            digest = hashlib.sha256(body).hexdigest()
            if self._known is None or self._known[0] != digest:
                self._known = (digest, await _compute(body))
            return self._known[1]

    def _gather(self) -> ReliabilityRequest:
        tracks: list[ReadTrack] = []
        for sitting_id in self._corrections.read_sittings():
            state = fold(self._events.load(sitting_id))
            tracks += [
                self._track(version, state)
                for version in self._corrections.versions(sitting_id)
                if version.acts
            ]
        return ReliabilityRequest(tracks=tuple(tracks))

    def _track(self, version: Version, state: RoomState) -> ReadTrack:
        reading, recognizer = reading_of(version), version.transcript.recognizer
        read = [each for each in reading.utterances if each.line.standing is not Standing.AS_HEARD]
        setup = state.as_cast.station_setup
        return ReadTrack(
            room=self._room(version.transcript.sitting_id, version.transcript.seat, state),
            seat=version.transcript.seat,
            setup=setup.value if setup else "",
            model=f"{recognizer.model} ({recognizer.engine} {recognizer.engine_version})",
            utterances=len(reading.utterances),
            pairs=tuple(_pair(each) for each in read),
        )

    def _room(self, sitting_id: str, seat: str, state: RoomState) -> str:
        """Where that seat's microphone stood: the jury has a room of its own, but for face to face."""
        if seat == "candidate" or state.as_cast.station_setup is not None:
            return state.room_name
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return ""
        try:
            session = self._sessions.get(part.session_id).session
        except NotFound:
            return ""
        candidacy = session.candidacy(part.candidacy_id)
        jury = session.jury_of(candidacy) if candidacy else None
        place = session.place(jury.jury_room_id) if jury else None
        return place.name if place else ""


def _pair(each: ReadUtterance) -> ReadPair:
    line = each.line
    if any(word.unclear for word in line.words):
        reading = Reading.UNCLEAR
    elif line.standing is Standing.CONFIRMED:
        reading = Reading.CONFIRMED
    else:
        reading = Reading.CHANGED
    return ReadPair(heard=each.heard or "", read=" ".join(word.text for word in line.words), reading=reading)


async def _compute(body: bytes) -> ReliabilityAnswer:
    try:
        answer = await made_apart("oralexam.transcripts.reliability_child", given=body, longest_s=LONGEST_S)
    except ApartFault as fault:
        raise SystemFault("figures-not-computed", **fault.details) from fault
    return msgspec.json.decode(answer, type=ReliabilityAnswer)
