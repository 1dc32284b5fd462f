"""How soon a phase change is on every screen concerned while 200 seats are connected (issue 3, « How fast »).

A real server process, 200 seats in 67 rooms, each a WebSocket with a session of its own that pings as pages
do, and two managers' boards. One room after another changes its phase, first by a juror's order, then by the
manager over HTTP: from the instant at which the order is sent to the arrival at each seat of the room and at
both boards. How it is when all rooms change in the same instant is told beside it and decides nothing.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import uvloop

from benchmarks.media_load import ask_for_the_processor
from benchmarks.result import print_result
from benchmarks.seated import ANSWER_LIMIT_S, MANAGER_TOKEN, Browser, Program, Socket, open_rooms, percentile

SEATS_WANTED = 200
SEATS = ("candidate", "juror", "observer")
BOARDS = 2
GAP_S = 0.05
"""Between two changes: 20 a second, far more than a centre's day has."""
GOAL_MS = 200.0


class Screens:
    """Every screen, and when each showed a sitting in a phase."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, Socket]] = {}
        self._waiting: dict[tuple[str, str], tuple[set[str], list[float], asyncio.Event]] = {}

    def seat(self, sitting_id: str, seat: str, socket: Socket) -> None:
        """Watch a seat."""
        self.of.setdefault(sitting_id, {})[seat] = socket

        def heard(message: dict[str, Any], at: float) -> None:
            if message["type"] == "view":
                self._showed(sitting_id, message["view"]["phase"], seat, at)

        socket.heard = heard

    def board(self, name: str, socket: Socket) -> None:
        """Watch a board."""

        def heard(message: dict[str, Any], at: float) -> None:
            for line in message.get("sittings", ()):
                self._showed(line["sitting_id"], line["phase"], name, at)

        socket.heard = heard

    def expect(self, sitting_id: str, phase: str) -> tuple[list[float], asyncio.Event]:
        """The instants at which each screen concerned shows that phase, and when all have."""
        screens = {*self.of[sitting_id], *(f"board {number}" for number in range(BOARDS))}
        times: list[float] = []
        all_there = asyncio.Event()
        self._waiting[sitting_id, phase] = (screens, times, all_there)
        return times, all_there

    def _showed(self, sitting_id: str, phase: str, screen: str, at: float) -> None:
        missing, times, all_there = self._waiting.get((sitting_id, phase), (set(), [], asyncio.Event()))
        if screen in missing:
            missing.remove(screen)
            times.append(at)
            if not missing:
                all_there.set()


async def measure(folder: Path) -> None:
    """Seat everybody, change every room's phase three times, print."""
    connector = aiohttp.TCPConnector(limit=0)
    async with Program(folder) as server:
        screens, browsers, sockets = Screens(), [], []
        manager = Browser(server.url, connector)
        await manager.join(MANAGER_TOKEN)
        rooms = await open_rooms(manager, -(-SEATS_WANTED // len(SEATS)))
        seats = [(sitting_id, seat, links[seat]) for sitting_id, links in rooms for seat in SEATS][
            :SEATS_WANTED
        ]
        for sitting_id, seat, link in seats:
            browser = Browser(server.url, connector)
            await browser.join(link)
            socket = await browser.socket(f"/api/ws/{sitting_id}/{seat}")
            screens.seat(sitting_id, seat, socket)
            await socket.send({"type": "hello"})
            browsers.append(browser)
            sockets.append(socket)
        for number in range(BOARDS):
            socket = await manager.socket("/api/ws/board")
            screens.board(f"board {number}", socket)
            sockets.append(socket)
        async with asyncio.timeout(ANSWER_LIMIT_S):
            await asyncio.gather(*(socket.first.wait() for socket in sockets))
        process = psutil.Process(server.pid)
        print(f"{len(seats)} seats in {len(rooms)} rooms and {BOARDS} boards are connected; "
              f"the server has {process.memory_info().rss / 2**20:.0f} MB", flush=True)  # fmt: skip

        jurors = {sitting_id: screens.of[sitting_id]["juror"] for sitting_id, _ in rooms}
        together = await _all_at_once(screens, jurors)
        before_s = sum(process.cpu_times()[:2])
        began = time.monotonic()
        by_order = [await _order(screens, sitting_id, jurors[sitting_id]) for sitting_id, _ in rooms]
        by_manager = [await _abort(screens, sitting_id, manager) for sitting_id, _ in rooms]
        busy = (sum(process.cpu_times()[:2]) - before_s) / (time.monotonic() - began)
        for socket in sockets:
            await socket.close()
        for browser in (*browsers, manager):
            await browser.http.close()
    await connector.close()
    told_ms = [1000 * delay for change in (*by_order, *by_manager) for delay in change]
    value = percentile(told_ms, 0.95)
    print_result(
        name="board_fanout",
        value=value,
        unit="ms to every screen, p95",
        goal=f"<= {GOAL_MS:.0f} ms",
        holds=value <= GOAL_MS,
        rests_on={
            "seats": len(seats),
            "boards": BOARDS,
            "phase_changes": len(by_order) + len(by_manager),
            "arrivals": len(told_ms),
            "p50_ms": round(percentile(told_ms, 0.5), 1),
            "p99_ms": round(percentile(told_ms, 0.99), 1),
            "max_ms": round(max(told_ms), 1),
            "all_rooms_at_once_p95_ms": round(percentile([1000 * delay for delay in together], 0.95), 1),
            "server_cpu_share": round(busy, 2),
            "gap_s": GAP_S,
            "clock": "from the order's sending to the frame's arrival, both in the one client process",
        },
    )


async def _wait(arrived: list[float], all_there: asyncio.Event, sent: float) -> list[float]:
    async with asyncio.timeout(ANSWER_LIMIT_S):
        await all_there.wait()
    return [at - sent for at in arrived]


async def _all_at_once(screens: Screens, jurors: dict[str, Socket]) -> list[float]:
    """Every jury draws in the same instant: tens of appends wait for one another."""

    async def draw(sitting_id: str, juror: Socket) -> list[float]:
        expected = screens.expect(sitting_id, "drawn")
        sent = time.monotonic()
        await juror.order({"type": "draw-scenario", "from_phase": "waiting"})
        return await _wait(*expected, sent)

    changes = await asyncio.gather(*(draw(sitting_id, juror) for sitting_id, juror in jurors.items()))
    return [delay for change in changes for delay in change]


async def _order(screens: Screens, sitting_id: str, juror: Socket) -> list[float]:
    expected = screens.expect(sitting_id, "preparation")
    sent = time.monotonic()
    await juror.order({"type": "start-preparation", "from_phase": "drawn"})
    delays = await _wait(*expected, sent)
    await asyncio.sleep(GAP_S)
    return delays


async def _abort(screens: Screens, sitting_id: str, manager: Browser) -> list[float]:
    expected = screens.expect(sitting_id, "aborted")
    command = {"type": "abort-part", "from_phase": "preparation", "reason": "measured"}
    sent = time.monotonic()
    await manager.post(f"/api/manager/sittings/{sitting_id}/abort", command)
    delays = await _wait(*expected, sent)
    await asyncio.sleep(GAP_S)
    return delays


def main() -> None:
    """Measure; print the result."""
    ask_for_the_processor()  # the server, its child, inherits it
    with tempfile.TemporaryDirectory(prefix="oralexam-fanout-") as folder:
        uvloop.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
