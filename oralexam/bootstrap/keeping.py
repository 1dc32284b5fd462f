"""What is kept and for how long, put together."""

from oralexam.bootstrap.stores import Stores
from oralexam.clock import Clock
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.erased import SqlErased
from oralexam.storage.erasing import Eraser
from oralexam.storage.erasing_centre import CentreEraser
from oralexam.storage.files import DataFolder
from oralexam.storage.holds import SqlHolds
from oralexam.storage.retention_lengths import SqlRetentionLengths
from oralexam.transcripts.read_sentences import SentenceFiles
from oralexam.webapp.retention.desk import RetentionDesk
from oralexam.webapp.retention.due import RetentionCalendar
from oralexam.webapp.retention.pages import Retention
from oralexam.webapp.retention.work import RetentionWork
from oralexam.webapp.sittings.desk import Desk


def make_retention_desks(stores: Stores, *, files: DataFolder, desk: Desk, clock: Clock) -> Retention:
    """The desk, the work behind it, and what its pages read."""
    database, jobs, sessions = stores.database, stores.jobs, stores.exam_sessions
    holds, deletions = SqlHolds(database), SqlDeletions(database)
    lengths, erased = SqlRetentionLengths(database), SqlErased(database)
    calendar = RetentionCalendar(
        sessions=sessions,
        deletions=deletions,
        lengths=lengths,
        erased=erased,
        centre=CentreEraser(database=database, files=files, jobs=jobs),
        clock=clock,
    )
    work = RetentionWork(
        sessions=sessions,
        holds=holds,
        deletions=deletions,
        lengths=lengths,
        erased=erased,
        eraser=Eraser(database=database, files=files, jobs=jobs),
        files=files,
        sentences=SentenceFiles(files.root),
        calendar=calendar,
        desk=desk,
        clock=clock,
    )
    return Retention(
        desk=RetentionDesk(
            sessions=sessions,
            holds=holds,
            deletions=deletions,
            lengths=lengths,
            erased=erased,
            work=work,
            clock=clock,
        ),
        work=work,
        calendar=calendar,
        sessions=sessions,
        events=stores.events,
        lengths=lengths,
        holds=holds,
        deletions=deletions,
        erased=erased,
        clock=clock,
    )
