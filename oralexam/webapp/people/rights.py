"""What a signed-in person may do: asked anew at each request, so that a swap counts at once."""

from collections.abc import Callable

from oralexam.errors import NotFound
from oralexam.exams.parts import EXCHANGES
from oralexam.exams.people import Account, Role
from oralexam.exams.session import ExamSession, PartSitting, SessionState, cast_of
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import JURY, Seat
from oralexam.storage.accounts import Accounts
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.sessions import Holder

NO_SEATS: frozenset[Seat] = frozenset()


class Rights:
    """The seats that an account, a code or the jury of an interview gives, beside those that links open."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        sessions: SqlExamSessions,
        phase_of: Callable[[str], Phase | None],
        judges_of: Callable[[str], frozenset[str]],
    ) -> None:
        """`judges_of` tells the accounts that judge a sitting since it began: whatever is cast now."""
        self._accounts = accounts
        self._sessions = sessions
        self._phase_of = phase_of
        self._judges_of = judges_of

    def account(self, holder: Holder) -> Account | None:
        """Who has signed in; None where nobody has, or the account was closed since."""
        if holder.account_id is None:
            return None
        account = self._accounts.get(holder.account_id)
        return account if account is not None and account.active else None

    def seats(self, holder: Holder, sitting_id: str | None) -> frozenset[Seat]:
        """The seats of a sitting (None: those of none, the manager's) that `holder` may sit in."""
        account = self.account(holder)
        if account is not None and account.role is Role.MANAGER:
            return frozenset({Seat.MANAGER})
        if sitting_id is None:
            return NO_SEATS
        # Who came by a link and sat in the jury opens the replay, and judges, once the part is over.
        sat = self._held(holder, sitting_id).intersection(JURY) and self.is_over(sitting_id)
        opened = frozenset({Seat.EVALUATOR}) if sat else NO_SEATS
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return opened
        seats = opened | self._of_session(holder, account, part)
        if account is not None and account.role is Role.JUROR and Seat.EVALUATOR not in seats:
            judges = self._judges_of(sitting_id) if self.is_over(sitting_id) else frozenset()
            seats |= {Seat.EVALUATOR} if account.account_id in judges else NO_SEATS
        return seats

    def is_over(self, sitting_id: str | None) -> bool:
        """Whether there is nothing left to sit in."""
        return sitting_id is not None and self._phase_of(sitting_id) in OVER

    def jury_seats(self, holder: Holder, sitting_id: str) -> tuple[Seat, ...]:
        """Where in the jury of a sitting `holder` sits or sat, by a link or as the session casts the part."""
        seats = self._held(holder, sitting_id)
        account, part = self.account(holder), self._sessions.part_of(sitting_id)
        if account is not None and account.role is Role.JUROR and part is not None:
            seats |= self._cast_seats(account, part)
        return tuple(seat for seat in JURY if seat in seats)

    def _held(self, holder: Holder, sitting_id: str) -> frozenset[Seat]:
        return frozenset(each.seat for each in holder.seats if each.sitting_id == sitting_id)

    def _cast_seats(self, account: Account, part: PartSitting) -> frozenset[Seat]:
        try:
            session = self._sessions.get(part.session_id).session
        except NotFound:
            return NO_SEATS
        candidacy = session.candidacy(part.candidacy_id)
        cast = cast_of(session, candidacy, part.part) if candidacy else None
        if cast is None:
            return NO_SEATS
        sits = zip(JURY, cast, strict=True)
        return frozenset(seat for seat, member in sits if member.account_id == account.account_id)

    def _of_session(self, holder: Holder, account: Account | None, part: PartSitting) -> frozenset[Seat]:
        try:
            kept = self._sessions.get(part.session_id)
        except NotFound:
            return NO_SEATS
        progress = self._sessions.progress(part.session_id, part.candidacy_id)
        phase = next((phase for each, phase in progress if each.sitting_id == part.sitting_id), Phase.WAITING)
        seats = NO_SEATS
        if holder.candidacy_id == part.candidacy_id and kept.state is SessionState.OPEN:
            seats |= {Seat.CANDIDATE}
        if account is not None:
            seats |= staff_seats(kept.session, kept.state, account, part, phase=phase)
        if part.part in EXCHANGES and phase in OVER:
            for other, reached in progress:
                held = {each.seat for each in holder.seats if each.sitting_id == other.sitting_id}
                if account is not None:
                    held |= staff_seats(kept.session, kept.state, account, other, phase=reached)
                # The jury of an interview goes through the role-plays with the candidate (exam document, RE
                # AIE 2015), whoever played in them, and whether it came by an account or by a link.
                if other.part not in EXCHANGES and held.intersection(JURY):
                    seats |= {Seat.EVALUATOR}
        return seats


def staff_seats(
    session: ExamSession, state: SessionState, account: Account, part: PartSitting, *, phase: Phase
) -> frozenset[Seat]:
    """The seats of one part, which has come to `phase`, that the session gives to an account of its staff.

    A juror sits as the part's cast says while the session is open, and opens the replays of their own
    candidates when the part is over: until then a juror knows what the seat's view says, and nothing more.
    An evaluator opens those of every candidate of a session that names them.
    """
    own = [member.member_id for member in session.members if member.account_id == account.account_id]
    candidacy = session.candidacy(part.candidacy_id)
    if not own or candidacy is None or state is SessionState.DRAFT:
        return NO_SEATS
    if account.role is Role.EVALUATOR:
        return frozenset({Seat.EVALUATOR})
    cast = cast_of(session, candidacy, part.part)
    if account.role is not Role.JUROR or cast is None:
        return NO_SEATS
    player, observer = cast
    seats = NO_SEATS
    closed = state is SessionState.CLOSED
    for member, seat in ((player, Seat.JUROR), (observer, Seat.OBSERVER)):
        if member.member_id in own:
            seats |= NO_SEATS if closed else {seat}
            seats |= {Seat.EVALUATOR} if closed or phase in OVER else NO_SEATS
    return seats
