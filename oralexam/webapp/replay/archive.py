"""What has been kept of sittings, gathered for the replay and for the rehearsal's report."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from oralexam.clock import Clock
from oralexam.errors import NotFound
from oralexam.exams.scenario import CandidateBrief, Scenario
from oralexam.identifiers import is_id
from oralexam.jobs.forecast import Forecast
from oralexam.jobs.job import JobState
from oralexam.jobs.queue import JobQueue
from oralexam.records.bundle import ReplayBundle
from oralexam.records.manifest import read_manifest
from oralexam.records.rehearsal_report import RehearsalReport, build_report
from oralexam.records.replay import build_bundle
from oralexam.records.so_far import read_so_far
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.folding import fold
from oralexam.rooms.ports import ScenarioBank
from oralexam.signaling.dispatch import drawn_scenario
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.transcripts.ports import TranscriptStore

_COPY_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.(?:webm|ogg|opus|json|jpg)")


class Archive:
    """Reads from the stores and the data folder; changes nothing. Called in threads."""

    def __init__(
        self,
        *,
        events: SqlEventStore,
        files: DataFolder,
        jobs: JobQueue,
        transcripts: TranscriptStore,
        scenarios: ScenarioBank,
        forecast: Forecast,
        clock: Clock,
    ) -> None:
        self._events = events
        self._files = files
        self._jobs = jobs
        self._transcripts = transcripts
        self._scenarios = scenarios
        self._forecast = forecast
        self._clock = clock

    def zero_utc(self, sitting_id: str) -> datetime | None:
        """The zero of a sitting's exam clock: when its call first began."""
        return fold(self._events.load(sitting_id)).zero_at

    def history(self, sitting_id: str) -> Sequence[AnyEvent]:
        """All events of a sitting.

        Raises:
            NotFound: `unknown-sitting`.
        """
        return self._events.load(sitting_id)

    def bundle(self, sitting_id: str) -> ReplayBundle:
        """Everything that the replay shows.

        Raises:
            NotFound: `unknown-sitting`.
        """
        history = self._events.load(sitting_id)
        return build_bundle(
            sitting_id,
            history,
            scenario=drawn_scenario(fold(history), self._scenarios.all()),
            transcripts=self._transcripts.load(sitting_id),
            so_far=read_so_far(self._files.root / "listening", sitting_id),
            jobs=self._jobs.of_sitting(sitting_id),
            manifest=read_manifest(self._files.root / "listening", sitting_id),
            transcript_ready_at=self._forecast.words_ready_at().get(sitting_id),
        )

    def candidate_brief(self, sitting_id: str) -> CandidateBrief | None:
        """The candidate's file of a sitting, once it was drawn.

        Raises:
            NotFound: `unknown-sitting`.
        """
        scenario = self.scenario(sitting_id)
        return scenario.candidate if scenario else None

    def scenario(self, sitting_id: str) -> Scenario | None:
        """The scenario of a sitting, whole, once it was drawn: nobody is shown all of it.

        Raises:
            NotFound: `unknown-sitting`.
        """
        return drawn_scenario(fold(self._events.load(sitting_id)), self._scenarios.all())

    def report(self, sitting_id: str) -> RehearsalReport:
        """What came out of a rehearsal."""
        return build_report(
            sitting_id,
            self._events.load(sitting_id),
            transcripts=self._transcripts.load(sitting_id),
            jobs=self._jobs.of_sitting(sitting_id),
            recordings_dir=self._files.recordings_dir(),
        )

    def heard(self, sitting_id: str) -> frozenset[str]:
        """The names of a sitting's copies in which nobody is seen; none before they are made."""
        manifest = read_manifest(self._files.root / "listening", sitting_id)
        return manifest.heard() if manifest else frozenset()

    def listening_file(self, sitting_id: str, name: str) -> Path:
        """The listening copy of that name: server-made names only, so that no path can be smuggled in.

        Raises:
            NotFound: `unknown-recording`.
        """
        if not is_id(sitting_id):
            raise NotFound("unknown-recording")
        # Not `listening_dir`, which makes the folder: asking for what was wiped leaves nothing behind.
        path = self._files.root / "listening" / sitting_id / name
        if not _COPY_NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise NotFound("unknown-recording")
        return path

    def retry_jobs(self, sitting_id: str) -> int:
        """Have failed and waiting jobs tried again; how many there were."""
        stopped = {JobState.FAILED, JobState.WAITING_FOR_MODEL}
        now = self._clock.now()
        return sum(
            self._jobs.requeue(job.job_id, now=now)
            for job in self._jobs.of_sitting(sitting_id)
            if job.state in stopped
        )
