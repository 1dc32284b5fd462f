"""How soon after a ten-minute call its words, its outlines and its sound are there (issue 4, point 1).

A whole worker process follows a call of two voices. Their journals are written as the server writes them,
every 20 ms packet, but `SPEED_UP` times faster than it is spoken; then the call is over: both journals are
closed and the room says so. Measured is from there to the outlines, to the voices that can be played, and to
both transcripts.

The default engine transcribes with random weights of base.en's shape, and four tokens a second of speech are
forced (benchmarks/forced_tokens.py): what it costs is what base.en costs, what it says means nothing, so
words are not compared. `BENCH_MODEL=rehearsal` takes the rehearsal model instead, a small one that knows the
lines, and compares them; `BENCH_CALL_S=60` is a short form and `BENCH_SIZE=small` another shape, which never
hold. Speeded up, the worker may be further behind at the hang-up than in a real call; on a machine that is
busy with other things this benchmark measures those, since the worker steps back (nice).
"""

import asyncio
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.forced_tokens import write_checkpoint
from benchmarks.result import print_result
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
from oralexam.transcripts.word_errors import count_normalised_errors

CALL_S = float(os.environ.get("BENCH_CALL_S", "600"))
SIZE = os.environ.get("BENCH_SIZE", "base")
SIZED = os.environ.get("BENCH_MODEL", "base.en-sized") != "rehearsal"
WHOLE_CALL_S = 600.0
SPEED_UP = 3.0
GOAL_S = 5.0
PACKET_S = 0.02
SILENCE = bytes([0xF8, 0xFF, 0xFE])
"""An Opus packet of 20 ms in which nothing sounds."""
START_LIMIT_S = 240.0
"""Random weights are converted once before they are loaded."""
RESULT_LIMIT_S = 300.0
LOOK_S = 0.02


def main() -> None:
    """Follow one call, and print what came how late."""
    with tempfile.TemporaryDirectory(prefix="oralexam-words-") as folder:
        asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> None:
    call = _Call(folder)
    model, program = "none", "oralexam"
    if SIZED:
        program = "benchmarks.sized_worker"
        model = str(folder / f"{SIZE}-en-sized.pt")
        write_checkpoint(Path(model), SIZE)
    with (folder / "worker.log").open("w+") as log:
        worker = subprocess.Popen(  # noqa: ASYNC220 -- nothing else runs in this loop yet
            [
                sys.executable,
                "-m",
                program,
                "worker",
                "--data",
                str(folder / "data"),
            ],
            env={**os.environ, "ORALEXAM_WHISPER_MODEL": model},
            stdout=log,
            stderr=log,
        )
        try:
            await _until(lambda: "recognizer-ready" in (folder / "worker.log").read_text(), START_LIMIT_S)
            await call.begin()
            await call.speak()
            cpu_s = _cpu_s(worker.pid)
            took_s = await call.end()
            cpu_s = _cpu_s(worker.pid) - cpu_s
            worker_peak_mb = _peak_mb(worker.pid)
        except TimeoutError:
            log.seek(0)
            print(log.read()[-4000:], file=sys.stderr)
            raise
        finally:
            worker.terminate()
            worker.wait(20)
    wrong = {} if SIZED else call.word_error_rates()
    print_result(
        name="time_to_transcript",
        value=took_s["transcripts"],
        unit="s from hang-up to both transcripts",
        goal=f"<= {GOAL_S:.0f} s, for a call of 10 minutes",
        holds=took_s["transcripts"] <= GOAL_S
        and not any(wrong.values())
        and CALL_S == WHOLE_CALL_S
        and SIZE == "base",
        rests_on={
            "outlines_s": round(took_s["outlines"], 2),
            "first_playable_s": round(took_s["voices"], 2),
            "call_s": CALL_S,
            "speed_up": SPEED_UP,
            "lines": len(call.script.turns),
            "word_error_rate": wrong,
            "model": f"random weights of {SIZE}.en's shape, 4 tokens a second of speech forced"
            if SIZED
            else "rehearsal model",
            "recognizer": call.recognizer(),
            "worker_peak_mb": worker_peak_mb,
            "worker_cpu_s_from_hang_up": round(cpu_s, 2),
            "media": "two voices, no pictures",
            "figures": "one run; the worker alone on the machine, with no server beside it",
        },
    )


