"""Who can mark an examination blind: whoever could not know it, asked anew until the marks are sealed."""

import msgspec

from oralexam.errors import NotFound
from oralexam.exams.people import Account, Role, may_be_one_person
from oralexam.exams.session import Member, cast_of
from oralexam.rooms.state import RoomState
from oralexam.storage.accounts import Accounts
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.sessions import Holder
from oralexam.storage.viewings import SqlViewings
from oralexam.webapp.people.rights import Rights

_MARKERS = frozenset({Role.JUROR, Role.EVALUATOR})


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """Who knows an examination, by account or by name."""

    accounts: frozenset[str]
    names: tuple[str, ...]


class SecondPeople:
    """Asks rights, the session, the jury that sat and the log of viewings. Called in threads."""

    def __init__(
        self, *, accounts: Accounts, rights: Rights, sessions: SqlExamSessions, viewings: SqlViewings
    ) -> None:
        self._accounts = accounts
        self._rights = rights
        self._sessions = sessions
        self._viewings = viewings

    def may_mark(self, sitting_id: str, state: RoomState) -> tuple[Account, ...]:
        """The accounts that can be asked."""
        known = self._known(sitting_id, state)
        return tuple(
            account
            for account in self._accounts.listed()
            if self._is_stranger(sitting_id, account, Holder(account_id=account.account_id), known)
        )

    def is_stranger(self, sitting_id: str, state: RoomState, holder: Holder) -> bool:
        """Whether whoever asks still can: another browser's link, a look, a new seat end it."""
        account = self._rights.account(holder)
        known = self._known(sitting_id, state)
        return account is not None and self._is_stranger(sitting_id, account, holder, known)

    def _is_stranger(self, sitting_id: str, account: Account, holder: Holder, known: _Known) -> bool:
        if not account.active or account.role not in _MARKERS or account.account_id in known.accounts:
            return False
        if any(may_be_one_person(account.name, name) for name in known.names):
            return False
        # Whoever may open the replay, as a judge or a manager may, would mark nothing blind.
        if any(seat.sitting_id in {sitting_id, None} for seat in holder.seats):
            return False
        return not self._rights.seats(holder, sitting_id) and not self._rights.jury_seats(holder, sitting_id)

    def _known(self, sitting_id: str, state: RoomState) -> _Known:
        """Who has sat in this jury or in one of the candidate's other parts, or has looked."""
        names = {*state.jurors.names.values(), state.juror_name, state.observer_name}
        accounts = set(self._viewings.accounts_that_know(sitting_id))
        for member in self._members(sitting_id, state):
            names.add(member.name)
            if member.account_id is not None:
                accounts.add(member.account_id)
        return _Known(accounts=frozenset(accounts), names=tuple(sorted(name for name in names if name)))

    def _members(self, sitting_id: str, state: RoomState) -> list[Member]:
        """Of the session: whoever sat, and whoever is cast in a part of the same candidate."""
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return []
        try:
            session = self._sessions.get(part.session_id).session
        except NotFound:
            return []
        found = [session.member(key) for key in state.jurors.names]
        candidacy = session.candidacy(part.candidacy_id)
        if candidacy is not None:
            for each in self._sessions.parts(part.session_id, part.candidacy_id):
                found += cast_of(session, candidacy, each.part) or ()
        return [member for member in found if member is not None]
