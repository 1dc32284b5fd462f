"""Draws the room's tables into docs/room.md: the phases and their ways, and who may give which command when.

Run from the repository's root: `python tools/draw_phases.py` rewrites the page's drawn parts; with `--check`
it changes nothing and exits with 1 where they differ from the tables in the code.
"""

import re
import sys
from pathlib import Path

from oralexam.rooms.permits import INTERVIEW_MAY, MAY, Table
from oralexam.rooms.phases import RECORDED, WAYS, Phase
from oralexam.rooms.seats import GUESTS, Seat

PAGE = Path(__file__).resolve().parent.parent / "docs" / "room.md"


def phase_diagram() -> str:
    """The ways between phases, as a Mermaid state diagram; recorded phases are marked."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {_node(Phase.WAITING)}"]
    for phase in Phase:
        label = f"{phase.value} ●" if phase in RECORDED else phase.value
        lines.append(f'    state "{label}" as {_node(phase)}')
    for origin in Phase:
        lines += [f"    {_node(origin)} --> {_node(target)}" for target in Phase if target in WAYS[origin]]
    lines += [f"    {_node(phase)} --> [*]" for phase in Phase if not WAYS[phase]]
    return "\n".join([*lines, "```"])


def command_table(table: Table = MAY) -> str:
    """Who may give which command in which phase, as a Markdown table."""
    every = frozenset[Phase]().union(*(phases for _, phases in table.values()))
    lines = ["| command | seats | phases |", "| --- | --- | --- |"]
    for kind, (seats, phases) in table.items():
        everybody = seats == set(Seat).difference(GUESTS)  # guests look on: they may nothing
        who = "everybody" if everybody else ", ".join(seat.value for seat in Seat if seat in seats)
        when = "every phase" if phases == every else ", ".join(p.value for p in Phase if p in phases)
        lines.append(f"| `{kind.__struct_config__.tag}` | {who} | {when} |")
    return "\n".join(lines)


DRAWINGS = {
    "phases": phase_diagram,
    "commands": command_table,
    "interview": lambda: command_table(INTERVIEW_MAY),
}


def drawn_anew(page: str) -> str:
    """The page with its drawn parts as the tables are now.

    Raises:
        ValueError: the page has no place for a drawing.
    """
    for name, drawing in DRAWINGS.items():
        place = re.compile(rf"(<!-- drawn: {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
        if not place.search(page):
            raise ValueError(name)
        page = place.sub(lambda found, drawing=drawing: found[1] + drawing() + found[2], page)
    return page


def _node(phase: Phase) -> str:
    return phase.value.replace("-", "_")


def main() -> int:
    """Draw, or check."""
    page = PAGE.read_text(encoding="utf-8")
    drawn = drawn_anew(page)
    if "--check" in sys.argv[1:]:
        if drawn != page:
            print(f"{PAGE.name} is not what the tables say: run python tools/draw_phases.py")
        return int(drawn != page)
    PAGE.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