def _peak_mb(process: int) -> float:
    """The most memory that a process has taken."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM:"))


def _cpu_s(process: int) -> float:
    """What a process has computed (proc(5), « stat », 14 and 15), however busy the machine is."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Call:
    """One call of two voices, recorded without a network."""

    def __init__(self, folder: Path) -> None:
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
            [(line.seat, line.duration_s) for line in self._lines], call_s=CALL_S
        )
        self._sitting_id = new_id()
        # The call's own time runs faster, and ends now.
        self._zero: datetime = self._clock.now() - timedelta(seconds=CALL_S - CALL_S / SPEED_UP)
        self._history: list[events.AnyEvent] = []
        self._tracks: dict[Seat, TrackJournal] = {}

    async def begin(self) -> None:
        """Answered, and sound has arrived."""
        opened = events.SittingOpened(
            at=self._at(-1000),
            format_id="aie-title",
            plan=ExchangePlan(call_s=CALL_S, warning_s=CALL_S / 10),
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
                sitting_id=self._sitting_id,
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
        for index in range(round(CALL_S / PACKET_S)):
            at_s = index * PACKET_S
            for seat, track in self._tracks.items():
                arrival_us = self._us(at_s + 0.02 + chance.random() * 0.005)
                header = struct.pack("!BBHII", 0x80, 111, index & 0xFFFF, 960 * index, track.opened.ssrc)
                track.append(header + voices[seat][index], arrival_us)
                if index % 50 == 0:
                    track.anchor(index & 0xFFFF, 960 * index, arrival_us)
            ahead_s = at_s / SPEED_UP - (time.monotonic() - began)
            if ahead_s > 0.005:
                await asyncio.sleep(ahead_s)

    async def end(self) -> dict[str, float]:
        """The call is over: seconds until each thing stood."""
        began = time.monotonic()
        for track in self._tracks.values():
            await self._disk.close_track(track, self._us(CALL_S))
        await self._happen(self._entered(CALL_S, Phase.WRITING, "deadline"))
        took_s: dict[str, float] = {}
        there = {"outlines": self._outlined, "voices": self._playable, "transcripts": self._written}
        while len(took_s) < len(there):
            for name, stands in there.items():
                if name not in took_s and stands():
                    took_s[name] = time.monotonic() - began
            if time.monotonic() - began > RESULT_LIMIT_S:
                raise TimeoutError
            await asyncio.sleep(LOOK_S)
        await self._disk.stop(self._us(CALL_S))
        return took_s

    def recognizer(self) -> str:
        """What wrote the words, in its own words."""
        named = self._transcripts.load(self._sitting_id)[0].recognizer
        return f"{named.engine} {named.engine_version}: {named.settings}"

    def word_error_rates(self) -> dict[str, float]:
        """How many of the words came back wrong, by seat."""
        texts = [line.text for line in self._lines]
        heard = {each.seat: each.text() for each in self._transcripts.load(self._sitting_id)}
        return {
            seat: count_normalised_errors(reference(self.script, texts, seat) or "", heard[seat]).rate
            for seat in PARTIES
        }

    def _outlined(self) -> bool:
        manifest = read_manifest(self._data.root / "listening", self._sitting_id)
        return manifest is not None and sum(track.peaks is not None for track in manifest.tracks) == 2

    def _playable(self) -> bool:
        manifest = read_manifest(self._data.root / "listening", self._sitting_id)
        return manifest is not None and sum(track.audio is not None for track in manifest.tracks) == 2

    def _written(self) -> bool:
        return len(self._transcripts.load(self._sitting_id)) == len(PARTIES)

    def _packets(self, seat: Seat) -> list[bytes]:
        packets = [SILENCE] * round(CALL_S / PACKET_S)
        for turn in self.script.of(seat):
            first = round(turn.starts_s / PACKET_S)
            line = self._lines[turn.line].packets
            packets[first : first + len(line)] = line
        return packets[: round(CALL_S / PACKET_S)]

    async def _happen(self, event: events.AnyEvent) -> None:
        self._events.append(self._sitting_id, after_seq=len(self._history), events=[event])
        self._history.append(event)
        await self._planner.happened(self._sitting_id, fold(self._history), [event])

    def _entered(self, at_s: float, phase: Phase, cause: str) -> events.PhaseEntered:
        return events.PhaseEntered(at=self._at(at_s), phase=phase, deadline=None, cause=cause, by=None)

    def _at(self, call_s: float) -> datetime:
        return self._zero + timedelta(seconds=call_s)

    def _us(self, call_s: float) -> int:
        return round(self._at(call_s).timestamp() * 1e6)


async def _until(holds: Callable[[], bool], limit_s: float) -> None:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > limit_s:
            raise TimeoutError
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
