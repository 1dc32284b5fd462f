"""Does jobs in a process of its own: so many of each kind at once, each leased, each in a thread."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import structlog

from oralexam.clock import Clock
from oralexam.errors import OralExamError, Unavailable
from oralexam.jobs.job import Job
from oralexam.jobs.queue import JobQueue

MOST_TRIES = 3
BACK_OFF_S = (5.0, 30.0)
"""Pauses before the second and third try: a locked database is free in seconds, a full disk is not."""

LEASE_S = 30.0
"""How long a dead worker's job waits for another one where nobody notices the death; the lease is renewed
three times as often, and outlives the ten seconds for which a database may be locked (fault notes)."""

POLL_S = 0.25
"""How often an idle worker looks: what was said is to be read seconds after the call."""

RECHECK_S = 10.0
"""How often waiting jobs are tried again where the handler's owner says that it is ready."""

PUT_DOWN_S = 1.5
"""How long a stopping worker waits for its jobs to be put down."""

WORKER_LOST = "worker-lost"
"""Reason of a job that took its worker down with it at every try (a packet that kills the decoder, say)."""

_log = structlog.get_logger(__name__)

Handler = Callable[[Job], float | None]
"""Does a job; may say how many seconds it computed, waiting not counted, so that others can be foretold."""


class WorkerStopping(OralExamError):
    """Raised by a handler that was told to stop: its job is given back, and is no try."""

    code = "worker-stopping"


