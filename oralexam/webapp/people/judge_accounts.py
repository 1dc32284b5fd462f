"""Under which account a juror of a part judges: as the jury sat, and once that began as it was then."""

from oralexam.errors import NotFound
from oralexam.exams.people import Account, Role
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import RoomState
from oralexam.storage.accounts import Accounts
from oralexam.storage.exam_sessions import SqlExamSessions


class JudgeAccounts:
    """Goes by the keys of the chain, which are members of the session; not by who is cast in it today.

    Called in threads.
    """

    def __init__(self, *, accounts: Accounts, sessions: SqlExamSessions) -> None:
        self._accounts = accounts
        self._sessions = sessions

    def of(self, sitting_id: str, state: RoomState) -> dict[str, str]:
        """The account's id of each of the two by key; "" for who comes by a link."""
        seated = [state.jurors.seated[seat] for seat in JURY]
        fixed = state.judging.accounts
        if all(key in fixed for key in seated):
            return fixed
        return {key: self._member_account(sitting_id, key) for key in seated} | fixed

    def keys_of(self, sitting_id: str, state: RoomState, account_id: str) -> tuple[str, ...]:
        """The keys under which an account judges."""
        return tuple(key for key, account in self.of(sitting_id, state).items() if account == account_id)

    def at(self, sitting_id: str, state: RoomState, seat: Seat) -> Account | None:
        """The account by which whoever sat there can judge; None where there is none that is open."""
        account = self._accounts.get(self.of(sitting_id, state)[state.jurors.seated[seat]])
        return account if account is not None and account.active and account.role is Role.JUROR else None

    def _member_account(self, sitting_id: str, key: str) -> str:
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return ""
        try:
            member = self._sessions.get(part.session_id).session.member(key)
        except NotFound:
            return ""
        return (member.account_id if member else None) or ""
