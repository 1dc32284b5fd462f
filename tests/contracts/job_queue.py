"""What every job queue must do; a test module subclasses this with a `queue` fixture of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from oralexam.jobs.job import Job, JobState, Turn
from oralexam.jobs.queue import JobQueue

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
SITTING = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
OTHER_SITTING = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
KIND = "transcribe-track"
LEASE_S = 60.0


def later(seconds: float) -> datetime:
    """An instant after NOW."""
    return NOW + timedelta(seconds=seconds)


def leased(queue: JobQueue, *, only_live_of: tuple[str, ...] = ()) -> list[str]:
    """The subjects of all jobs that can be had, in the order in which they are given."""
    found: list[str] = []
    while (job := queue.lease("a", now=later(5), lease_s=LEASE_S, only_live_of=only_live_of)) is not None:
        found.append(job.subject)
    return found


class JobQueueContract:
    """Inherit, and give a `queue` fixture that returns an empty queue."""

    @pytest.fixture
    def queue(self) -> JobQueue:
        """The queue under test."""
        raise NotImplementedError

    def test_a_job_is_asked_for_once(self, queue: JobQueue):
        """The same kind, sitting and subject is the same job, also when it has run."""
        first = queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=NOW)
        again = queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=later(1))
        assert again == first
        assert first.state is JobState.QUEUED
        assert first.created_at == NOW
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        queue.done(first.job_id, "a", now=later(2))
        assert (
            queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=later(3)).state is JobState.DONE
        )

    def test_other_subjects_sittings_and_kinds_are_other_jobs(self, queue: JobQueue):
        """Four different wishes are four jobs, and a sitting sees its own, oldest first."""
        jobs = [
            queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=NOW),
            queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=later(1)),
            queue.enqueue(KIND, sitting_id=OTHER_SITTING, subject="juror", now=later(2)),
            queue.enqueue("make-peaks", sitting_id=SITTING, now=later(3)),
        ]
        assert len({job.job_id for job in jobs}) == 4
        assert queue.of_sitting(SITTING) == [jobs[0], jobs[1], jobs[3]]
        assert queue.of_sitting(OTHER_SITTING) == [jobs[2]]
        assert queue.of_sittings([SITTING, OTHER_SITTING]) == jobs
        assert queue.of_sittings([OTHER_SITTING]) == [jobs[2]]
        assert queue.of_sittings([]) == []

    def test_the_oldest_job_is_leased_first_and_to_one_worker(self, queue: JobQueue):
        """A leased job is running, counts a try, and nobody else gets it."""
        first = queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=NOW)
        second = queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=later(1))
        leased = queue.lease("a", now=later(2), lease_s=LEASE_S)
        assert leased is not None
        assert (leased.job_id, leased.state, leased.tries, leased.worker_id) == (
            first.job_id,
            JobState.RUNNING,
            1,
            "a",
        )
        assert leased.leased_until == later(2 + LEASE_S)
        other = queue.lease("b", now=later(2), lease_s=LEASE_S)
        assert other is not None
        assert other.job_id == second.job_id
        assert queue.lease("c", now=later(2), lease_s=LEASE_S) is None

    def test_an_empty_queue_gives_nothing(self, queue: JobQueue):
        """No job, no lease."""
        assert queue.lease("a", now=NOW, lease_s=LEASE_S) is None

    def test_a_dead_workers_job_runs_again_when_its_lease_has_ended(self, queue: JobQueue):
        """Not before; and what the first worker says afterwards changes nothing."""
        job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        queue.lease("dead", now=NOW, lease_s=LEASE_S)
        assert queue.lease("b", now=later(LEASE_S - 1), lease_s=LEASE_S) is None
        leased = queue.lease("b", now=later(LEASE_S), lease_s=LEASE_S)
        assert leased is not None
        assert (leased.job_id, leased.tries, leased.worker_id) == (job.job_id, 2, "b")
        assert not queue.heartbeat(job.job_id, "dead", now=later(61), lease_s=LEASE_S)
        assert not queue.done(job.job_id, "dead", now=later(61))
        assert not queue.fail(job.job_id, "dead", reason="late", retry_at=None, now=later(61))
        assert not queue.block(job.job_id, "dead", reason="late", now=later(61))
        assert queue.of_sitting(SITTING) == [leased]

    def test_kinds_that_have_no_room_are_passed_over(self, queue: JobQueue):
        """The oldest of the others is given; they themselves wait as they are."""
        queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        copies = queue.enqueue("make-peaks", sitting_id=SITTING, now=later(1))
        leased = queue.lease("a", now=later(2), lease_s=LEASE_S, not_of=[KIND])
        assert leased is not None
        assert leased.job_id == copies.job_id
        assert queue.lease("a", now=later(2), lease_s=LEASE_S, not_of=[KIND]) is None

    def test_what_a_stopping_worker_gives_back_was_no_try(self, queue: JobQueue):
        """Anybody may have it at once; whoever does not hold it gives nothing back."""
        job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        assert not queue.give_back(job.job_id, "b", now=later(1))
        assert queue.give_back(job.job_id, "a", now=later(1))
        leased = queue.lease("b", now=later(1), lease_s=LEASE_S)
        assert leased is not None
        assert (leased.job_id, leased.tries) == (job.job_id, 1)

    def test_the_jobs_of_a_worker_that_is_known_to_be_dead_may_run_at_once(self, queue: JobQueue):
        """Its own only, and its try counts: a job that kills its worker must end some time."""
        mine = queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=NOW)
        queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=NOW)
        queue.lease("dead", now=NOW, lease_s=LEASE_S)
        queue.lease("alive", now=NOW, lease_s=LEASE_S)
        assert queue.desert("dead", now=later(1)) == 1
        leased = queue.lease("b", now=later(1), lease_s=LEASE_S)
        assert leased is not None
        assert (leased.job_id, leased.tries) == (mine.job_id, 2)
        assert queue.lease("b", now=later(1), lease_s=LEASE_S) is None

    def test_a_heartbeat_keeps_a_long_job(self, queue: JobQueue):
        """The lease counts from the last heartbeat."""
        job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        assert queue.heartbeat(job.job_id, "a", now=later(50), lease_s=LEASE_S)
        assert queue.lease("b", now=later(LEASE_S + 40), lease_s=LEASE_S) is None
        assert queue.done(job.job_id, "a", now=later(100))

    def test_a_done_job_is_over(self, queue: JobQueue):
        """It is not leased again, nobody holds it, and a reason from an earlier try is gone."""
        job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        queue.fail(job.job_id, "a", reason="disk-full", retry_at=NOW, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        assert queue.done(job.job_id, "a", now=later(1))
        (over,) = queue.of_sitting(SITTING)
        assert (over.state, over.reason, over.worker_id, over.leased_until) == (JobState.DONE, "", "", None)
        assert queue.lease("a", now=later(1000), lease_s=LEASE_S) is None
        assert not queue.done(job.job_id, "a", now=later(2))

    def test_a_failed_try_waits_for_its_time(self, queue: JobQueue):
        """It is queued with its reason visible, and leased from `retry_at` on."""
        job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        assert queue.fail(job.job_id, "a", reason="disk-full", retry_at=later(30), now=NOW)
        (waiting,) = queue.of_sitting(SITTING)
        assert (waiting.state, waiting.reason, waiting.tries) == (JobState.QUEUED, "disk-full", 1)
        assert queue.lease("a", now=later(29), lease_s=LEASE_S) is None
        again = queue.lease("a", now=later(30), lease_s=LEASE_S)
        assert again is not None
        assert again.tries == 2

    def test_a_job_that_failed_for_good_stays_visible_and_can_be_asked_for_again(self, queue: JobQueue):
        """Failed with its reason, never leased by itself; a person's wish gives it all its tries back."""
        job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        assert not queue.requeue(job.job_id, now=NOW), "it is running"
        assert queue.fail(job.job_id, "a", reason="audio-unreadable", retry_at=None, now=NOW)
        (failed,) = queue.of_sitting(SITTING)
        assert (failed.state, failed.reason) == (JobState.FAILED, "audio-unreadable")
        assert queue.lease("a", now=later(1000), lease_s=LEASE_S) is None
        assert queue.requeue(job.job_id, now=later(1000))
        again = queue.lease("a", now=later(1000), lease_s=LEASE_S)
        assert again is not None
        assert (again.tries, again.reason) == (1, "")

    def test_a_blocked_job_waits_visibly_and_is_never_lost(self, queue: JobQueue):
        """It keeps its tries, is not leased by itself, and goes on when its kind is unblocked."""
        job = queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=NOW)
        queue.enqueue("make-peaks", sitting_id=SITTING, now=NOW)
        queue.lease("a", now=NOW, lease_s=LEASE_S)
        assert queue.block(job.job_id, "a", reason="model-not-installed", now=later(1))
        waiting = queue.of_sitting(SITTING)[0]
        assert (waiting.state, waiting.reason, waiting.tries) == (
            JobState.WAITING_FOR_MODEL,
            "model-not-installed",
            0,
        )
        other = queue.lease("a", now=later(2), lease_s=LEASE_S)
        assert other is not None
        assert other.kind == "make-peaks"
        assert queue.lease("a", now=later(10_000), lease_s=1e6) == queue.of_sitting(SITTING)[1], (
            "only the other job, whose lease has ended"
        )
        assert queue.unblock("make-peaks", now=later(10_001)) == 0
        assert queue.unblock(KIND, now=later(10_001)) == 1
        again = queue.lease("a", now=later(10_002), lease_s=LEASE_S)
        assert again is not None
        assert (again.job_id, again.tries) == (job.job_id, 1)

    def test_what_is_said_about_an_unknown_job_is_ignored(self, queue: JobQueue):
        """No error: the sitting may have been wiped meanwhile."""
        assert not queue.done(OTHER_SITTING, "a", now=NOW)
        assert not queue.requeue(OTHER_SITTING, now=NOW)
        assert queue.of_sitting(OTHER_SITTING) == []

    def test_the_job_that_is_needed_first_comes_first(self, queue: JobQueue):
        """A call under way, then by when somebody looks at the result, then what nobody planned, by age."""
        late, soon = Turn(needed_at=later(7200)), Turn(needed_at=later(600))
        for subject, turn in [("old", Turn()), ("late", late), ("soon", soon), ("live", Turn(live=True))]:
            queue.enqueue(KIND, sitting_id=SITTING, subject=subject, now=NOW, turn=turn)
        queue.enqueue(KIND, sitting_id=SITTING, subject="new", now=later(1))
        queue.enqueue(KIND, sitting_id=SITTING, subject="soon too", now=later(1), turn=soon)
        order = ["live", "soon", "soon too", "late", "old", "new"]
        assert [job.subject for job in queue.unfinished()] == order
        assert leased(queue) == order

    def test_jobs_that_wait_get_another_place_when_the_plan_changes(self, queue: JobQueue):
        """All jobs of the sitting, those of others not; a length that was known stays known."""
        queue.enqueue(KIND, sitting_id=SITTING, subject="first", now=NOW, turn=Turn(audio_s=600))
        queue.enqueue(KIND, sitting_id=OTHER_SITTING, subject="other", now=later(1))
        assert queue.arrange({OTHER_SITTING: Turn(needed_at=later(600))}) == 1
        assert queue.arrange({OTHER_SITTING: Turn(needed_at=later(600))}) == 0, "nothing new"
        assert [job.subject for job in queue.unfinished()] == ["other", "first"]
        assert queue.arrange({SITTING: Turn(needed_at=later(60)), OTHER_SITTING: Turn()}) == 2
        first, other = queue.unfinished()
        assert first.turn == Turn(needed_at=later(60), audio_s=600)
        assert (other.subject, other.turn) == ("other", Turn())
        assert queue.arrange({}) == 0
        assert leased(queue) == ["first", "other"]

    def test_where_there_is_room_for_calls_under_way_only_these_are_given(self, queue: JobQueue):
        """Others of that kind wait; other kinds do not."""
        queue.enqueue(KIND, sitting_id=SITTING, subject="over", now=NOW, turn=Turn(needed_at=later(60)))
        queue.enqueue("make-peaks", sitting_id=SITTING, subject="peaks", now=later(1))
        queue.enqueue(KIND, sitting_id=SITTING, subject="live", now=later(2), turn=Turn(live=True))
        assert leased(queue, only_live_of=(KIND,)) == ["live", "peaks"]
        assert leased(queue) == ["over"]

    def test_a_job_keeps_its_turn_when_it_is_asked_for_again(self, queue: JobQueue):
        """What exists is returned as it is."""
        turn = Turn(needed_at=later(60), audio_s=540.5)
        first = queue.enqueue(KIND, sitting_id=SITTING, now=NOW, turn=turn)
        assert first.turn == turn
        assert queue.enqueue(KIND, sitting_id=SITTING, now=NOW, turn=Turn(live=True)) == first

    def test_what_jobs_took_is_remembered_of_those_that_were_measured(self, queue: JobQueue):
        """The last ones first; what was not measured, has no length, or is of another kind, is left out."""

        def do(kind: str, subject: str, at_s: float, *, busy_s: float | None, audio_s: float | None) -> None:
            queue.enqueue(kind, sitting_id=SITTING, subject=subject, now=NOW, turn=Turn(audio_s=audio_s))
            job = queue.lease("a", now=later(at_s), lease_s=LEASE_S)
            assert job is not None
            assert (job.subject, job.begun_at) == (subject, later(at_s))
            assert queue.done(job.job_id, "a", now=later(at_s + 1), busy_s=busy_s)

        do(KIND, "one", 1, busy_s=60, audio_s=600)
        do(KIND, "two", 2, busy_s=66.5, audio_s=600)
        do(KIND, "unmeasured", 3, busy_s=None, audio_s=600)
        do(KIND, "of no length", 4, busy_s=60, audio_s=None)
        do("make-peaks", "three", 5, busy_s=60, audio_s=600)
        do(KIND, "four", 6, busy_s=70, audio_s=600)
        measured = [(job.subject, job.busy_s) for job in queue.last_measured(KIND, most=2)]
        assert measured == [("four", 70), ("two", 66.5)]
        assert queue.unfinished() == []

    def test_only_what_is_queued_or_runs_is_unfinished(self, queue: JobQueue):
        """Not what is done, failed, or waits for a person."""

        def put(subject: str) -> Job:
            queue.enqueue(KIND, sitting_id=SITTING, subject=subject, now=NOW)
            job = queue.lease("a", now=NOW, lease_s=LEASE_S)
            assert job is not None
            return job

        queue.done(put("done").job_id, "a", now=NOW)
        queue.fail(put("failed").job_id, "a", reason="x", retry_at=None, now=NOW)
        queue.block(put("waits").job_id, "a", reason="model-not-installed", now=NOW)
        queue.fail(put("again").job_id, "a", reason="x", retry_at=later(30), now=NOW)
        put("runs")
        assert [job.subject for job in queue.unfinished()] == ["again", "runs"]

    def test_the_jobs_of_a_wiped_sitting_are_gone(self, queue: JobQueue):
        """Those of others stay; a worker that still has one is told that it has lost it."""
        mine = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
        other = queue.enqueue(KIND, sitting_id=OTHER_SITTING, now=NOW)
        assert queue.lease("a", now=NOW, lease_s=LEASE_S) is not None
        assert queue.forget(SITTING) == 1
        assert queue.forget(SITTING) == 0
        assert not queue.done(mine.job_id, "a", now=later(1))
        assert queue.of_sittings([SITTING, OTHER_SITTING]) == [other]
