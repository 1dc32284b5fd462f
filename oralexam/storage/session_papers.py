"""Which files of a session's papers belong to one candidate alone, and how they go."""

from collections.abc import Collection
from pathlib import Path

import msgspec
from sqlmodel import Session, select

from oralexam.errors import SystemFault
from oralexam.papers.paper import Paper
from oralexam.storage.tables import CandidatePaperRow


def papers_only_of(reading: Session, session_id: str, candidacy_id: str) -> frozenset[str]:
    """Names of the files of a candidate's papers that no other candidate of the session has brought, too.

    Files are named by what is in them: two who bring the same paper share its file.
    """
    rows = reading.exec(select(CandidatePaperRow).where(CandidatePaperRow.session_id == session_id)).all()
    own: set[str] = set()
    others: set[str] = set()
    for row in rows:
        paper = msgspec.json.decode(row.body, type=Paper)
        names = {f"{paper.paper_id}.original", *(f"{page.picture}.webp" for page in paper.pages)}
        (own if row.candidacy_id == candidacy_id else others).update(names)
    return frozenset(own - others)


def remove_papers(folder: Path, names: Collection[str]) -> None:
    """Remove these files; what is not there is no fault.

    Raises:
        SystemFault: `data-folder-not-writable`.
    """
    try:
        for name in names:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
