"""When something is due: a day, counted in months from another; nothing here deletes."""

import calendar
from datetime import date, datetime, timedelta

import msgspec

from oralexam.retention.kinds import OF_CANDIDATES, Counting, DataKind
from oralexam.retention.lengths import Lengths

SEEN_DAYS = 7
"""On so many days must the server have listed something as due before it ends by itself: a clock that was
years ahead for a day (a flat battery) deletes nothing, and there is a week to see what is going to go."""
SEEN_APART = timedelta(hours=20)
"""Two looks this far apart are two days: a server that is started seven times in a morning has seen one."""


class SessionDates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the clocks of a session's candidates count from."""

    session_id: str
    ended_on: date
    """Its last day."""
    decided_on: date | None = None
    """When the decision was notified, as a manager has said."""
    gone: frozenset[DataKind] = frozenset()
    """What has been deleted of all of its candidates already."""


CENTRE = "centre"
"""The scope of what belongs to no session."""


class Due(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of a session's or the centre's data, and the day from which it need not be kept any more."""

    scope: str
    """A session's id, or `CENTRE`."""
    kind: DataKind
    due_on: date | None
    """None: nobody has said when the decision was."""
    automatic: bool

    def is_due(self, today: date) -> bool:
        """Whether that day has come."""
        return self.due_on is not None and self.due_on <= today


class Sighting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On how many days something was seen to be due, and when last."""

    days: int
    last_at: datetime


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def calendar_of(session: SessionDates, lengths: Lengths) -> tuple[Due, ...]:
    """When each kind of a session's data is due; what is gone is left out."""
    start = session.decided_on if lengths.counted_from is Counting.DECISION else session.ended_on
    # A decision before the end is a slip; the earlier of the two never decides.
    start = None if start is None else max(start, session.ended_on)
    found = []
    for kind in OF_CANDIDATES:
        length = lengths.of(kind)
        if kind in session.gone or length.months is None:
            continue
        due_on = None if start is None else after_months(start, length.months)
        found.append(Due(scope=session.session_id, kind=kind, due_on=due_on, automatic=length.automatic))
    return tuple(found)


def seen_again(before: Sighting | None, *, now: datetime) -> Sighting:
    """What is known once something was seen to be due `now`.

    A look from the future was a wrong clock's: it counts for nothing, and counting begins again.
    """
    if before is None or before.last_at > now:
        return Sighting(days=1, last_at=now)
    if now - before.last_at < SEEN_APART:
        return before
    return Sighting(days=before.days + 1, last_at=now)


def may_end_by_itself(due: Due, sighting: Sighting | None, *, today: date) -> bool:
    """Whether the server may delete it without anybody: due, set so, and seen for long enough."""
    return due.automatic and due.is_due(today) and sighting is not None and sighting.days >= SEEN_DAYS


def days_left(due: Due, sighting: Sighting | None, *, today: date) -> int | None:
    """On how many more days the server has to see it before it ends by itself; None where it does not."""
    if not due.automatic or not due.is_due(today):
        return None
    return max(0, SEEN_DAYS - (0 if sighting is None else sighting.days))
