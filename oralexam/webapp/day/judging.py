"""What is still to judge, for a juror's list: how far they and the deliberation are, never what is said."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum

from oralexam.clock import Clock
from oralexam.exams.parts import PartKind
from oralexam.exams.session import Member
from oralexam.rooms.judging.state import Judging
from oralexam.storage.judging_progress import SqlJudgingProgress

LOOKED_AT_FOR = dt.timedelta(seconds=20)
"""Every juror's list is asked for every five seconds; one look at the events of a session serves them all."""


class Standing(StrEnum):
    """How far one juror is with one part."""

    TO_MARK = "to-mark"
    SEALED = "sealed"
    """One's own are sealed; the colleague's are not."""
    TO_DELIBERATE = "to-deliberate"
    TO_SIGN = "to-sign"
    SIGNED = "signed"
    """Signed; the colleague has not."""
    LOCKED = "locked"


class DayJudging:
    """Tells how far the judging of a session's parts is."""

    def __init__(
        self, *, progress: SqlJudgingProgress, judged: Callable[[PartKind], bool], clock: Clock
    ) -> None:
        """Ask nothing yet. `judged` tells whether a kind of part has a grid."""
        self._progress = progress
        self._judged = judged
        self._clock = clock
        self._looked: dict[str, tuple[dt.datetime, Mapping[str, Judging]]] = {}

    def of_session(self, session_id: str) -> Mapping[str, Judging]:
        """By sitting, for those that somebody began to judge; some seconds old. Reads the database."""
        now = self._clock.now()
        known = self._looked.get(session_id)
        if known is not None and now - known[0] < LOOKED_AT_FOR:
            return known[1]
        found = self._progress.of_session(session_id)
        self._looked[session_id] = (now, found)
        return found

    def standing(
        self,
        part: PartKind,
        judging: Judging | None,
        cast: Collection[Member],
        own: Collection[str],
        account_id: str,
    ) -> Standing | None:
        """How far whoever is `own` (member ids) is with a part that is over; None where it is not theirs."""
        if not self._judged(part):
            return None
        judges = [each.member_id for each in cast]
        if judging is not None and judging.opened is not None:
            judges = [judging.opened.player, judging.opened.observer]
        # Once judging has begun, it is the account of that moment that goes on with it, whatever the session
        # says now (docs/decisions/0171).
        accounts = {} if judging is None else judging.accounts
        mine = [each for each in judges if account_id and accounts.get(each) == account_id]
        mine += [each for each in judges if each in own and accounts.get(each, account_id) == account_id]
        key = mine[0] if mine else None
        return None if key is None else _standing(judging or Judging(), key)


def judges_here(judging: Judging | None, account_id: str) -> bool:
    """Whether that account has been one of the two since judging began."""
    return judging is not None and account_id in judging.accounts.values()


def _standing(judging: Judging, key: str) -> Standing:
    if judging.locked is not None:
        return Standing.LOCKED
    if not judging.sealed_by(key):
        return Standing.TO_MARK
    if not judging.both_sealed:
        return Standing.SEALED
    if judging.proposal is None:
        return Standing.TO_DELIBERATE
    return Standing.SIGNED if judging.proposal.signed_by(key) else Standing.TO_SIGN
