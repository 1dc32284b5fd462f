"""Takes own copies in: whose, of which sitting, how much, how fast; what it confirms is on the disk."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

import msgspec
import structlog

from oralexam.clock import Clock
from oralexam.copies.format import MAX_SEGMENT_BYTES, RunHeader, run_id
from oralexam.copies.key import CopiesKey
from oralexam.copies.reader import RunFiles, list_runs, received_of
from oralexam.copies.shelf import Shelf, Standing, header_of
from oralexam.errors import BadInput, NotFound, Refused, SystemFault, Unavailable, UserMistake
from oralexam.exams.parts import EXCHANGES
from oralexam.media.layout import sends
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.allowance import Allowance
from oralexam.signaling.dispatch import media_mode
from oralexam.storage.erased import SqlErased
from oralexam.storage.files import LEAST_FREE, DataFolder

_log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 4 * MAX_SEGMENT_BYTES
"""What one PATCH brings: some fifteen segments of what waited, never so much that a call feels it."""
PATCHES_A_SECOND = 10
PATCHES_AT_ONCE = 40
"""A page sends one in two seconds, and what waited one after the other."""
KNOWN_RUNS = 512
"""How far these have come is remembered; of any other the file tells."""
KNOWN_PAGES = 1024

TROUBLES = frozenset(
    {
        "own-copy-impossible",
        "own-copy-in-memory",
        "own-copy-silent",
        "own-copy-lost-sound",
        "own-copy-refused",
        "own-copy-resumed",
    }
)
"""What a page may tell about its copy: this browser cannot; it keeps it in memory only; no sample comes; some
were lost for good; the server takes it not; all is well again."""


class RunState(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run has come, as its page is told."""

    run: str
    seat: str
    offset: int
    chain: str
    whole: bool


class KeyPage(msgspec.Struct, frozen=True, kw_only=True):
    """The key to encrypt to: a P-256 point, base64url."""

    id: str
    point: str


class CopiesPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a page needs to keep a copy, and what of it is here."""

    key: KeyPage
    voices: tuple[str, ...]
    """Whose microphones this page has, in the order of its tracks."""
    most_bytes: int
    runs: tuple[RunState, ...]


class CopyDesk:
    """The own copies of the sittings, asked for and brought by their pages.

    `whole(sitting_id)` is called in a thread when all of a copy has come; `listener(sitting_id)`, which may
    be set later, whenever something of one has.
    """

    def __init__(
        self,
        *,
        files: DataFolder,
        key: CopiesKey,
        rooms: RoomSupervisor,
        erased: SqlErased,
        clock: Clock,
        whole: Callable[[str], object] = lambda _sitting_id: None,
    ) -> None:
        self._files = files
        self._whole = whole
        self.listener: Callable[[str], None] = lambda _sitting_id: None
        self.key = key
        self._shelf = Shelf(files.recordings_dir(), key)
        self._rooms = rooms
        self._erased = erased
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._known: OrderedDict[str, tuple[RunFiles, Standing]] = OrderedDict()
        self._allowances: OrderedDict[tuple[str, Seat], Allowance] = OrderedDict()
        self._told: OrderedDict[tuple[str, Seat], str] = OrderedDict()

    async def refuse_erased(self, sitting_id: str) -> None:
        """Nothing is taken, or told, of a sitting whose recordings were erased.

        Raises:
            Refused: `recordings-erased`.
        """
        if await asyncio.to_thread(self._erased.recordings_erased, sitting_id):
            raise Refused("recordings-erased")

    async def voices(self, sitting_id: str, by: Seat) -> tuple[str, ...]:
        """Whose microphones a seat's page has; none where the part has no call.

        Raises:
            NotFound: `unknown-sitting`.
        """
        state = await self._rooms.state(sitting_id)
        if state.sitting.part not in EXCHANGES:
            return ()
        return tuple(each.seat.value for each in sends(media_mode(state), by) if each.kind == "audio")

    async def brought(self, sitting_id: str, by: Seat) -> tuple[RunState, ...]:
        """The runs of a seat and how far they have come.

        Raises:
            NotFound: `unknown-copy`: erased meanwhile.
            SystemFault: `copy-damaged`, `data-folder-not-writable`.
        """
        listed = await asyncio.to_thread(list_runs, self._files.recordings_dir(), sitting_id)
        found = []
        for files in listed:
            if files.header.by == by.value:
                # What is read of a run while a segment is written behind it would be cut to what was read.
                async with self._turn(files.run):
                    found.append(told(await asyncio.to_thread(self._shelf.standing, files)))
        return tuple(found)

    def sealed(self, sitting_id: str, seat: Seat) -> list[tuple[Path, str]]:
        """Of each run of a voice that holds sound and that this key opens: its sidecar, its key in hex."""
        found = []
        for files in list_runs(self._files.recordings_dir(), sitting_id):
            if files.header.seat == seat.value and any(line.bytes for line in received_of(files.sidecar)):
                with contextlib.suppress(BadInput):
                    found.append((files.sidecar, self.key.of_run(files.header, files.text).hex()))
        return found

    async def begin(self, sitting_id: str, by: Seat, text: bytes) -> Standing:
        """Make the place of a run, or say how far it has come.

        Raises:
            BadInput: `copy-malformed`, `copy-of-another-key`.
            Refused: `recordings-erased`, `not-your-microphone`, `copy-too-many-runs`.
            NotFound: `unknown-sitting`.
            UserMistake: `copies-too-fast`.
            Unavailable: `copies-wait-for-room`.
            SystemFault: `data-folder-not-writable`.
        """
        self._take(sitting_id, by)
        header = header_of(text, sitting_id=sitting_id, by=by.value)
        if header.seat not in await self.voices(sitting_id, by):
            raise Refused("not-your-microphone")
        self._refuse_full()
        standing = await self._begun(text, header)
        # An erasure that came meanwhile has found nothing to remove.
        if not await asyncio.to_thread(self._erased.takes_recordings, sitting_id):
            await asyncio.to_thread(self._files.remove_recordings, sitting_id)
            raise Refused("recordings-erased")
        _log.info("own-copy-begun", sitting_id=sitting_id, seat=header.seat, run=standing.run)
        return standing

    async def _begun(self, text: bytes, header: RunHeader) -> Standing:
        now_us = round(self._clock.now().timestamp() * 1_000_000)
        # One at a time in a sitting: the count of its runs must hold. And of a run that is there already,
        # and is asked for once more, a segment may be on its way to the disk.
        async with self._turn(header.sitting_id), self._turn(run_id(text)):
            return await asyncio.to_thread(self._shelf.begin, text, header, now_us=now_us)

    async def standing(self, sitting_id: str, by: Seat, run: str) -> Standing:
        """How far a run has come.

        Raises:
            NotFound: `unknown-copy`.
            SystemFault: `copy-damaged`, `data-folder-not-writable`.
        """
        async with self._turn(run):
            return (await self._of(sitting_id, by, run))[1]

    async def append(self, sitting_id: str, by: Seat, run: str, content: bytes, *, offset: int) -> Standing:
        """Add whole segments behind what is there; when this returns they are on the disk.

        Raises:
            BadInput: `copy-malformed`, `copy-changed`, `copy-out-of-order`.
            Refused: `copy-offset-differs` (with `offset`), `copy-too-large`.
            NotFound: `unknown-copy`.
            UserMistake: `copies-too-fast`.
            Unavailable: `copies-wait-for-room`.
            SystemFault: `copy-damaged`, `data-folder-not-writable`.
        """
        self._take(sitting_id, by)
        self._refuse_full()
        async with self._turn(run):
            files, standing = await self._of(sitting_id, by, run)
            if offset != standing.offset:
                raise Refused("copy-offset-differs", offset=standing.offset)
            now_us = round(self._clock.now().timestamp() * 1_000_000)
            # Forgotten first: after a failure the file itself says how far the run has come.
            del self._known[run]
            reached = await asyncio.to_thread(self._shelf.append, files, standing, content, now_us=now_us)
            self._remember(run, files, reached)
        self.listener(sitting_id)
        if reached.whole:
            _log.info("own-copy-whole", sitting_id=sitting_id, seat=reached.seat, run=run)
            try:
                await asyncio.to_thread(self._whole, sitting_id)
            except SystemFault as fault:  # the copy itself is on the disk
                _log.warning("own-copy-not-told", sitting_id=sitting_id, code=fault.reason)
        return reached

    async def tell_trouble(self, sitting_id: str, by: Seat, code: str) -> None:
        """Put into the ledger, and so before the manager, that a page's copy fails or is well again.

        Raises:
            NotFound: `unknown-trouble`, `unknown-sitting`.
            UserMistake: `copies-too-fast`.
        """
        if code not in TROUBLES:
            raise NotFound("unknown-trouble")
        self._take(sitting_id, by)
        before = self._told.get((sitting_id, by), "own-copy-resumed")
        state = await self._rooms.state(sitting_id)
        if code == before or state.phase in OVER:
            return
        self._told[sitting_id, by] = code
        while len(self._told) > KNOWN_PAGES:
            self._told.popitem(last=False)
        await self._rooms.note_incident(sitting_id, code, seat=by)

    async def _of(self, sitting_id: str, by: Seat, run: str) -> tuple[RunFiles, Standing]:
        if run not in self._known:
            files = await asyncio.to_thread(self._shelf.find, sitting_id, run)
            self._remember(run, files, await asyncio.to_thread(self._shelf.standing, files))
        files, standing = self._known[run]
        if files.header.by != by.value or files.header.sitting_id != sitting_id:
            raise NotFound("unknown-copy")
        return files, standing

    def _remember(self, run: str, files: RunFiles, standing: Standing) -> None:
        self._known[run] = (files, standing)
        self._known.move_to_end(run)
        while len(self._known) > KNOWN_RUNS:
            self._known.popitem(last=False)

    def _turn(self, name: str) -> asyncio.Lock:
        """One at a time; a lock that nobody holds or waits for is forgotten."""
        lock = self._turns.get(name)
        if lock is None:
            lock = self._turns[name] = asyncio.Lock()
        return lock

    def _take(self, sitting_id: str, by: Seat) -> None:
        key = (sitting_id, by)
        allowance = self._allowances.get(key)
        if allowance is None:
            allowance = Allowance(a_second=PATCHES_A_SECOND, at_once=PATCHES_AT_ONCE)
            self._allowances[key] = allowance
        self._allowances.move_to_end(key)
        while len(self._allowances) > KNOWN_PAGES:
            self._allowances.popitem(last=False)
        if not allowance.take():
            raise UserMistake("copies-too-fast")

    def _refuse_full(self) -> None:
        # The call's own recording goes first: a page keeps what it has.
        if self._files.free_fraction() < LEAST_FREE:
            raise Unavailable("copies-wait-for-room")


def told(standing: Standing) -> RunState:
    """What a page is told of a run."""
    return RunState(
        run=standing.run,
        seat=standing.seat,
        offset=standing.offset,
        chain=standing.chain,
        whole=standing.whole,
    )
