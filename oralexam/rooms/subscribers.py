"""Who is told of what has happened in the rooms, after it is stored."""

import asyncio
from collections.abc import Sequence

import structlog

from oralexam.rooms import events, ports
from oralexam.rooms.state import RoomState

_log = structlog.get_logger(__name__)

SUBSCRIBER_TIMEOUT_S = 5.0
"""A subscriber that takes longer is given up: the room's deadlines come first."""


class Subscribers:
    """All of them, in the order in which they came."""

    def __init__(self) -> None:
        self._subscribers: list[ports.Subscriber] = []

    def add(self, subscriber: ports.Subscriber) -> None:
        """Have one more told from now on."""
        self._subscribers.append(subscriber)

    async def tell(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Tell each in turn; one that fails, or takes too long, keeps nobody waiting."""
        for subscriber in self._subscribers:
            try:
                async with asyncio.timeout(SUBSCRIBER_TIMEOUT_S):
                    await subscriber(sitting_id, state, happened)
            except Exception:  # noqa: BLE001 — an edge: a deaf subscriber must not stop the exam
                _log.exception("subscriber-failed", sitting_id=sitting_id)
