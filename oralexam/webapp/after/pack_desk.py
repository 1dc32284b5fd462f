"""Appeal packs: made one by one in a short process, fetched within the hour, gone with any erasure."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec
import structlog

from oralexam.apart import ApartFault, made_apart
from oralexam.clock import Clock
from oralexam.errors import NotFound, OralExamError, SystemFault
from oralexam.evidence.centre_key import CentreKey, centre_key
from oralexam.evidence.order import PackMade, PackOrder, PackStep
from oralexam.identifiers import new_id
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.webapp.after.digest_desk import DigestDesk
from oralexam.webapp.after.handing import claimed

_log = structlog.get_logger(__name__)

LONGEST_S: Final = 10 * 60
"""Two recorded parts take two seconds; the rest is for a slow disk under calls."""
KEPT_S: Final = 60 * 60
"""How long a pack waits to be fetched: it is a copy of everything about a person."""
MOST: Final = 16
"""Packs that are known at one time; the oldest is forgotten for the next."""

RecordMaker = Callable[[str, str], Awaitable[bytes]]
"""From a session and a candidacy to the printed record."""


class PackPhase(StrEnum):
    """How far a pack is."""

    WAITING = "waiting"
    """Another one is being made."""
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class PackState(msgspec.Struct, frozen=True, kw_only=True):
    """One pack, as the manager's page shows it."""

    pack_id: str
    phase: PackPhase
    done_bytes: int = 0
    of_bytes: int = 0
    size: int = 0
    """Of the file, once it is ready."""
    fault: str = ""
    """Why it failed, by code."""
    fingerprint: str = ""
    """Of the key that signs it, as people read it: to be compared with the paper."""


class PackSubject(msgspec.Struct, frozen=True, kw_only=True):
    """Whose pack: a candidacy of a session, or a sitting."""

    sitting_id: str | None = None
    session_id: str | None = None
    candidacy_id: str | None = None


class _Pack:
    def __init__(self, state: PackState, subject: PackSubject, path: Path) -> None:
        self.state = state
        self.subject = subject
        self.path = path
        self.task: asyncio.Task[None] | None = None

    def change(self, **fields: object) -> None:
        self.state = msgspec.structs.replace(self.state, **fields)

    def read(self, line: bytes) -> None:
        """What the process says: how far it is, or what came out."""
        said = msgspec.json.decode(line, type=PackStep | PackMade)
        if isinstance(said, PackStep):
            self.change(done_bytes=said.done_bytes, of_bytes=said.of_bytes)
        elif said.fault:
            self.change(phase=PackPhase.FAILED, fault=said.fault)
        else:
            self.change(phase=PackPhase.READY, size=said.size)


