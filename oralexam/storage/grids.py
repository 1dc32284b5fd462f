"""The grids that this server knows: those that came with it, and the versions that the centre published.

They are kept in memory, since a room asks for criteria whenever it decides; publishing refreshes them.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec
from sqlmodel import col, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.exams.grids import Criterion, Grid, all_grids, heard_in
from oralexam.exams.parts import PartKind
from oralexam.storage.engine import Database
from oralexam.storage.judging_table import GridVersionRow

OWN = "centre-"
"""How the id of a centre's grid begins; the rest is the part's name."""


class KeptGrid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version, and since when it is there; None for what came with the program."""

    grid: Grid
    published_at: datetime | None
    author: str


class GridShelf:
    """All versions of all grids. Reads whole mappings, so that no reader sees half."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._packaged = tuple(KeptGrid(grid=grid, published_at=None, author="") for grid in all_grids())
        self._all: Mapping[tuple[str, int], KeptGrid] = MappingProxyType({})
        self._current: Mapping[PartKind, Grid] = MappingProxyType({})
        self.refresh()

    def all(self) -> tuple[KeptGrid, ...]:
        """Every version, in the order of parts and of their numbers: the last of a part is the one in use."""
        return tuple(self._all.values())

    def current(self, part: PartKind) -> Grid | None:
        """By which a part is judged from now on: the centre's newest, else the package's; None where none."""
        return self._current.get(part)

    def criteria(self, _sitting_id: str, part: PartKind) -> tuple[Criterion, ...]:
        """Implements `oralexam.rooms.ports.CriteriaOf`: what is marked while one listens."""
        grid = self.current(part)
        return heard_in(grid) if grid else ()

    def get(self, grid_id: str, version: int) -> Grid:
        """A version, whether it is in use or not.

        Raises:
            NotFound: `unknown-grid`.
        """
        kept = self._all.get((grid_id, version))
        if kept is None:
            raise NotFound("unknown-grid")
        return kept.grid

    def publish(self, grid: Grid, *, based_on: tuple[str, int], author: str, now: datetime) -> Grid:
        """Make `grid` the next version of the centre's own for its part; what is judged by others stays so.

        Args:
            grid: its id and version are set here.
            based_on: the version that whoever wrote it had before them.
            author: who publishes it.
            now: when.

        Raises:
            BadInput: `grid-incomplete`.
            NotFound: `unknown-grid`: the part is not judged by a grid.
            Refused: `grid-changed`: another version has been published meanwhile.
            SystemFault: `storage-failed`, `disk-full`.
        """
        grid.check()
        standing = self.current(grid.part)
        if standing is None:
            raise NotFound("unknown-grid")
        with self._database.writing() as session:
            grid_id = OWN + grid.part.value
            newest = session.exec(
                select(GridVersionRow.version)
                .where(GridVersionRow.grid_id == grid_id)
                .order_by(col(GridVersionRow.version).desc())
            ).first()
            here = (standing.grid_id, 1) if newest is None else (grid_id, newest)
            if based_on != here:
                raise Refused("grid-changed", version=here[1])
            made = msgspec.structs.replace(grid, grid_id=grid_id, version=(newest or 0) + 1)
            session.add(
                GridVersionRow(
                    grid_id=grid_id,
                    version=made.version,
                    body=msgspec.json.encode(made).decode(),
                    published_at=now,
                    author=author,
                )
            )
        self.refresh()
        return made

    def refresh(self) -> None:
        """Read the centre's own versions again.

        Raises:
            SystemFault: `grid-malformed`, `storage-failed`.
        """
        with self._database.reading() as session:
            rows = session.exec(select(GridVersionRow).order_by(col(GridVersionRow.version))).all()
            own = [_kept(row) for row in rows]
        order = list(PartKind)
        kept = sorted((*self._packaged, *own), key=lambda each: order.index(each.grid.part))
        self._all = MappingProxyType({(each.grid.grid_id, each.grid.version): each for each in kept})
        self._current = MappingProxyType({each.grid.part: each.grid for each in kept})


def _kept(row: GridVersionRow) -> KeptGrid:
    try:
        grid = msgspec.json.decode(row.body, type=Grid)
    except msgspec.DecodeError as error:
        raise SystemFault("grid-malformed", file=row.grid_id, problem=str(error)) from error
    return KeptGrid(grid=grid, published_at=row.published_at, author=row.author)
