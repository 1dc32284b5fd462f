"""Carries deletions out: those that two people have confirmed, and what the centre lets end by itself."""

import asyncio
import threading
from datetime import datetime, timedelta

import structlog

from oralexam.clock import Clock
from oralexam.errors import OralExamError, Refused
from oralexam.identifiers import new_id
from oralexam.retention import deletions as rules
from oralexam.retention.clocks import CENTRE, Due, may_end_by_itself
from oralexam.retention.deletions import Deletion, DeletionState, Ground
from oralexam.retention.kinds import OF_CANDIDATES, DataKind
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.erased import SqlErased
from oralexam.storage.erasing import Eraser
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.holds import SqlHolds
from oralexam.storage.retention_lengths import SqlRetentionLengths
from oralexam.transcripts.read_sentences import SentenceFiles
from oralexam.webapp.retention.due import RetentionCalendar, latest_before
from oralexam.webapp.sittings.desk import Desk

SWEPT_FOR = timedelta(days=2)
"""Longer than any job of a worker takes with all its tries."""

_log = structlog.get_logger(__name__)


class RetentionWork:
    """One for the whole server; nothing is deleted but by `carry_on`."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        holds: SqlHolds,
        deletions: SqlDeletions,
        lengths: SqlRetentionLengths,
        erased: SqlErased,
        eraser: Eraser,
        files: DataFolder,
        sentences: SentenceFiles,
        calendar: RetentionCalendar,
        desk: Desk,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._holds = holds
        self._deletions = deletions
        self._lengths = lengths
        self._erased = erased
        self._eraser = eraser
        self._files = files
        self._sentences = sentences
        self._calendar = calendar
        self._desk = desk
        self._clock = clock
        self._turn = asyncio.Lock()
        self._marking = threading.Lock()
        self.wanted = asyncio.Event()
        """Set when something was confirmed: whoever carries it out need not wait for the next look."""

    async def carry_on(self) -> bool:
        """Carry out every deletion that is confirmed; whether nothing is left of that to do."""
        async with self._turn:
            self.wanted.clear()
            await asyncio.to_thread(self.mark_files)
            for deletion in await asyncio.to_thread(self._deletions.in_state, DeletionState.CONFIRMED):
                await self._carry_out(deletion)
            return not await asyncio.to_thread(self._deletions.in_state, DeletionState.CONFIRMED)

    async def sweep(self) -> None:
        """Remove once more the files of what was deleted lately: a worker may have had some of them open.

        What was read in the check of a station goes here, too, once it is a day old.
        """
        await asyncio.to_thread(self._sentences.sweep, self._clock.now())
        since = self._clock.now() - SWEPT_FOR
        for deletion in await asyncio.to_thread(self._deletions.in_state, DeletionState.DONE):
            if deletion.done_at is not None and deletion.done_at >= since:
                try:
                    await asyncio.to_thread(self._eraser.sweep, deletion)
                except OralExamError as fault:
                    _log.warning("sweep-failed", deletion_id=deletion.deletion_id, code=fault.reason)

    async def look(self) -> None:
        """Write down what is due; what ends by itself, and was due for long enough, is confirmed."""
        async with self._turn:
            now = self._clock.now()
            due = [
                (each, today)
                for each, today in await asyncio.to_thread(self._calendar.everything)
                if each.is_due(today)
            ]
            seen = await asyncio.to_thread(self._lengths.see, tuple(each for each, _ in due), now=now)
            by_scope: dict[str, list[Due]] = {}
            for each, today in due:
                if may_end_by_itself(each, seen.get((each.scope, each.kind)), today=today):
                    by_scope.setdefault(each.scope, []).append(each)
            for scope, ending in by_scope.items():
                await asyncio.to_thread(self._end, scope, tuple(each.kind for each in ending))
            if by_scope:
                self.wanted.set()

    def _end(self, scope: str, kinds: tuple[DataKind, ...]) -> None:
        """Confirm a deletion that nobody has asked for: the centre has set these kinds so."""
        now = self._clock.now()
        session_id = None if scope == CENTRE else scope
        under_way = self._deletions.in_state(DeletionState.CONFIRMED)
        if any(each.session_id == session_id for each in under_way):
            return  # It waits for a worker, or for the disk: it is not asked for twice.
        if scope == CENTRE:
            lengths = self._lengths.in_force().lengths
            for kind in kinds:
                self._write_down(scope, (kind,), before=latest_before(kind, lengths, now=now), now=now)
        else:
            remains = self._erased.of_session(scope)
            # What people have to end themselves stays with its names: they go last.
            missing = {kind for kind in OF_CANDIDATES if remains.free(kind)} - set(kinds)
            kinds = tuple(kind for kind in kinds if remains.free(kind))
            if missing - {DataKind.NAMES}:
                kinds = tuple(kind for kind in kinds if kind is not DataKind.NAMES)
            if kinds:
                whole = OF_CANDIDATES if DataKind.NAMES in kinds else kinds
                self._write_down(scope, whole, before=None, now=now)

    def _write_down(
        self, scope: str, kinds: tuple[DataKind, ...], *, before: datetime | None, now: datetime
    ) -> None:
        deletion = Deletion(
            deletion_id=new_id(),
            session_id=None if scope == CENTRE else scope,
            before=before,
            kinds=kinds,
            ground=Ground.LENGTH_OVER,
            reason="",
            asked_at=now,
            asked_by=None,
            state=DeletionState.CONFIRMED,
            decided_at=now,
        )
        self._deletions.add(deletion)
        _log.info("deletion-by-itself", deletion_id=deletion.deletion_id, scope=scope)

    async def _carry_out(self, deletion: Deletion) -> None:
        now = self._clock.now()
        try:
            targets = await asyncio.to_thread(self._eraser.targets, deletion)
            sittings = [sitting_id for target in targets for sitting_id in target.sitting_ids]
            if deletion.everything:
                await self._desk.let_go(sittings)
            try:
                await asyncio.to_thread(self._eraser.carry_out, deletion, now=now)
            finally:
                # Rooms hold what they were folded from; names again: a page may have come back meanwhile.
                if deletion.everything:
                    await self._desk.let_go(sittings)
                else:
                    self._desk.fold_anew(sittings)
        except Refused as refused:
            code = refused.reason
            await asyncio.to_thread(
                self._deletions.change,
                deletion.deletion_id,
                lambda each: rules.stopped(each, code=code, now=now),
            )
            _log.warning("deletion-stopped", deletion_id=deletion.deletion_id, code=code)
        except OralExamError as fault:
            # It stays confirmed, and is tried again.
            _log.warning("deletion-waits", deletion_id=deletion.deletion_id, code=fault.reason)

    def mark_files(self) -> None:
        """Have the data folder know whose files nobody may remove: one at a time, or an older answer wins."""
        with self._marking:
            self._mark_files()

    def _mark_files(self) -> None:
        held: set[str] = set()
        for hold in self._holds.in_force():
            if hold.sitting_id is not None:
                held.add(hold.sitting_id)
            if hold.session_id is not None and hold.candidacy_id is not None:
                held.add(hold.session_id)
                parts = self._sessions.parts(hold.session_id, hold.candidacy_id)
                held.update(part.sitting_id for part in parts)
        self._files.hold_only(held)
