"""A simulated page with its own copy: what a person says is cut, sealed and brought as a page does it."""

import asyncio
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

import aiohttp

from oralexam.copies.gaps import CopyMap
from oralexam.copies.key import copies_key
from oralexam.copies.reader import Run, read_runs
from oralexam.exams.parts import ExchangeMode
from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.opus import lay_out
from oralexam.journal.reader import list_tracks
from oralexam.journal.stretches import read_stretches
from oralexam.records.whole_voice import whole_voices
from oralexam.rehearsal.lines import PACKET_S
from oralexam.rehearsal.participant import Participant
from oralexam.rooms.seats import PARTIES
from oralexam.storage.files import DataFolder
from tests.copies.sealed import PageRun
from tests.patience import PATIENCE_S
from tests.records.made_recordings import ZERO, encode_opus, speech

SEGMENT_PACKETS = 100
AT_ONCE = 12
"""Segments in one request, as many as a page sends."""
AGAIN_S = 0.25
_TUS = {"tus-resumable": "1.0.0"}


@lru_cache
def said(seat: str, seconds: float = 60.0) -> tuple[bytes, ...]:
    """What a seat says: the rehearsal's lines, as packets of 20 ms."""
    return tuple(encode_opus(speech(seconds, seat)))


class KeptVoice:
    """The voice of a participant and the copy that their page keeps; use it with `async with` in a call.

    What is said is a matter of the time alone: a new connection goes on where the microphone is. The copy has
    every packet, those too that no connection was there for.
    """

    def __init__(self, person: Participant, data: Path, sitting_id: str) -> None:
        self._person, self._sitting_id = person, sitting_id
        self._packets: Sequence[bytes] = said(person.seat.value)
        self._began_s = time.monotonic()
        self._run = PageRun(
            copies_key(DataFolder(data).copies_key_dir()),
            sitting_id=sitting_id,
            seat=person.seat.value,
            by=person.seat.value,
            server_us=round(time.time() * 1e6),
        )
        self._waiting: list[bytes] = []
        self._cut = self._offset = 0
        self.refusals: list[int] = []
        """The status of each answer that took nothing."""
        self._tasks: list[asyncio.Task[None]] = []
        self._connect = person.connect_call

    async def __aenter__(self) -> Self:
        self._person.connect_call = self._connected  # type: ignore[method-assign]
        self._speak()
        self._tasks = [
            asyncio.create_task(self._cut_for_ever(), name="kept-cut"),
            asyncio.create_task(self._bring_for_ever(), name="kept-bring"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def waiting(self) -> int:
        """How many segments the server has not confirmed."""
        return len(self._waiting)

    async def finish(self) -> None:
        """The call is over: cut what is left, and wait until the server has confirmed all of it."""
        self._tasks[0].cancel()
        await asyncio.gather(self._tasks[0], return_exceptions=True)
        self._seal(last=True)
        async with asyncio.timeout(PATIENCE_S):
            while self._waiting:  # noqa: ASYNC110 — the other task empties it
                await asyncio.sleep(0.02)

    async def _connected(self, mode: ExchangeMode) -> None:
        await self._connect(mode)
        self._speak()

    def _speak(self) -> None:
        assert self._person._media is not None
        voice = self._person._media.voice
        assert voice is not None
        voice._payload = self._packet_at  # type: ignore[method-assign]

    def _packet_at(self, due_s: float) -> bytes:
        return self._packets[max(0, round((due_s - self._began_s) / PACKET_S)) % len(self._packets)]

    def _seal(self, *, last: bool = False) -> None:
        passed = int((time.monotonic() - self._began_s) / PACKET_S)
        end = passed if last else self._cut + SEGMENT_PACKETS
        own = [self._packets[number % len(self._packets)] for number in range(self._cut, end)]
        self._waiting.append(self._run.segment(own, last=last))
        self._cut = end

    async def _cut_for_ever(self) -> None:
        while True:
            due_s = self._began_s + (self._cut + SEGMENT_PACKETS) * PACKET_S
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            self._seal()

    async def _bring_for_ever(self) -> None:
        begun = asked = False
        while True:
            try:
                if not begun:
                    begun = asked = await self._begin()
                elif not asked:
                    asked = await self._look()
                elif self._waiting:
                    asked = await self._bring()
                    if asked:
                        continue
            except (aiohttp.ClientError, OSError, TimeoutError):
                asked = False
            await asyncio.sleep(AGAIN_S)

    async def _begin(self) -> bool:
        headers = {"upload-defer-length": "1", "upload-metadata": self._run.metadata}
        return await self._ask("POST", "", headers, expected=201) is not None

    async def _look(self) -> bool:
        """Something may have arrived whose answer was lost."""
        reached = await self._ask("HEAD", self._run.run, {}, expected=200)
        if reached is None:
            return False
        while self._offset < reached:
            self._offset += len(self._waiting.pop(0))
        return self._offset == reached

    async def _bring(self) -> bool:
        sent = self._waiting[:AT_ONCE]
        headers = {"content-type": "application/offset+octet-stream", "upload-offset": str(self._offset)}
        reached = await self._ask("PATCH", self._run.run, headers, body=b"".join(sent), expected=204)
        if reached is None:
            return False
        del self._waiting[: len(sent)]
        self._offset += sum(map(len, sent))
        return reached == self._offset

    async def _ask(
        self, method: str, run: str, headers: dict[str, str], *, body: bytes = b"", expected: int
    ) -> int | None:
        web = self._person._web
        path = f"/api/copies/{self._sitting_id}/{self._person.seat.value}/uploads"
        url = str(web.base_url.origin()) + path + (f"/{run}" if run else "")
        async with web.session.request(method, url, headers={**_TUS, **headers}, data=body) as answer:
            if answer.status != expected:
                self.refusals.append(answer.status)
                return None
            return int(answer.headers["upload-offset"])


def own_runs(data: Path, sitting_id: str, seat: str = "candidate") -> list[Run]:
    """The own copies of a voice, as far as the server has confirmed them."""
    files = DataFolder(data)
    runs = read_runs(files.recordings_dir(), sitting_id, copies_key(files.copies_key_dir()))
    return [run for run in runs if run.seat == seat]


def reconciled(data: Path, sitting_id: str) -> dict[str, CopyMap | None]:
    """Both copies of each voice laid beside each other, as the worker does it; counts are samples."""
    files = DataFolder(data)
    tracks = list_tracks(files.recordings_dir(), sitting_id)
    clocks = segment_clocks(tracks)
    voices = {
        seat.value: lay_out(read_stretches(tracks, clocks, seat=seat, kind="audio"), ExamClock(zero_utc=ZERO))
        for seat in PARTIES
    }
    whole = whole_voices(
        voices,
        recordings=files.recordings_dir(),
        sitting_id=sitting_id,
        zero_utc=ZERO,
        key_folder=files.copies_key_dir(),
    )
    return {seat: voice.map for seat, voice in whole.items()}