class PackDesk:
    """Has packs made, and hands them out. What an earlier server left is removed first."""

    def __init__(
        self,
        *,
        files: DataFolder,
        sessions: SqlExamSessions,
        events: SqlEventStore,
        scenarios: Path | None,
        record: RecordMaker | None,
        digests: DigestDesk,
        clock: Clock,
    ) -> None:
        self._files = files
        self._sessions = sessions
        self._events = events
        self._scenarios = scenarios
        self._record = record
        self._digests = digests
        self._clock = clock
        self._packs: dict[str, _Pack] = {}
        self._turn = asyncio.Lock()

    def prepare(self) -> None:
        """Remove old packs, and have a key from the first day on; what keeps it from being made is logged."""
        try:
            self._files.remove_packs()
            centre_key(self._files.centre_key_dir())
        except SystemFault as fault:
            _log.error("centre-key-not-ready", code=fault.reason)

    async def key(self) -> CentreKey:
        """The centre's key: its public half.

        Raises:
            SystemFault: `centre-key-lost`, `centre-key-unreadable`, `data-folder-not-writable`.
        """
        return await asyncio.to_thread(centre_key, self._files.centre_key_dir())

    async def of_candidacy(
        self, session_id: str, candidacy_id: str, *, listening: bool, made_by: str
    ) -> PackState:
        """Begin a pack of everything that a candidate did in a session.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            SystemFault: what `key` says.
        """
        kept = await asyncio.to_thread(self._sessions.get, session_id)
        parts = [
            part
            for part in await asyncio.to_thread(self._sessions.parts, session_id)
            if part.candidacy_id == candidacy_id
        ]
        if kept.session.candidacy(candidacy_id) is None and not parts:
            raise NotFound("unknown-candidate")
        named = [part.sitting_id for part in sorted(parts, key=lambda each: each.position)]
        # A row of a part is written before its sitting: a crash in between left one that never was.
        opened = [each for each in named if await asyncio.to_thread(self._is_known, each)]
        subject = PackSubject(session_id=session_id, candidacy_id=candidacy_id)
        return await self._begin(subject, tuple(opened), listening=listening, made_by=made_by)

    async def of_sitting(self, sitting_id: str, *, listening: bool, made_by: str) -> PackState:
        """Begin a pack of one sitting.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: what `key` says.
        """
        await asyncio.to_thread(self._events.chain_head, sitting_id)
        subject = PackSubject(sitting_id=sitting_id)
        return await self._begin(subject, (sitting_id,), listening=listening, made_by=made_by)

    def state(self, pack_id: str) -> PackState:
        """How far a pack is.

        Raises:
            NotFound: `pack-gone`.
        """
        return self._known(pack_id).state

    def file(self, pack_id: str) -> tuple[Path, PackSubject]:
        """The pack, and whose it is.

        Raises:
            NotFound: `pack-gone`: not ready, fetched too late, or erased meanwhile.
        """
        pack = self._known(pack_id)
        if pack.state.phase is not PackPhase.READY or not pack.path.is_file():
            raise NotFound("pack-gone")
        return pack.path, pack.subject

    async def close(self) -> None:
        """Stop what is being made and remove what is there."""
        for pack_id in tuple(self._packs):
            await self._forget(pack_id)

    def _known(self, pack_id: str) -> _Pack:
        if (pack := self._packs.get(pack_id)) is None:
            raise NotFound("pack-gone")
        return pack

    def _is_known(self, sitting_id: str) -> bool:
        try:
            self._events.chain_head(sitting_id)
        except NotFound:
            return False
        return True

    async def _begin(
        self, subject: PackSubject, sitting_ids: tuple[str, ...], *, listening: bool, made_by: str
    ) -> PackState:
        key = await self.key()
        while len(self._packs) >= MOST:
            await self._forget(next(iter(self._packs)))
        pack_id = new_id()
        path = self._files.packs_dir() / f"{pack_id}.zip"
        state = PackState(pack_id=pack_id, phase=PackPhase.WAITING, fingerprint=key.groups)
        order = PackOrder(
            data=str(self._files.root.resolve()),
            target=str(path.resolve()),
            kind="candidacy" if subject.candidacy_id else "sitting",
            subject_id=subject.candidacy_id or subject.sitting_id or "",
            session_id=subject.session_id,
            sitting_ids=sitting_ids,
            listening=listening,
            made_by=made_by,
            made_at=self._clock.now(),
            scenarios=str(self._scenarios.resolve()) if self._scenarios else None,
        )
        pack = self._packs[pack_id] = _Pack(state, subject, path)
        pack.task = asyncio.create_task(self._make(pack, order), name=f"pack-{pack_id}")
        return state

    async def _make(self, pack: _Pack, order: PackOrder) -> None:
        """Make one pack, keep it for an hour, remove it: the life of its task."""
        try:
            async with self._turn:
                pack.change(phase=PackPhase.MAKING)
                with claimed(pack.path) as claim:
                    for sitting_id in order.sitting_ids:
                        await self._note_digests(sitting_id)
                    record = await self._printed(pack.subject)
                    order = msgspec.structs.replace(order, record=record, claim=claim)
                    await made_apart(
                        "oralexam.evidence.making",
                        given=msgspec.json.encode(order),
                        longest_s=LONGEST_S,
                        on_line=pack.read,
                    )
        except ApartFault:
            pack.change(phase=PackPhase.FAILED, fault="pack-failed")
        except Exception:  # noqa: BLE001 -- the edge of a task: whoever waits must be told
            _log.exception("pack-broke", pack_id=pack.state.pack_id)
            pack.change(phase=PackPhase.FAILED, fault="pack-failed")
        if pack.state.phase is PackPhase.MAKING:
            pack.change(phase=PackPhase.FAILED, fault="pack-failed")
        _log.info(
            "pack-made", pack_id=pack.state.pack_id, phase=pack.state.phase, code=pack.state.fault,
            bytes=pack.state.size,
        )  # fmt: skip
        await asyncio.sleep(KEPT_S)
        self._packs.pop(pack.state.pack_id, None)
        await asyncio.to_thread(pack.path.unlink, missing_ok=True)

    async def _note_digests(self, sitting_id: str) -> None:
        """Have the chain name what goes into the pack; where it does not, the pack's check says so."""
        try:
            await self._digests.note(sitting_id)
        except OralExamError as error:
            _log.warning("pack-before-digests", sitting_id=sitting_id, code=error.reason)

    async def _printed(self, subject: PackSubject) -> bytes:
        """The printed record, where there is one: a pack is worth having without it."""
        if self._record is None or subject.session_id is None or subject.candidacy_id is None:
            return b""
        try:
            return await self._record(subject.session_id, subject.candidacy_id)
        except OralExamError as error:
            _log.warning("pack-without-record", code=error.reason)
            return b""

    async def _forget(self, pack_id: str) -> None:
        pack = self._packs.pop(pack_id, None)
        if pack is None:
            return  # its hour was over, or a newer one took its place, while an earlier one was waited for
        if pack.task is not None:
            pack.task.cancel()
            await asyncio.gather(pack.task, return_exceptions=True)
        await asyncio.to_thread(pack.path.unlink, missing_ok=True)
