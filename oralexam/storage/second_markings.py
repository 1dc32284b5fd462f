"""Which blind second markings there are: asked of the chains, for nothing else knows it."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from oralexam.rooms.judging.events import SecondReason
from oralexam.storage.engine import Database
from oralexam.storage.second_marking_index import IS_ONE


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """One second marking, as the public half of the chain tells of it."""

    assignment_id: str
    sitting_id: str
    marker: str
    """The id of the account that was asked."""
    reason: SecondReason
    asked_at: datetime
    sealed_at: datetime | None = None


class SqlSecondMarkings:
    """Reads the events about second markings, and no other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sitting_of(self, assignment_id: str) -> str | None:
        """The sitting of an assignment; None where there is none such."""
        return next((each.sitting_id for each in self._all() if each.assignment_id == assignment_id), None)

    def of_marker(self, account_id: str) -> tuple[Assigned, ...]:
        """What an account was asked to mark; the newest first."""
        own = (each for each in self._all() if each.marker == account_id)
        return tuple(sorted(own, key=lambda each: each.asked_at, reverse=True))

    def _all(self) -> tuple[Assigned, ...]:
        wanted = text(f"SELECT sitting_id, canonical FROM events WHERE {IS_ONE} ORDER BY sitting_id, seq")  # noqa: S608 — a constant
        with self._database.reading() as session:
            rows = session.connection().execute(wanted).all()
        found: dict[str, Assigned] = {}
        for sitting_id, canonical in rows:
            event = msgspec.json.decode(canonical, type=_Public).event
            before = found.get(event.assignment_id)
            if before is None and event.reason is not None:
                found[event.assignment_id] = Assigned(
                    assignment_id=event.assignment_id,
                    sitting_id=sitting_id,
                    marker=event.marker,
                    reason=event.reason,
                    asked_at=event.at,
                )
            elif before is not None:
                found[event.assignment_id] = msgspec.structs.replace(before, sealed_at=event.at)
        return tuple(found.values())


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    assignment_id: str
    marker: str
    at: datetime
    reason: SecondReason | None = None


class _Public(msgspec.Struct, frozen=True, kw_only=True):
    event: _Event
