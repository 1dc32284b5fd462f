"""The manager's desk for what is kept: lengths, decisions, holds, and deletions of two people."""

import asyncio
from datetime import date

import structlog

from oralexam.clock import Clock
from oralexam.errors import BadInput, NotFound, Refused
from oralexam.exams.session import SessionState
from oralexam.exams.timetable.local_time import zone
from oralexam.identifiers import new_id
from oralexam.retention import deletions as rules
from oralexam.retention.deletions import Deletion, Ground
from oralexam.retention.holds import Hold, asked_to_release, kept_on, released
from oralexam.retention.kinds import OF_CANDIDATES, OF_CENTRE, DataKind
from oralexam.retention.lengths import KeptLengths, Lengths, check_lengths, confirmed, refused
from oralexam.retention.two_people import Person
from oralexam.rooms.phases import OVER
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.erased import SqlErased
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.holds import SqlHolds
from oralexam.storage.retention_lengths import SqlRetentionLengths
from oralexam.webapp.retention.due import latest_before
from oralexam.webapp.retention.work import RetentionWork

_log = structlog.get_logger(__name__)


class RetentionDesk:
    """Writes down what people decide; `RetentionWork` carries it out."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        holds: SqlHolds,
        deletions: SqlDeletions,
        lengths: SqlRetentionLengths,
        erased: SqlErased,
        work: RetentionWork,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._holds = holds
        self._deletions = deletions
        self._lengths = lengths
        self._erased = erased
        self._work = work
        self._clock = clock

    async def set_lengths(self, lengths: Lengths, *, revision: int, by: Person) -> KeptLengths:
        """A further version of the centre's lengths; what ends something sooner waits for a second person.

        Raises:
            BadInput: what `check_lengths` refuses.
            Refused: `edited-meanwhile`, `lengths-wait`.
        """
        check_lengths(lengths)
        kept = await asyncio.to_thread(
            self._lengths.save, lengths, revision=revision, now=self._clock.now(), by=by
        )
        _log.info("retention-lengths-set", revision=kept.revision, state=kept.state)
        return kept

    async def confirm_lengths(self, revision: int, *, by: Person) -> KeptLengths:
        """The second of two confirms lengths that end something sooner.

        Raises:
            NotFound: `unknown-lengths`.
            Refused: what `lengths.confirmed` refuses.
        """
        now = self._clock.now()
        return await asyncio.to_thread(
            self._lengths.change, revision, lambda each: confirmed(each, by=by, now=now)
        )

    async def refuse_lengths(self, revision: int, *, by: Person) -> KeptLengths:
        """Somebody refuses them, or whoever asked takes them back.

        Raises:
            NotFound: `unknown-lengths`.
            Refused: what `lengths.refused` refuses.
        """
        now = self._clock.now()
        return await asyncio.to_thread(
            self._lengths.change, revision, lambda each: refused(each, by=by, now=now)
        )

    async def set_decided_on(self, session_id: str, day: date | None) -> None:
        """When the decision of a session was notified.

        Raises:
            NotFound: `unknown-session`.
            BadInput: `decision-in-the-future`.
        """
        session = (await asyncio.to_thread(self._sessions.get, session_id)).session
        if day is not None and day > self._clock.now().astimezone(zone(session.time_zone)).date():
            raise BadInput("decision-in-the-future")
        await asyncio.to_thread(self._deletions.set_decided_on, session_id, day)

    async def hold(
        self, session_id: str, candidacy_id: str, *, reason: str, appealed_on: date, by: Person
    ) -> Hold:
        """Put a candidate's data under hold: from the answer on, nothing of them is deleted.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            Refused: `held-already`.
        """
        await asyncio.to_thread(self._known, session_id, candidacy_id)
        hold = Hold(
            hold_id=new_id(),
            session_id=session_id,
            candidacy_id=candidacy_id,
            reason=reason,
            appealed_on=appealed_on,
            set_at=self._clock.now(),
            set_by=by,
        )
        await asyncio.to_thread(self._holds.add, hold)
        await asyncio.to_thread(self._work.mark_files)
        _log.info("hold-set", session_id=session_id, hold_id=hold.hold_id)
        return hold

    async def hold_sitting(self, sitting_id: str, *, reason: str, appealed_on: date, by: Person) -> Hold:
        """The same of a sitting that belongs to no session.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `held-already`, `sitting-of-a-session`.
        """
        await asyncio.to_thread(self._check_alone, sitting_id)
        hold = Hold(
            hold_id=new_id(),
            sitting_id=sitting_id,
            reason=reason,
            appealed_on=appealed_on,
            set_at=self._clock.now(),
            set_by=by,
        )
        await asyncio.to_thread(self._holds.add, hold)
        await asyncio.to_thread(self._work.mark_files)
        _log.info("hold-set", sitting_id=sitting_id, hold_id=hold.hold_id)
        return hold

    async def ask_of_sitting(
        self, sitting_id: str, *, kinds: tuple[DataKind, ...], ground: Ground, reason: str, by: Person
    ) -> Deletion:
        """The first of two asks for a deletion of a sitting that belongs to no session.

        Raises:
            NotFound: `unknown-sitting`.
            BadInput: `nothing-to-delete`, `names-go-first`.
            Refused: `under-legal-hold`, `candidate-under-way`, `sitting-of-a-session`.
        """
        kinds = checked_kinds(kinds)
        await asyncio.to_thread(self._check_alone, sitting_id, over=True)
        deletion = Deletion(
            deletion_id=new_id(),
            sitting_id=sitting_id,
            kinds=kinds,
            ground=ground,
            reason=reason,
            asked_at=self._clock.now(),
            asked_by=by,
        )
        await asyncio.to_thread(self._deletions.add, deletion)
        _log.info("deletion-asked", deletion_id=deletion.deletion_id, sitting_id=sitting_id)
        return deletion

    async def ask_release(self, hold_id: str, *, reason: str, by: Person) -> Hold:
        """The first of two asks for the end of a hold.

        Raises:
            NotFound: `unknown-hold`.
            Refused: what `asked_to_release` refuses.
        """
        now = self._clock.now()
        return await asyncio.to_thread(
            self._holds.change, hold_id, lambda hold: asked_to_release(hold, by=by, reason=reason, now=now)
        )

    async def keep_hold(self, hold_id: str) -> Hold:
        """The hold goes on: somebody has said no to its end.

        Raises:
            NotFound: `unknown-hold`.
            Refused: what `kept_on` refuses.
        """
        return await asyncio.to_thread(self._holds.change, hold_id, kept_on)

    async def release(self, hold_id: str, *, by: Person) -> Hold:
        """The second of two ends a hold.

        Raises:
            NotFound: `unknown-hold`.
            Refused: what `released` refuses.
        """
        now = self._clock.now()
        hold = await asyncio.to_thread(
            self._holds.change, hold_id, lambda hold: released(hold, by=by, now=now)
        )
        await asyncio.to_thread(self._work.mark_files)
        _log.info("hold-released", hold_id=hold_id)
        return hold

    async def ask(
        self,
        session_id: str | None,
        candidacy_id: str | None,
        *,
        kinds: tuple[DataKind, ...],
        ground: Ground,
        reason: str,
        by: Person,
    ) -> Deletion:
        """The first of two asks for a deletion: of a candidate, a session's candidates, or the centre's own.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            BadInput: `nothing-to-delete`, `names-go-first`.
            Refused: `under-legal-hold`, `candidate-under-way`.
        """
        before = None
        if session_id is None:
            if len(kinds) != 1 or kinds[0] not in OF_CENTRE:
                raise BadInput("nothing-to-delete")
            kept = await asyncio.to_thread(self._lengths.in_force)
            before = latest_before(kinds[0], kept.lengths, now=self._clock.now())
        else:
            kinds = checked_kinds(kinds)
            await asyncio.to_thread(self._check_over, session_id, candidacy_id)
        deletion = Deletion(
            deletion_id=new_id(),
            session_id=session_id,
            candidacy_id=candidacy_id,
            before=before,
            kinds=kinds,
            ground=ground,
            reason=reason,
            asked_at=self._clock.now(),
            asked_by=by,
        )
        await asyncio.to_thread(self._deletions.add, deletion)
        _log.info("deletion-asked", deletion_id=deletion.deletion_id, session_id=session_id or "")
        return deletion

    async def confirm(self, deletion_id: str, *, by: Person) -> Deletion:
        """The second of two confirms; from here on it is carried out, whatever happens to the server.

        Raises:
            NotFound: `unknown-deletion`.
            Refused: what `deletions.confirmed` refuses; `under-legal-hold`, `candidate-under-way`.
        """
        now = self._clock.now()

        def confirm(deletion: Deletion) -> Deletion:
            if deletion.sitting_id is not None:
                self._check_alone(deletion.sitting_id, over=True)
            if deletion.session_id is not None:
                self._check_over(deletion.session_id, deletion.candidacy_id)
            return rules.confirmed(deletion, by=by, now=now)

        deletion = await asyncio.to_thread(self._deletions.change, deletion_id, confirm)
        _log.info("deletion-confirmed", deletion_id=deletion_id)
        self._work.wanted.set()
        return deletion

    async def refuse(self, deletion_id: str, *, reason: str, by: Person) -> Deletion:
        """Somebody refuses it, or whoever asked takes it back.

        Raises:
            NotFound: `unknown-deletion`.
            Refused: what `deletions.refused` refuses.
        """
        now = self._clock.now()
        return await asyncio.to_thread(
            self._deletions.change,
            deletion_id,
            lambda deletion: rules.refused(deletion, by=by, reason=reason, now=now),
        )

    def _check_alone(self, sitting_id: str, *, over: bool = False) -> None:
        """Refuse a part of a session, whose candidate has all of it held or deleted; and a rehearsal."""
        if sitting_id not in self._erased.alone():
            if self._sessions.part_of(sitting_id) is None:
                raise NotFound("unknown-sitting")
            raise Refused("sitting-of-a-session")
        if over and self._erased.phase_of(sitting_id) not in OVER:
            raise Refused("candidate-under-way")

    def _known(self, session_id: str, candidacy_id: str) -> None:
        if self._sessions.get(session_id).session.candidacy(candidacy_id) is None:
            raise NotFound("unknown-candidate")

    def _check_over(self, session_id: str, candidacy_id: str | None) -> None:
        if candidacy_id is not None:
            self._known(session_id, candidacy_id)
        if self._sessions.get(session_id).state is SessionState.CLOSED:
            return
        reached = [phase for _, phase in self._sessions.progress(session_id, candidacy_id)]
        if candidacy_id is None or not reached or not all(phase in OVER for phase in reached):
            raise Refused("candidate-under-way")


def checked_kinds(kinds: tuple[DataKind, ...]) -> tuple[DataKind, ...]:
    """The kinds of candidates' data that go when somebody names `kinds`, in their order.

    Raises:
        BadInput: `nothing-to-delete`, `names-go-first`.
    """
    wanted = set(kinds)
    if not wanted or not wanted <= set(OF_CANDIDATES):
        raise BadInput("nothing-to-delete")
    if DataKind.RECORDINGS in wanted:
        # A copy is the recording, only easier to hear.
        wanted.add(DataKind.LISTENING_COPIES)
    if DataKind.NAMES in wanted and wanted != set(OF_CANDIDATES):
        raise BadInput("names-go-first")
    return tuple(kind for kind in OF_CANDIDATES if kind in wanted)
