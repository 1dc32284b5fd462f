"""The clients of `benchmarks.guests`: two processes, so that guests cannot hold up those who are measured.

`python -m benchmarks.guests_load parties URL SITTING` calls, sends, and times each packet that comes;
`... guests URL SITTING` has six guests come and go. Each does what it reads, and prints one line for it.
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import uvloop
from aiortc import RTCRtpSender, RTCSessionDescription

from benchmarks.capacity_goals import HEIGHT, VIDEO
from benchmarks.media_load import ask_for_the_processor, send_for_ever
from benchmarks.media_servers import MediaServer
from benchmarks.repairing_load import RepairingParty, repair_for_ever
from oralexam.media import hooks, rtcp
from oralexam.media.wire import Wire
from oralexam.rooms.seats import GUESTS, PARTIES, Seat

LATE_MS: Final = 40.0
"""A glitch: a packet that comes two frames of audio later than usual. Less than that a browser's jitter
buffer holds without anybody hearing it (as `benchmarks.calls_full`, HARMED_MS)."""
STAY_S: Final = 0.7
AWAY_S: Final = 0.2
JOIN_LIMIT_S: Final = 20.0
GUESTS_NICENESS: Final = 5
"""Guests have computers of their own in an exam: here they go behind the call's own clients."""
OWN_PAUSE_LOOK_S: Final = 0.005


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """What one window shows of one kind of stream, both parties together."""

    packets: int
    transit_p50_ms: float
    transit_p99_ms: float
    transit_worst_ms: float
    late: int
    """Packets that came more than `LATE_MS` later than the median of this window."""
    gap_worst_ms: float
    """The longest pause between two packets that came one after the other."""
    jitter_p99_ms: float
    """Of the differences between two packets' pauses on arrival and on sending (RFC 3550, 6.4.1: |D|)."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What the two who talk measured in a window."""

    audio: Timed
    video: Timed
    missing: int
    """Packets between the first and the last that came, repaired ones counted, that never did."""
    key_frames: int
    """For how many both were asked."""
    own_pause_ms: float
    """The longest time in which this process itself came to nothing: it is in the figures above."""


class Comings(msgspec.Struct, frozen=True, kw_only=True):
    """What the guests did in a window."""

    joins: int
    failed: int
    took_p50_ms: float
    """From the offer to the connection, the client's own work included."""
    heard: int
    """How many had packets of both voices, at least, before they left."""


class TimedParty(RepairingParty):
    """Notes when each packet was sent, and when it came."""

    def __init__(self) -> None:
        super().__init__(VIDEO, stamped=True, height=HEIGHT)
        self.arrived: dict[str, list[tuple[float, float]]] = {kind: [] for kind in VIDEO}
        """Of each kind: when it came, and how long it took."""
        self.key_frames = 0
        self._first: dict[int, int] = {}

    def _time(self, packet: bytes, now: float) -> None:
        stream, _ = self._heard[packet[1] & 0x7F]
        sent = int.from_bytes(packet[-8:], "big") / 1e9
        self.arrived[stream.kind].append((now, now - sent))

    def _rtp(self, packet: bytes, now: float) -> None:
        super()._rtp(packet, now)
        known = self._heard.get(packet[1] & 0x7F)
        if known is not None and known[0].reception is not None:
            self._first.setdefault(known[0].payload_type, known[0].reception.highest)

    def _rtcp(self, packet: bytes, now: float) -> None:
        self.key_frames += len(rtcp.parse(packet).keyframe_requests)
        super()._rtcp(packet, now)

    def missing(self) -> int:
        """How many packets have not come, of those that the last ones' numbers say there were."""
        return sum(
            stream.reception.highest - self._first[stream.payload_type] + 1
            - self.received[stream.payload_type]
            for stream in self._streams
            if stream.reception is not None
        )  # fmt: skip


class Guest:
    """Somebody who looks on: receives all four streams, and sends nothing."""

    def __init__(self) -> None:
        self.peer = hooks.new_peer()
        self.payload_types: set[int] = set()
        self.ssrcs: set[bytes] = set()
        for kind in (*VIDEO, *VIDEO):
            transceiver = self.peer.addTransceiver(kind, direction="recvonly")
            hooks.idle_aiortc_media(transceiver)
            if kind == "video":
                wanted = {"video/VP8", "video/rtx"}
                codecs = RTCRtpSender.getCapabilities("video").codecs
                transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType in wanted])
        self.wire = Wire(self.peer, on_rtp=self._rtp, on_rtcp=lambda _packet, _now: None)

    def _rtp(self, packet: bytes, _now: float) -> None:
        self.ssrcs.add(packet[8:12])

    async def offer(self) -> str:
        """The offer, with every candidate in it."""
        await self.peer.setLocalDescription(await self.peer.createOffer())
        self.wire.intercept()
        return re.sub(
            r"a=rtpmap:(\d+) opus/48000/2\r\n", r"\g<0>a=rtcp-fb:\1 nack\r\n", self.peer.localDescription.sdp
        )

    async def accept(self, answer: str) -> None:
        """Take the answer, and wait until packets can come."""
        changed = asyncio.Event()
        self.peer.on("connectionstatechange", changed.set)
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        while not self.wire.refresh():
            await asyncio.wait_for(changed.wait(), JOIN_LIMIT_S)
            changed.clear()

    async def leave(self) -> None:
        """Hang up."""
        self.wire.close()
        await self.peer.close()


