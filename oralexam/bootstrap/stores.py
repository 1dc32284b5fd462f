"""Everything that stands in the database, behind its repositories."""

from dataclasses import dataclass

import structlog

from oralexam.bootstrap.job_queues import open_job_queue
from oralexam.bootstrap.job_turns import JobTurns
from oralexam.errors import SystemFault
from oralexam.exams.bank import PackagedScenarios
from oralexam.jobs.queue import JobQueue
from oralexam.settings import Settings
from oralexam.storage.accounts import Accounts
from oralexam.storage.candidate_papers import SqlCandidatePapers
from oralexam.storage.clips import SqlClips
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.day_acts import SqlDayActs
from oralexam.storage.digests import SqlDigests
from oralexam.storage.drawn import SqlDrawn
from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.grids import GridShelf
from oralexam.storage.judged_exams import SqlJudgedExams
from oralexam.storage.judgement_drafts import SqlJudgementDrafts
from oralexam.storage.judging_progress import SqlJudgingProgress
from oralexam.storage.plans import SqlPlans
from oralexam.storage.reference_works import SqlReferenceWorks
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.scenarios import SqlScenarios
from oralexam.storage.second_markings import SqlSecondMarkings
from oralexam.storage.session_papers import SessionPapers
from oralexam.storage.sessions import Sessions
from oralexam.storage.tickets import Tickets
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.storage.viewings import SqlViewings

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stores:
    """One database and who reads and writes it."""

    database: Database
    events: SqlEventStore
    tickets: Tickets
    sessions: Sessions
    exam_sessions: SqlExamSessions
    plans: SqlPlans
    day_acts: SqlDayActs
    accounts: Accounts
    jobs: JobQueue
    turns: JobTurns
    transcripts: SqlTranscriptStore
    corrections: SqlCorrections
    clips: SqlClips
    own_scenarios: SqlScenarios
    scenarios: ScenarioShelf
    candidate_papers: SqlCandidatePapers
    session_papers: SessionPapers
    reference_works: SqlReferenceWorks
    drawn: SqlDrawn
    judging_progress: SqlJudgingProgress
    digests: SqlDigests
    grids: GridShelf
    judgement_drafts: SqlJudgementDrafts
    judged_exams: SqlJudgedExams
    second_markings: SqlSecondMarkings
    viewings: SqlViewings

    def close(self) -> None:
        """Let go of every connection."""
        self.jobs.close()
        self.database.close()


def open_stores(settings: Settings, files: DataFolder) -> Stores:
    """Open the data folder's database, brought to the newest version of its tables.

    Raises:
        SystemFault: what `open_job_queue` says; `storage-failed`, `database-too-new`, `scenario-malformed`,
            `scenario-folder-unreadable`.
    """
    packaged = PackagedScenarios(settings.scenarios).all()
    database = open_database(files.database_path)
    own_scenarios = SqlScenarios(database)
    day_acts = SqlDayActs(database)
    exam_sessions, plans = SqlExamSessions(database), SqlPlans(database)
    jobs = open_job_queue(settings.jobs_database, database)
    return Stores(
        database=database,
        events=SqlEventStore(database),
        tickets=Tickets(database),
        sessions=Sessions(database),
        exam_sessions=exam_sessions,
        plans=plans,
        day_acts=day_acts,
        accounts=Accounts(database),
        jobs=jobs,
        turns=JobTurns(queue=jobs, sessions=exam_sessions, plans=plans, acts=day_acts),
        transcripts=SqlTranscriptStore(database),
        corrections=SqlCorrections(database),
        clips=SqlClips(database),
        own_scenarios=own_scenarios,
        scenarios=ScenarioShelf(packaged, own_scenarios),
        candidate_papers=SqlCandidatePapers(database),
        session_papers=_swept(SessionPapers(database, files)),
        reference_works=SqlReferenceWorks(database),
        grids=GridShelf(database),
        judgement_drafts=SqlJudgementDrafts(database),
        judged_exams=SqlJudgedExams(database),
        second_markings=SqlSecondMarkings(database),
        drawn=SqlDrawn(database, reuse=settings.reuse),
        judging_progress=SqlJudgingProgress(database),
        digests=SqlDigests(database),
        viewings=SqlViewings(database),
    )


def _swept(papers: SessionPapers) -> SessionPapers:
    """The papers of sessions, without what an earlier server left that no row names."""
    try:
        if gone := papers.sweep_all():
            _log.warning("papers-without-row-removed", files=gone)
    except SystemFault as fault:
        # It must not keep the exams of the day from beginning; the next sweep tries again.
        _log.error("papers-not-swept", code=fault.reason)
    return papers
