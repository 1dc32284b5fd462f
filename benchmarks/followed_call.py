"""A call of two voices that a worker follows, recorded as the server records it, without a network.

Every 20 ms packet is written, but faster than it is spoken; then the call is over: both journals are closed
and the room says so.
"""

import asyncio
import random
import struct
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from oralexam.bootstrap.job_planner import JobPlanner
from oralexam.bootstrap.job_turns import JobTurns
from oralexam.clock import SystemClock
from oralexam.exams.plan import ExchangePlan
from oralexam.identifiers import new_id
from oralexam.journal.disk import JournalDisk
from oralexam.journal.writer import TrackJournal
from oralexam.records.manifest import read_manifest
from oralexam.rehearsal.lines import SpokenLine, shipped_lines
from oralexam.rehearsal.script import Script, reference, write_script
from oralexam.rooms import events
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.storage.day_acts import SqlDayActs
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.plans import SqlPlans
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.transcript import TrackTranscript
from oralexam.transcripts.word_errors import count_normalised_errors

SPEED_UP = 3.0
PACKET_S = 0.02
SILENCE = bytes([0xF8, 0xFF, 0xFE])
"""An Opus packet of 20 ms in which nothing sounds."""
RESULT_LIMIT_S = 300.0
LOOK_S = 0.02
EQUAL = 0.5
"""Turn by turn, as the rehearsal's lines go."""


def seats_of(lines: Sequence[SpokenLine], *, share: float) -> list[Seat]:
    """Who says which line: as written where both talk alike, else the candidate explains so much of the time.

    The other one asks whenever that keeps it so: one line in seven, where the candidate has 0.85.
    """
    if share == EQUAL:
        return [line.seat for line in lines]
    seats: list[Seat] = []
    asked_s = all_s = 0.0
    for line in lines:
        all_s += line.duration_s
        asks = asked_s + line.duration_s / 2 <= (1 - share) * all_s or not seats
        asked_s += line.duration_s if asks else 0.0
        seats.append(Seat.JUROR if asks else Seat.CANDIDATE)
    return seats