class Crowd:
    """Six guests who come and go, all at once or each at instants of their own."""

    def __init__(self, server: MediaServer, sitting: str) -> None:
        self._server, self._sitting = server, sitting
        self._took_s: list[float] = []
        self._failed = self._heard = 0
        self._chance = random.Random(607)  # noqa: S311 -- a seed, no secret

    async def come_and_go(self, *, together: bool, window_s: float) -> Comings:
        """Do so until the window ends."""
        self._took_s, self._failed, self._heard = [], 0, 0
        end = time.monotonic() + window_s
        if together:
            while time.monotonic() < end:
                guests = [Guest() for _ in GUESTS]
                offers = [await guest.offer() for guest in guests]
                stays = zip(guests, offers, GUESTS, strict=True)
                await asyncio.gather(*(self._stay(*each, STAY_S) for each in stays))
                await asyncio.sleep(AWAY_S)
        else:
            await asyncio.gather(*(self._again_and_again(seat, end) for seat in GUESTS))
        took_ms = 1000 * float(np.median(self._took_s)) if self._took_s else 0.0
        return Comings(
            joins=len(self._took_s),
            failed=self._failed,
            took_p50_ms=round(took_ms, 1),
            heard=self._heard,
        )

    async def _again_and_again(self, seat: Seat, end: float) -> None:
        await asyncio.sleep(STAY_S * self._chance.random())
        while time.monotonic() < end:
            guest = Guest()
            await self._stay(guest, await guest.offer(), seat, 2 * STAY_S * self._chance.random())
            await asyncio.sleep(2 * AWAY_S * self._chance.random())

    async def _stay(self, guest: Guest, offer: str, seat: Seat, stay_s: float) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(JOIN_LIMIT_S):
                await guest.accept(await self._server.offer(offer, self._sitting, seat))
        except Exception as error:  # noqa: BLE001 -- counted, and told with the figures
            print(f"guest {seat}: {error!r}", file=sys.stderr)
            self._failed += 1
        else:
            self._took_s.append(time.monotonic() - began)
            await asyncio.sleep(stay_s)
            self._heard += len(guest.ssrcs) >= len(PARTIES)
            if self._chance.random() < 0.5:
                await self._server.leave(self._sitting, seat)
        await guest.leave()


class _OwnPauses:
    """How late this process comes to what is due, looked at every few milliseconds."""

    def __init__(self) -> None:
        self.longest_s = 0.0

    async def watch(self) -> None:
        while True:
            asleep = time.monotonic()
            await asyncio.sleep(OWN_PAUSE_LOOK_S)
            self.longest_s = max(self.longest_s, time.monotonic() - asleep - OWN_PAUSE_LOOK_S)


async def be_parties(url: str, sitting: str) -> None:
    """Call and send; for each line that is read, wait for so many seconds and tell what came in them."""
    ask_for_the_processor()
    pauses = _OwnPauses()
    async with MediaServer("oralexam", Path(), url=url) as server:
        parties = [TimedParty(), TimedParty()]
        for party, seat in zip(parties, PARTIES, strict=True):
            await server.join(party, sitting, seat)
        await server.open_call(sitting)
    tasks = [
        asyncio.create_task(repair_for_ever(list(parties)), name="repair"),
        asyncio.create_task(send_for_ever(list(parties)), name="load"),
        asyncio.create_task(pauses.watch(), name="own-pauses"),
    ]
    print(flush=True)
    missing = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        for party in parties:
            party.key_frames = 0
            for times in party.arrived.values():
                times.clear()
        pauses.longest_s = 0.0
        await asyncio.sleep(float(line))
        window = Window(
            audio=_timed([party.arrived["audio"] for party in parties]),
            video=_timed([party.arrived["video"] for party in parties]),
            missing=max(0, sum(party.missing() for party in parties) - missing),
            key_frames=sum(party.key_frames for party in parties),
            own_pause_ms=round(1000 * pauses.longest_s, 2),
        )
        missing += window.missing
        print(msgspec.json.encode(window).decode(), flush=True)
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _timed(streams: list[list[tuple[float, float]]]) -> Timed:
    transit_ms = 1000 * np.array([took for stream in streams for _, took in stream])
    gaps = [1000 * (later[0] - earlier[0]) for stream in streams for earlier, later in pairwise(stream)]
    jitter = [1000 * abs(later[1] - earlier[1]) for stream in streams for earlier, later in pairwise(stream)]
    median = float(np.median(transit_ms))
    return Timed(
        packets=len(transit_ms),
        transit_p50_ms=round(median, 2),
        transit_p99_ms=round(float(np.percentile(transit_ms, 99)), 2),
        transit_worst_ms=round(float(transit_ms.max()), 2),
        late=int((transit_ms > median + LATE_MS).sum()),
        gap_worst_ms=round(max(gaps), 2),
        jitter_p99_ms=round(float(np.percentile(jitter, 99)), 2),
    )


def _go_behind() -> None:
    """Behind the others, also where all of it was started with a real-time priority (`chrt -f 5`)."""
    if os.sched_getscheduler(0) == os.SCHED_FIFO:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    else:
        os.nice(GUESTS_NICENESS)


async def be_guests(url: str, sitting: str) -> None:
    """For each line that is read (`together 8.0`, `scattered 8.0`) come and go for so long, and tell."""
    _go_behind()
    async with MediaServer("oralexam", Path(), url=url) as server:
        crowd = Crowd(server, sitting)
        print(flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            how, window_s = line.split()
            comings = await crowd.come_and_go(together=how == "together", window_s=float(window_s))
            print(msgspec.json.encode(comings).decode(), flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("who", choices=["parties", "guests"])
    arguments.add_argument("url")
    arguments.add_argument("sitting")
    given = arguments.parse_args()
    be = be_parties if given.who == "parties" else be_guests
    uvloop.run(be(given.url, given.sitting))
