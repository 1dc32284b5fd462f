"""One media worker as the serving process sees it: started, asked, watched, ended."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Final

import structlog

from oralexam.errors import OralExamError, Refused, SystemFault, Unavailable
from oralexam.media.pool import messages as say
from oralexam.media.pool.channel import Channel, ChannelClosed
from oralexam.media.pool.process import ChildProcess
from oralexam.media.ports import MediaLoad

_log = structlog.get_logger(__name__)

START_TIMEOUT_S: Final = 20.0
"""A start takes half a second of processor; a machine that gives it none for so long gives none to calls."""
HUNG_S: Final = 2.5
"""Five beats missed. With a start and a new connection behind it a call is back within five seconds."""
STOP_TIMEOUT_S: Final = 12.0
"""A disk that takes nothing is waited for ten seconds (`JournalDisk.stop`)."""
END_TIMEOUT_S: Final = 2.0
MAX_QUESTIONS: Final = 512
"""Offers and ends that may be under way: thirty calls that all come back at once ask ninety."""

Question = Callable[[int], say.Question]
"""Made with the number under which it is answered."""
FromWorker = say.Flowing | say.LinkChanged | say.RecordingFault | say.Beat


class WorkerGone(SystemFault):
    """The worker ended before it answered."""

    code = "media-worker-gone"


class MediaWorker:
    """A process; `on_news` hears what it tells, `on_end` that it has ended, once, whatever the reason."""

    def __init__(
        self,
        *,
        program: Sequence[str],
        begin: say.Begin,
        on_news: Callable[["MediaWorker", FromWorker], None],
        on_end: Callable[["MediaWorker"], None],
    ) -> None:
        self.sittings: set[str] = set()
        """Which sittings it carries."""
        self.load = MediaLoad()
        """As it told last."""
        self.has_ended = self.was_ready = False
        self.silent_s = 0.0
        """How long it had told nothing when it was ended for that; 0 where its end itself was seen."""
        self.is_dismissed = False
        """Whether it is being ended since nobody needs it."""
        self.started_s = self.idle_since_s = asyncio.get_running_loop().time()
        self._program = tuple(program)
        self._begin = begin
        self._on_news = on_news
        self._on_end = on_end
        self._process: ChildProcess | None = None
        self._channel: Channel[say.FromWorker] | None = None
        self._ready = asyncio.Event()
        self._asked: dict[int, asyncio.Future[str]] = {}
        self._numbers = count(1)
        self._silent_s = 0.0
        """Counted in looks, to judge it by (`look`)."""
        self._heard_s = self.started_s
        self._waited_ns = 0
        self._stopping = False
        self._task = asyncio.create_task(self._live(), name="media-worker")

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process is not None and not self.has_ended else None

    @property
    def is_ready(self) -> bool:
        """Whether it answers."""
        return self._ready.is_set() and not self.has_ended

    @property
    def is_free(self) -> bool:
        """Whether it carries nothing, and may."""
        return not self.sittings and not self.has_ended and not self.is_dismissed

    async def ready(self) -> None:
        """Wait until it answers.

        Raises:
            WorkerGone: it never will.
        """
        await self._ready.wait()
        if self.has_ended:
            raise WorkerGone

    def tell(self, order: say.Order) -> None:
        """Have something done, in the order of telling; nothing comes back."""
        if self._channel is None or not self._channel.send(order):
            self.kill("media-worker-reads-nothing")

    async def ask(self, question: Question, timeout_s: float) -> str:
        """Have something done, and wait for it; the answer's SDP, where there is one.

        Raises:
            WorkerGone, Unavailable: `media-busy`, or what the worker answers.
        """
        if not self.is_ready or self._channel is None:
            raise WorkerGone
        if len(self._asked) >= MAX_QUESTIONS:
            raise Unavailable("media-busy")
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            if not self._channel.send(question(number)):
                raise Unavailable("media-busy")
            async with asyncio.timeout(timeout_s):
                sdp: str = await answer
        except TimeoutError:
            raise Unavailable("media-busy") from None
        finally:
            self._asked.pop(number, None)
        return sdp

    def look(self, passed_s: float) -> None:
        """To be called a few times a second: end it where it has hung.

        Counted in looks, so that a serving process which stood still blames nobody; and what the worker had
        to wait for a processor is no hanging: to start another would leave still less for all.
        """
        if not self.is_ready:
            return
        waited_ns = _waited_ns(self.pid)
        starved_s, self._waited_ns = (waited_ns - self._waited_ns) / 1e9, waited_ns
        self._silent_s += max(0.0, passed_s - starved_s)
        if self._silent_s > HUNG_S:
            self.kill("media-worker-hung")

    def kill(self, why: str) -> None:
        """End it now; `on_end` follows."""
        if self._process is not None and self._process.returncode is None:
            self.silent_s = asyncio.get_running_loop().time() - self._heard_s
            _log.error("media-worker-killed", why=why, pid=self._process.pid)
            self._process.kill()

    async def stop(self) -> None:
        """End it in order: its calls end, its journals are closed."""
        if self._stopping:
            await asyncio.shield(self._task)
            return
        self._stopping = True
        if self.is_ready:
            with contextlib.suppress(OralExamError):
                await self.ask(lambda number: say.Stop(number=number), STOP_TIMEOUT_S)
        if self._process is not None and self._process.returncode is None:
            try:
                async with asyncio.timeout(END_TIMEOUT_S if self.was_ready else 0):
                    await self._process.wait()
            except TimeoutError:
                self.kill("media-worker-does-not-end" if self.was_ready else "not-needed")
        await asyncio.gather(self._task, return_exceptions=True)

    async def _live(self) -> None:
        """From its start to its end."""
        ours, its = socket.socketpair()
        try:
            self._process = ChildProcess(self._program, end=its, env=_environment())
            if self._stopping:
                self._process.kill()
            async with asyncio.timeout(START_TIMEOUT_S):
                await self._process.start()
            channel = self._channel = await Channel[say.FromWorker].open(ours, say.FromWorker)
            channel.send(self._begin)
            async with asyncio.timeout(START_TIMEOUT_S):
                await _until_ready(channel)
            self._waited_ns = _waited_ns(self._process.pid)
            self.was_ready, self._heard_s = True, asyncio.get_running_loop().time()
            self._ready.set()
            while True:
                self._heard(await channel.receive())
        except (ChannelClosed, TimeoutError, OSError) as error:
            if not self._stopping:
                _log.error("media-worker-lost", pid=self.pid, why=str(error) or type(error).__name__)
        except Exception:  # noqa: BLE001 -- the edge: whatever it was, its calls go to another
            _log.exception("media-worker-failed")
        finally:
            await self._end(ours)

    async def _end(self, ours: socket.socket) -> None:
        """Tell everybody first: the calls are to come back before the dead are buried."""
        self.has_ended = True
        self._ready.set()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(WorkerGone())
        self._on_end(self)
        if self._channel is not None:
            self._channel.close()
        else:
            ours.close()
        if self._process is not None:
            if not self._stopping and self._process.returncode is None:
                self._process.kill()
            await self._process.wait()
            _log.info("media-worker-ended", pid=self._process.pid, code=self._process.returncode)

    def _heard(self, message: say.FromWorker) -> None:
        self._silent_s, self._heard_s = 0.0, asyncio.get_running_loop().time()
        match message:
            case say.Done(number=number, sdp=sdp):
                if (answer := self._asked.get(number)) is not None and not answer.done():
                    answer.set_result(sdp)
            case say.Failed(number=number, code=code, mistake=mistake, details=details):
                if (answer := self._asked.get(number)) is not None and not answer.done():
                    kind = Refused if mistake else Unavailable
                    answer.set_exception(kind(code, **details))
            case say.Ready():
                _log.error("media-message-unexpected", kind="Ready")
            case say.Beat(load=load):
                self.load = load
                self._on_news(self, message)
            case _:
                self._on_news(self, message)


async def _until_ready(channel: Channel[say.FromWorker]) -> None:
    if not isinstance(first := await channel.receive(), say.Ready):
        raise ChannelClosed(said=type(first).__name__)


def _environment() -> dict[str, str]:
    """Without the server's settings: all that a worker must know it is told, and secrets are among them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ORALEXAM_")}


def _waited_ns(pid: int | None) -> int:
    """How long a process's main thread, its event loop's, has waited for a processor (Linux, schedstat)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