class JobRunner:
    """One worker: leases jobs, does them, says what became of each.

    Args:
        queue: Where jobs come from.
        handlers: What to do for each kind; a kind without one fails with `no-handler`.
        clock: Tells `now`; the heartbeat's own pace is real time.
        worker_id: Who holds the leases; unique for each process.
        at_once: For each kind, how many are done at the same time; one where nothing is said.
        late_at_once: For each kind, how many of these may be of calls that are over, which would take from
            those under way; as many as there is room for where nothing is said.
        ready: For each kind, whether what it waits for is there now (cheap: asked every `RECHECK_S`).
        stopping: Told to handlers beforehand; made here where nobody brings one.
    """

    def __init__(
        self,
        *,
        queue: JobQueue,
        handlers: Mapping[str, Handler],
        clock: Clock,
        worker_id: str,
        at_once: Mapping[str, int] | None = None,
        late_at_once: Mapping[str, int] | None = None,
        ready: Mapping[str, Callable[[], bool]] | None = None,
        lease_s: float = LEASE_S,
        poll_s: float = POLL_S,
        stopping: threading.Event | None = None,
    ) -> None:
        self._queue = queue
        self._handlers = dict(handlers)
        self._clock = clock
        self._worker_id = worker_id
        self._at_once = dict(at_once or {})
        self._late_at_once = dict(late_at_once or {})
        self._ready = dict(ready or {})
        self._lease_s = lease_s
        self._poll_s = poll_s
        self._rechecked_at: datetime | None = None
        self._threads: dict[threading.Thread, Job] = {}
        self._one_ended = threading.Event()
        self.stopping = stopping or threading.Event()
        """Set by `stop`: handlers that take long look at it, and raise `WorkerStopping`."""

    def run(self) -> None:
        """Do jobs until `stop`; those in hand are finished or given back, if they are quick about it."""
        _log.info("worker-started", worker_id=self._worker_id, kinds=sorted(self._handlers))
        while not self.stopping.is_set():
            self._one_ended.clear()
            if not self._begin_one():
                self._one_ended.wait(self._poll_s)
        for thread in list(self._threads):
            thread.join(PUT_DOWN_S)
        _log.info("worker-stopped", worker_id=self._worker_id)

    def stop(self) -> None:
        """Begin nothing more; may be called from any thread, but not from a signal handler."""
        self.stopping.set()
        self._one_ended.set()

    def run_one(self) -> bool:
        """Do one job, here and now, if there is one; whether there was."""
        job = self._lease((), ())
        if job is not None:
            self._hold(job)
        return job is not None

    def _begin_one(self) -> bool:
        """Begin one job in a thread of its own, if there is one of a kind that has room."""
        self._threads = {thread: job for thread, job in self._threads.items() if thread.is_alive()}
        running = Counter(job.kind for job in self._threads.values())
        full = [kind for kind, count in running.items() if count >= self._at_once.get(kind, 1)]
        late = Counter(job.kind for job in self._threads.values() if not job.turn.live)
        only_live_of = [kind for kind, most in self._late_at_once.items() if late[kind] >= most]
        job = self._lease(full, only_live_of)
        if job is None:
            return False
        thread = threading.Thread(
            target=self._hold_in_thread, args=[job], name=f"job-{job.kind}-{job.job_id}", daemon=True
        )
        self._threads[thread] = job
        thread.start()
        return True

    def _lease(self, not_of: Collection[str], only_live_of: Collection[str]) -> Job | None:
        """The next job; nobody has one while the database is not to be had."""
        try:
            self._recheck_waiting()
            return self._queue.lease(
                self._worker_id,
                now=self._clock.now(),
                lease_s=self._lease_s,
                not_of=not_of,
                only_live_of=only_live_of,
            )
        except OralExamError as fault:
            _log.warning("no-job-leased", code=fault.reason)
            return None

    def _hold_in_thread(self, job: Job) -> None:
        try:
            self._hold(job)
        except Exception:  # noqa: BLE001  # the edge of the thread: the lease ends, and the job runs again
            _log.exception("job-not-put-down", job_id=job.job_id, kind=job.kind)
        finally:
            self._one_ended.set()

    def _hold(self, job: Job) -> None:
        if job.tries > MOST_TRIES:
            # Only a worker that died without a word leaves a job with all its tries used up and no end.
            self._give_up(job, WORKER_LOST)
            return
        heartbeat = _Heartbeat(self._queue, job, self._clock, self._worker_id, self._lease_s)
        heartbeat.start()
        try:
            self._do(job)
        finally:
            heartbeat.stop()

    def _do(self, job: Job) -> None:
        log = _log.bind(job_id=job.job_id, kind=job.kind, sitting_id=job.sitting_id, subject=job.subject)
        handler = self._handlers.get(job.kind)
        if handler is None:
            self._give_up(job, "no-handler")
            return
        try:
            busy_s = handler(job)
        except WorkerStopping:
            self._queue.give_back(job.job_id, self._worker_id, now=self._clock.now())
            log.info("job-given-back")
        except Unavailable as waiting:
            self._queue.block(job.job_id, self._worker_id, reason=waiting.reason, now=self._clock.now())
            log.warning("job-waits", code=waiting.reason, **waiting.details)
        except OralExamError as error:
            log.warning("job-try-failed", code=error.reason, tries=job.tries, **error.details)
            self._try_again_or_give_up(job, error.reason)
        except Exception as error:  # the edge of the worker: one bad job must not stop the others
            log.exception("job-try-failed", code="unexpected", error=type(error).__name__, tries=job.tries)
            self._try_again_or_give_up(job, "unexpected")
        else:
            kept = self._queue.done(job.job_id, self._worker_id, now=self._clock.now(), busy_s=busy_s)
            log.info("job-done" if kept else "job-lost-its-lease", tries=job.tries)

    def _try_again_or_give_up(self, job: Job, reason: str) -> None:
        if job.tries >= MOST_TRIES:
            self._give_up(job, reason)
            return
        now = self._clock.now()
        retry_at = now + timedelta(seconds=BACK_OFF_S[job.tries - 1])
        self._queue.fail(job.job_id, self._worker_id, reason=reason, retry_at=retry_at, now=now)

    def _give_up(self, job: Job, reason: str) -> None:
        self._queue.fail(job.job_id, self._worker_id, reason=reason, retry_at=None, now=self._clock.now())
        _log.error("job-failed", job_id=job.job_id, kind=job.kind, sitting_id=job.sitting_id, code=reason)

    def _recheck_waiting(self) -> None:
        """Queue waiting jobs again: at start (a person may have acted), then where `ready` says so."""
        now, before = self._clock.now(), self._rechecked_at
        if before is not None and (now - before).total_seconds() < RECHECK_S:
            return
        self._rechecked_at = now
        for kind in self._handlers:
            is_ready = self._ready.get(kind, lambda: before is None)
            if _says_yes(is_ready, kind):
                count = self._queue.unblock(kind, now=now)
                if count:
                    _log.info("waiting-jobs-queued", kind=kind, count=count)


def _says_yes(is_ready: Callable[[], bool], kind: str) -> bool:
    """The answer of `is_ready`; a fault in finding out counts as no, and stops no other work."""
    try:
        return is_ready()
    except (OralExamError, OSError) as error:
        _log.warning("readiness-unknown", kind=kind, error=type(error).__name__)
        return False


class _Heartbeat:
    """Renews one job's lease from a thread of its own while the handler computes."""

    def __init__(self, queue: JobQueue, job: Job, clock: Clock, worker_id: str, lease_s: float) -> None:
        self._queue = queue
        self._job = job
        self._clock = clock
        self._worker_id = worker_id
        self._lease_s = lease_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job.job_id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until the thread has ended."""
        self._ended.set()
        self._thread.join(timeout=self._lease_s)

    def _beat(self) -> None:
        while not self._ended.wait(self._lease_s / 3):
            try:
                kept = self._queue.heartbeat(
                    self._job.job_id, self._worker_id, now=self._clock.now(), lease_s=self._lease_s
                )
            except Exception as error:  # noqa: BLE001  # a busy database: the next beat is a lease's third away
                _log.warning("heartbeat-missed", job_id=self._job.job_id, error=type(error).__name__)
                continue
            if not kept:
                _log.warning("lease-lost", job_id=self._job.job_id)
                return
