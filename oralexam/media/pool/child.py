"""What a media worker does: the media service of `oralexam.media.service`, asked through a channel."""

import asyncio
import socket
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, assert_never

import structlog

from oralexam import heap
from oralexam.clock import SystemClock
from oralexam.errors import OralExamError, UserMistake
from oralexam.media.layout import Kind
from oralexam.media.pool import messages as say
from oralexam.media.pool.channel import Channel, ChannelClosed
from oralexam.media.ports import LinkState
from oralexam.media.service import MediaService
from oralexam.rooms.seats import Seat

_log = structlog.get_logger(__name__)

BEAT_S: Final = 0.5
"""Twice a second: boards look once a second, and a worker that hangs is missed after six."""
LAST_WORDS_S: Final = 2.0


class _ServersClock(SystemClock):
    """The serving process's time: its own anchor, carried by the monotonic clock that all processes share."""

    def __init__(self, utc_offset_us: int) -> None:
        super().__init__()
        self._offset_s = utc_offset_us / 1e6

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.fromtimestamp(self.monotonic() + self._offset_s, UTC)


class _News:
    """Tells the serving process what happens to media; implements `MediaListener`."""

    def __init__(self, channel: Channel[say.FromServer]) -> None:
        self._channel = channel

    def media_flowing(self, sitting_id: str, seat: Seat, kinds: frozenset[Kind]) -> None:
        """Every kind that is recorded of `seat` has a packet in the journal."""
        self._tell(say.Flowing(sitting_id=sitting_id, seat=seat, kinds=kinds))

    def link_changed(self, sitting_id: str, seat: Seat, state: LinkState, silent_s: float = 0.0) -> None:
        """The connection that brings a person's voice came up, or stopped bringing it."""
        self._tell(say.LinkChanged(sitting_id=sitting_id, seat=seat, state=state, silent_s=silent_s))

    def recording_fault(self, sitting_id: str, seat: Seat, code: str) -> None:
        """The disk does not take what is recorded, or takes it again."""
        self._tell(say.RecordingFault(sitting_id=sitting_id, seat=seat, code=code))

    def connection_gone(self, sitting_id: str, seat: Seat) -> None:
        """Not this process's to tell: with it, all of its connections are gone."""

    def _tell(self, news: say.FromWorker) -> None:
        if not self._channel.send(news):
            _log.error("media-news-dropped", kind=type(news).__name__)


class MediaChild:
    """One worker's life, from `Begin` to `Stop` or to the end of its server."""

    def __init__(self, channel: Channel[say.FromServer]) -> None:
        self._channel = channel
        self._asked: set[asyncio.Task[None]] = set()
        self._service: MediaService | None = None

    async def run(self) -> None:
        """Serve until told to stop, or until nobody is there to be served.

        Raises:
            SystemFault: `media-library-unsupported`.
        """
        begin = await self._channel.receive()
        if not isinstance(begin, say.Begin):
            raise ChannelClosed(said=type(begin).__name__)
        service = self._service = MediaService(
            recordings=Path(begin.recordings),
            clock=_ServersClock(begin.utc_offset_us),
            listener=_News(self._channel),
            settings=begin.settings,
        )
        await service.start()
        heap.settle()
        self._channel.send(say.Ready())
        beats = asyncio.create_task(self._beat(service), name="media-beats")
        try:
            while not isinstance(message := await self._channel.receive(), say.Stop):
                self._take(service, message)
            await self._stop(service, beats)
            self._channel.send(say.Done(number=message.number))
            await self._channel.drain(LAST_WORDS_S)
        except ChannelClosed:
            # The server is gone: journals end in order, as far as its death leaves the time (PDEATHSIG).
            await self._stop(service, beats)
        finally:
            self._channel.close()

    async def _stop(self, service: MediaService, beats: "asyncio.Task[None]") -> None:
        beats.cancel()
        for task in self._asked:
            task.cancel()
        await asyncio.gather(beats, *self._asked, return_exceptions=True)
        await service.stop()

    def _take(self, service: MediaService, message: say.FromServer) -> None:
        match message:
            case say.OpenCall(sitting_id=sitting_id):
                service.open_call(sitting_id)
            case say.CloseCall(sitting_id=sitting_id):
                service.close_call(sitting_id)
            case say.Impair(sitting_id=sitting_id, loss=loss, seed=seed):
                service.impair(sitting_id, loss, seed)
            case say.Connect() as asked:
                answer = service.connect(
                    sitting_id=asked.sitting_id, seat=asked.seat, mode=asked.mode, offer_sdp=asked.offer_sdp
                )
                self._answer(asked.number, answer)
            case say.Disconnect() as asked:
                self._answer(asked.number, service.disconnect(asked.sitting_id, asked.seat))
            case say.End() as asked:
                self._answer(asked.number, service.end(asked.sitting_id))
            case say.Begin() | say.Stop():
                _log.error("media-message-unexpected", kind=type(message).__name__)
            case _:
                assert_never(message)

    def _answer(self, number: int, work: Coroutine[Any, Any, str | None]) -> None:
        task = asyncio.create_task(self._carry_out(number, work), name=f"media-question-{number}")
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def _carry_out(self, number: int, work: Coroutine[Any, Any, str | None]) -> None:
        try:
            answer = say.Done(number=number, sdp=await work or "")
        except OralExamError as refusal:
            mistake = isinstance(refusal, UserMistake)
            self._fail(number, refusal.reason, mistake=mistake, details=refusal.details)
        except Exception:  # noqa: BLE001 -- the edge: one question that fails must not end the calls of the others
            _log.exception("media-question-failed")
            self._fail(number, "media-failed", mistake=False, details={})
        else:
            self._channel.send(answer)

    def _fail(self, number: int, code: str, *, mistake: bool, details: dict[str, str | float]) -> None:
        self._channel.send(say.Failed(number=number, code=code, mistake=mistake, details=details))

    async def _beat(self, service: MediaService) -> None:
        while True:
            (load,) = service.loads()
            telemetry = {
                sitting_id: tuple(service.telemetry(sitting_id)) for sitting_id in service.sittings()
            }
            self._channel.send(say.Beat(load=load, telemetry=telemetry))
            await asyncio.sleep(BEAT_S)


async def serve(end: socket.socket) -> None:
    """Be a media worker on this end of a socket pair."""
    await MediaChild(await Channel[say.FromServer].open(end, say.FromServer)).run()
