"""The centre's dictionaries and documentation: brought by the manager, at hand where they are allowed."""

import asyncio
from pathlib import Path, PurePath

from oralexam.clock import Clock
from oralexam.errors import NotFound
from oralexam.papers.intake import PaperIntake
from oralexam.papers.paper import Paper, PaperUse, shown_name
from oralexam.rooms.phases import Phase
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.files import DataFolder
from oralexam.storage.reference_works import ReferenceLine, SqlReferenceWorks, WorkLanguage

AT_HAND = frozenset({Phase.PREPARATION, Phase.WRITING})
"""The phases in which a candidate may look something up: before the exchange and in the written work, never
while they speak (issue 3, point 6)."""


class ReferenceDesk:
    """The shelf of the whole centre, and who may take something from it now."""

    def __init__(
        self, *, works: SqlReferenceWorks, files: DataFolder, rooms: RoomSupervisor, clock: Clock
    ) -> None:
        self._works = works
        self._intake = PaperIntake(files.reference_dir())
        self._rooms = rooms
        self._clock = clock

    async def listed(self) -> tuple[ReferenceLine, ...]:
        """Every work, the withdrawn ones too."""
        return await asyncio.to_thread(self._works.listed)

    async def bring(self, content: bytes, *, name: str, title: str, language: WorkLanguage) -> ReferenceLine:
        """Look at a work and put it on the shelf; without a title it is called by its file's name.

        Raises:
            BadInput: what `PaperIntake.take` refuses.
            Refused: `too-many-papers`.
        """
        paper = await self._intake.take(content, name=name, use=PaperUse.REFERENCE_WORK)
        called = shown_name(title) if title.strip() else PurePath(paper.name).stem
        return await asyncio.to_thread(
            self._works.add, paper, title=called, language=language, now=self._clock.now()
        )

    async def withdraw(self, work_id: str) -> None:
        """Take a work off the shelf.

        Raises:
            NotFound: `unknown-paper`.
        """
        await asyncio.to_thread(self._works.withdraw, work_id, now=self._clock.now())

    async def paper(self, work_id: str) -> Paper:
        """The pages of a work.

        Raises:
            NotFound: `unknown-paper`.
        """
        return await asyncio.to_thread(self._works.paper, work_id)

    async def picture(self, work_id: str, picture: str) -> Path:
        """Where the picture of a page of a work stands.

        Raises:
            NotFound: `unknown-paper`.
        """
        paper = await self.paper(work_id)
        if not any(page.picture == picture for page in paper.pages):
            raise NotFound("unknown-paper")
        return self._intake.picture_path(picture)

    async def at_hand(self, sitting_id: str) -> tuple[ReferenceLine, ...]:
        """What the candidate of a sitting may take now; nothing outside the phases in which it is allowed.

        Raises:
            NotFound: `unknown-sitting`.
        """
        if (await self._rooms.state(sitting_id)).phase not in AT_HAND:
            return ()
        return tuple(line for line in await self.listed() if line.withdrawn_at is None)

    async def require_at_hand(self, sitting_id: str) -> None:
        """Refuse the pages of every work while none is allowed.

        Raises:
            NotFound: `unknown-sitting`, `unknown-paper`.
        """
        if (await self._rooms.state(sitting_id)).phase not in AT_HAND:
            raise NotFound("unknown-paper")
