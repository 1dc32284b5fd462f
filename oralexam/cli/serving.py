"""What `oralexam serve` runs: the server, and with --demo a whole rehearsed exam to look at."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import structlog

from oralexam import heap
from oralexam.background import BackgroundTask
from oralexam.bootstrap.server import Server
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.settings import Settings
from oralexam.webapp.sittings.desk import GIVEN_OUT, Desk
from oralexam.webapp.sittings.request import SittingRequest

_log = structlog.get_logger(__name__)

DEMO = SittingRequest(
    candidate_name="Inès Marchetti",
    juror_name="Mme Okafor",
    observer_name="Mme Aubertin",
    room_name="salle 1",
    # Nobody is examined: whoever looks around needs neither a manager nor a microphone to begin.
    formalities=False,
)
"""The demo data of the mocks."""
BLOCKING_THREADS = 32
STOP_LIMIT_S = 20.0
"""A disk that takes nothing is waited for ten seconds at the most; all else takes two."""
STOP_HUNG = 70
"""The exit status of a server that could not close everything (sysexits.h: EX_SOFTWARE)."""
DEMO_PACE = 60
"""A minute of exam in a second; the call lasts as long as its lines."""


async def run_server(settings: Settings, *, demo: bool) -> None:
    """Serve until a signal comes, and end what is running in good order."""
    # What waits for the disk waits in threads (appends have one of their own): the default, the processors
    # and four, is six on a small machine, and six slow reads would keep everybody else from theirs.
    threads = ThreadPoolExecutor(BLOCKING_THREADS, thread_name_prefix="blocking")
    asyncio.get_running_loop().set_default_executor(threads)
    server = Server(settings)
    signals = _Signals()
    await server.start()
    # A full collection that looked through all of the program held up every call for 80 ms, and whoever sent
    # many small messages could have one after the other.
    heap.settle()
    print(f"ready {server.url}", flush=True)
    if server.entrance.lan is not None:
        from oralexam.cli.lan_words import lan_words  # noqa: PLC0415 — it brings what only a LAN needs

        print(lan_words(server.entrance.lan), flush=True)
    if not demo and not settings.manager_token:
        # Nobody else can open this door. To standard output, which is not the log: the link opens once.
        print(f"\nmanager (opens once): {await server.desk.manager_link()}\n", flush=True)
        if (first := await server.days.sign_in.first_invitation()) is not None:
            print(f"make the first account (once, within two days): {first}\n", flush=True)
    show = BackgroundTask("demo")
    if demo:
        show.start(_show_demo(server))
    try:
        await signals.asked_to_stop.wait()
        print("Stopping: running calls may go on; press again to stop at once.", flush=True)
        await _drain(server, signals)
    finally:
        await show.stop()
        _end_anyway_after(STOP_LIMIT_S)
        await server.stop()


async def _drain(server: Server, signals: "_Signals") -> None:
    """Let running calls go on until they end, their time is over, or somebody will not wait."""
    drain = asyncio.create_task(server.drain(), name="drain")
    at_once = asyncio.create_task(signals.asked_again.wait(), name="stop-at-once")
    try:
        await asyncio.wait({drain, at_once}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        drain.cancel()
        at_once.cancel()
        ends = await asyncio.gather(drain, at_once, return_exceptions=True)
    for fault in ends:
        if isinstance(fault, Exception):
            _log.error("not-drained", exc_info=fault)


def _end_anyway_after(seconds: float) -> None:
    """Whatever hangs while all is closed: a restart must not wait for it, and the log says what it was."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        hanging = sorted(task.get_name() for task in asyncio.all_tasks(loop))
        _log.error("server-stop-hangs", tasks=hanging, after_s=seconds)
        os._exit(STOP_HUNG)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


class _Signals:
    """SIGTERM and SIGINT: the first asks to stop in order, the second at once."""

    def __init__(self) -> None:
        self.asked_to_stop = asyncio.Event()
        self.asked_again = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._heard)

    def _heard(self) -> None:
        (self.asked_again if self.asked_to_stop.is_set() else self.asked_to_stop).set()


async def _show_demo(server: Server) -> None:
    """Print the links of a demo sitting, then play a rehearsed exam: its links to replay and to judge it."""
    links = await _demo_links(server.desk)
    manager = await server.desk.manager_link()
    print("\noralexam is running. Each link opens once, in the browser that is to hold the seat:\n")
    print(f"  manager            {manager}")
    print(f"  candidate          {links[Seat.CANDIDATE]}")
    print(f"  playing juror      {links[Seat.JUROR]}")
    print(f"  observing juror    {links[Seat.OBSERVER]}\n", flush=True)
    print(
        "Rehearsing a whole exam by itself, so that there is something to replay (a few minutes):",
        flush=True,
    )
    sitting_id = await _rehearse(server)
    if sitting_id is None:
        print("The rehearsal did not come through; its lines above say why.", flush=True)
        return
    print(f"\n  replay             {await server.desk.link(sitting_id, Seat.EVALUATOR)}")
    print("\nIts two jurors may judge it, each in a browser of their own:\n")
    print(f"  playing juror      {await server.desk.link(sitting_id, Seat.JUROR)}")
    print(f"  observing juror    {await server.desk.link(sitting_id, Seat.OBSERVER)}\n", flush=True)


async def _demo_links(desk: Desk) -> dict[Seat, str]:
    """Links to the demo sitting that still waits from an earlier start, or to a new one."""
    for line in await desk.sittings():
        if line.candidate_name == DEMO.candidate_name and line.phase is Phase.WAITING and not line.rehearsal:
            return {seat: await desk.link(line.sitting_id, seat) for seat in GIVEN_OUT}
    _, links = await desk.open(DEMO)
    return links


async def _rehearse(server: Server) -> str | None:
    """Play the rehearsal as a child process against this server; return its sitting, None if it failed."""
    link = await server.desk.manager_link()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "oralexam", "rehearse", "--server", server.url, "--pace", str(DEMO_PACE), "--json"),
        env={**os.environ, **_trusting(server), "ORALEXAM_MANAGER_TOKEN": link.partition("#")[2]},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
    return _sitting_in(output.decode())


def _trusting(server: Server) -> dict[str, str]:
    """What makes a child process trust the server's local authority (OpenSSL's own variable)."""
    lan = server.entrance.lan
    authority = lan.certificates.authority_file if lan is not None else None
    return {} if authority is None else {"SSL_CERT_FILE": str(authority)}


def _sitting_in(output: str) -> str | None:
    """The sitting of the report that `rehearse --json` prints last."""
    lines = output.strip().splitlines()
    try:
        report = msgspec.json.decode(lines[-1]) if lines else {}
    except msgspec.DecodeError:
        _log.exception("rehearsal-report-unreadable")
        return None
    sitting_id = report.get("sitting_id") if isinstance(report, dict) else None
    return sitting_id if isinstance(sitting_id, str) else None