class FollowedCall:
    """One call of two voices.

    Args:
        folder: Its data folder is made here, or gone on with.
        call_s: How long it lasts.
        speed_up: How much faster than it is spoken it is written.
        share: How much of what is said the candidate says.
    """

    def __init__(
        self, folder: Path, *, call_s: float, speed_up: float = SPEED_UP, share: float = EQUAL
    ) -> None:
        self._call_s = call_s
        self._speed_up = speed_up
        self._data = DataFolder(folder / "data")
        self._data.probe_writable()
        database = open_database(self._data.database_path)
        self._events = SqlEventStore(database)
        self._transcripts = SqlTranscriptStore(database)
        self._clock = SystemClock()
        queue = SqlJobQueue(database)
        turns = JobTurns(
            queue=queue,
            sessions=SqlExamSessions(database),
            plans=SqlPlans(database),
            acts=SqlDayActs(database),
        )
        self._planner = JobPlanner(queue=queue, turns=turns, clock=self._clock)
        self._disk = JournalDisk(self._data.recordings_dir(), on_fault=lambda _track, code: print(code))
        self._lines: tuple[SpokenLine, ...] = shipped_lines()
        self.script: Script = write_script(
            [
                (seat, line.duration_s)
                for seat, line in zip(seats_of(self._lines, share=share), self._lines, strict=True)
            ],
            call_s=call_s,
        )
        self.sitting_id = new_id()
        # The call's own time runs faster, and ends now.
        self._zero: datetime = self._clock.now() - timedelta(seconds=call_s - call_s / speed_up)
        self._history: list[events.AnyEvent] = []
        self._tracks: dict[Seat, TrackJournal] = {}

    async def begin(self) -> None:
        """Answered, and sound has arrived."""
        opened = events.SittingOpened(
            at=self._at(-1000),
            format_id="aie-title",
            plan=ExchangePlan(call_s=self._call_s, warning_s=self._call_s / 10),
            eligible=("none@1",),
            rehearsal=True,
            pace=1,
            room_name="",
            candidate_name="",
            juror_name="",
            observer_name="",
        )
        await self._happen(opened)
        await self._happen(self._entered(-0.1, Phase.CONNECTING, "answered"))
        await self._happen(self._entered(0, Phase.CALL, "media-flowing"))
        self._disk.start()
        for number, seat in enumerate(PARTIES):
            self._tracks[seat] = self._disk.open_track(
                sitting_id=self.sitting_id,
                seat=seat,
                kind="audio",
                codec="opus",
                clock_rate=48_000,
                ssrc=number + 1,
                payload_type=111,
                utc_us=self._us(0),
            )

    async def speak(self) -> None:
        """Every packet of both, at its time in the call, faster than that."""
        voices = {seat: self._packets(seat) for seat in PARTIES}
        chance = random.Random(1)  # noqa: S311 -- jitter, the same in every run
        began = time.monotonic()
        for index in range(round(self._call_s / PACKET_S)):
            at_s = index * PACKET_S
            for seat, track in self._tracks.items():
                arrival_us = self._us(at_s + 0.02 + chance.random() * 0.005)
                header = struct.pack("!BBHII", 0x80, 111, index & 0xFFFF, 960 * index, track.opened.ssrc)
                track.append(header + voices[seat][index], arrival_us)
                if index % 50 == 0:
                    track.anchor(index & 0xFFFF, 960 * index, arrival_us)
            ahead_s = at_s / self._speed_up - (time.monotonic() - began)
            if ahead_s > 0.005:
                await asyncio.sleep(ahead_s)

    async def end(self) -> dict[str, float]:
        """The call is over: seconds until each thing stood."""
        began = time.monotonic()
        for track in self._tracks.values():
            await self._disk.close_track(track, self._us(self._call_s))
        await self._happen(self._entered(self._call_s, Phase.WRITING, "deadline"))
        took_s: dict[str, float] = {}
        there = {"outlines": self._outlined, "voices": self._playable, "transcripts": self._written}
        while len(took_s) < len(there):
            for name, stands in there.items():
                if name not in took_s and stands():
                    took_s[name] = time.monotonic() - began
            if time.monotonic() - began > RESULT_LIMIT_S:
                raise TimeoutError
            await asyncio.sleep(LOOK_S)
        await self._disk.stop(self._us(self._call_s))
        return took_s

    def transcripts(self) -> list[TrackTranscript]:
        """What was written down, by seat."""
        return sorted(self._transcripts.load(self.sitting_id), key=lambda each: each.seat)

    def recognizer(self) -> str:
        """What wrote the words, in its own words."""
        named = self._transcripts.load(self.sitting_id)[0].recognizer
        return f"{named.engine} {named.engine_version}: {named.settings}"

    def word_error_rates(self) -> dict[str, float]:
        """How many of the words came back wrong, by seat."""
        texts = [line.text for line in self._lines]
        heard = {each.seat: each.text() for each in self._transcripts.load(self.sitting_id)}
        return {
            seat: count_normalised_errors(reference(self.script, texts, seat) or "", heard[seat]).rate
            for seat in PARTIES
        }

    def shares(self) -> dict[str, float]:
        """How much of the call each seat talks."""
        return {
            seat: round(sum(t.ends_s - t.starts_s for t in self.script.of(seat)) / self._call_s, 2)
            for seat in PARTIES
        }

    def _outlined(self) -> bool:
        manifest = read_manifest(self._data.root / "listening", self.sitting_id)
        return manifest is not None and sum(track.peaks is not None for track in manifest.tracks) == 2

    def _playable(self) -> bool:
        manifest = read_manifest(self._data.root / "listening", self.sitting_id)
        return manifest is not None and sum(track.audio is not None for track in manifest.tracks) == 2

    def _written(self) -> bool:
        return len(self._transcripts.load(self.sitting_id)) == len(PARTIES)

    def _packets(self, seat: Seat) -> list[bytes]:
        packets = [SILENCE] * round(self._call_s / PACKET_S)
        for turn in self.script.of(seat):
            first = round(turn.starts_s / PACKET_S)
            line = self._lines[turn.line].packets
            packets[first : first + len(line)] = line
        return packets[: round(self._call_s / PACKET_S)]

    async def _happen(self, event: events.AnyEvent) -> None:
        self._events.append(self.sitting_id, after_seq=len(self._history), events=[event])
        self._history.append(event)
        await self._planner.happened(self.sitting_id, fold(self._history), [event])

    def _entered(self, at_s: float, phase: Phase, cause: str) -> events.PhaseEntered:
        return events.PhaseEntered(at=self._at(at_s), phase=phase, deadline=None, cause=cause, by=None)

    def _at(self, call_s: float) -> datetime:
        return self._zero + timedelta(seconds=call_s)

    def _us(self, call_s: float) -> int:
        return round(self._at(call_s).timestamp() * 1e6)
