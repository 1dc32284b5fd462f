"""Searches for a timetable, each in a process of its own: a call on this server must not feel them."""

import asyncio

import msgspec

from oralexam.apart import ApartFault, made_apart
from oralexam.errors import Refused, SystemFault
from oralexam.exams.timetable.orders import Answer, ReplanOrder, SolveOrder

LONGEST_SEARCH_S = 60.0
"""Twelve times what 24 candidates may take (issue 3, « How fast »): a hundred of them on a slow machine."""


class PlanSearch:
    """One search at a time: a second manager waits."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def find(self, order: SolveOrder | ReplanOrder) -> Answer:
        """What the order gives.

        Raises:
            Refused: why there is no timetable, by its code.
            SystemFault: `plan-search-failed`: too long, or the process ended.
        """
        async with self._one_at_a_time:
            content = await _asked(msgspec.json.encode(order))
        answer = msgspec.json.decode(content, type=Answer)
        if answer.timetable is None:
            raise Refused(answer.code, **answer.details)
        return answer


async def _asked(order: bytes) -> bytes:
    try:
        return await made_apart("oralexam.exams.timetable", given=order, longest_s=LONGEST_SEARCH_S)
    except ApartFault as fault:
        raise SystemFault("plan-search-failed", **fault.details) from fault
