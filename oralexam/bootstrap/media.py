"""Which media the server has: worker processes, or a service in its own."""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from oralexam.clock import Clock
from oralexam.media.admission import has_room, suffers
from oralexam.media.pool.messages import Begin
from oralexam.media.pool.pool import MediaPool
from oralexam.media.pool.worker import MediaWorker, WorkerGone
from oralexam.media.ports import Media, MediaListener, MediaSettings
from oralexam.media.udp_ports import has_ports
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.phases import BEFORE_THE_CALL
from oralexam.rooms.ports import Subscriber
from oralexam.rooms.state import RoomState
from oralexam.settings import Settings


def make_media(settings: Settings, *, recordings: Path, clock: Clock, listener: MediaListener) -> Media:
    """As many workers at most as the settings say, or as there are cores; with 0, this process alone."""
    media = MediaSettings(
        host=settings.media_host, ports=settings.port_range(), told=settings.told_addresses()
    )
    most = settings.media_workers
    if most == 0:
        # It brings aiortc and the cryptography behind it, which a server with workers never loads.
        from oralexam.media.service import MediaService  # noqa: PLC0415

        return MediaService(recordings=recordings, clock=clock, listener=listener, settings=media)
    return MediaPool(
        recordings=recordings,
        clock=clock,
        listener=listener,
        settings=media,
        most=most or usable_cores(),
        program=worker_program(as_json=settings.log_json),
    )


def expecting(media: Media) -> Subscriber:
    """A subscriber of the rooms that has media ready before the first offer: a start takes a moment."""

    async def happened(_sitting_id: str, state: RoomState, _events: Sequence[AnyEvent]) -> None:
        if state.phase in BEFORE_THE_CALL:
            media.expect_calls()

    return happened


async def try_worker() -> bool:
    """Start a process that carries calls, wait until it answers, and end it; whether it did answer."""
    with tempfile.TemporaryDirectory() as recordings:
        worker = MediaWorker(
            program=worker_program(),
            begin=Begin(recordings=recordings, utc_offset_us=0, settings=MediaSettings()),
            on_news=lambda _worker, _news: None,
            on_end=lambda _worker: None,
        )
        try:
            await worker.ready()
        except WorkerGone:
            return False
        finally:
            await worker.stop()
    return True


def refused_for(settings: Settings, media: Media, promised: int) -> str:
    """Why no further call may begin beside `promised` ones: a code; "" where one may.

    What nobody may overrule goes before what is only reckoned.
    """
    loads = media.loads()
    if suffers(loads):
        return "calls-suffer"
    if not has_ports(loads, settings.port_range(), promised=promised):
        return "media-ports-full"
    return "" if has_room(loads, cores=media.most_loops(), promised=promised) else "calls-full"


def media_gauges(media: Media) -> dict[str, Callable[[], float]]:
    """What is measured of the media, the worst of the workers."""
    return {
        "media_workers": media.workers,
        "media_workers_lost": media.workers_lost,
        "media_open_calls": media.open_calls,
        "media_busy_share": lambda: max((load.busy_share for load in media.loads()), default=0.0),
        "media_late_p95_seconds": lambda: (
            max((load.late_p95_ms for load in media.loads()), default=0.0) / 1e3
        ),
        "media_dropped_packets": lambda: sum(load.dropped_packets for load in media.loads()),
    }


def usable_cores() -> int:
    """The processor's cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worker_program(*, as_json: bool = False) -> tuple[str, ...]:
    """What a media worker is started with; its parent and its channel are added."""
    form = ("--json",) if as_json else ()
    return (sys.executable, "-m", "oralexam.bootstrap.media_worker", *form)
