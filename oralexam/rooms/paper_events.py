"""What was entered in a room from paper, marked as such: beside what the software saw, never in its place."""

from collections.abc import Mapping
from typing import ClassVar

from oralexam.rooms.event import ManagerAct
from oralexam.rooms.paper_commands import PaperTime


class EnteredFromPaper(ManagerAct, frozen=True, kw_only=True, tag="entered-from-paper"):
    """The manager has entered what was noted on paper. `at` is when it was entered, not when it happened."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "marks", "text"})

    times: tuple[PaperTime, ...]
    marks: Mapping[str, str]
    text: str
