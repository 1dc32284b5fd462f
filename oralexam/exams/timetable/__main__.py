"""`python -m oralexam.exams.timetable`: one order on the standard input, one answer on the output, as JSON.

A search takes a second of a processor's whole attention: in the server's own process it would hold up calls.
"""

import sys

import msgspec

from oralexam.errors import OralExamError
from oralexam.exams.timetable.bounds import lower_bound, one_after_another
from oralexam.exams.timetable.orders import Answer, Order, ReplanOrder, SolveOrder
from oralexam.exams.timetable.plan_document import Marks
from oralexam.exams.timetable.replanning import replan
from oralexam.exams.timetable.solving import solve


def answer(order: Order) -> Answer:
    """What an order gives."""
    try:
        match order:
            case SolveOrder():
                timetable = solve(order.request, fixed=order.fixed)
                marks = Marks(
                    one_by_one=one_after_another(order.request).ends_at,
                    jury_minutes=lower_bound(order.request),
                )
                return Answer(timetable=timetable, marks=marks)
            case ReplanOrder():
                found = replan(order.timetable, order.request, now=order.now, happened=order.happened)
                return Answer(timetable=found)
    except OralExamError as error:
        return Answer(code=error.reason, details=error.details)


if __name__ == "__main__":
    sys.stdout.buffer.write(
        msgspec.json.encode(answer(msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))
    )
