"""What `cluster_jobs` says to PostgreSQL: the rows beside procrastinate's own, and what is done with them.

`oralexam_jobs_seen` is a view of both rows of each job; to lock what it shows is to lock both.
"""

from typing import Final, LiteralString

TABLES: Final[LiteralString] = """
CREATE TABLE oralexam_jobs (
    number bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
    job_id text NOT NULL UNIQUE,
    kind text NOT NULL,
    sitting_id text NOT NULL,
    subject text NOT NULL,
    waits_for_model boolean NOT NULL DEFAULT false,
    tries integer NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    not_before timestamptz NOT NULL,
    worker_id text NOT NULL DEFAULT '',
    leased_until timestamptz,
    live boolean NOT NULL,
    needed_at timestamptz,
    audio_s double precision,
    begun_at timestamptz,
    busy_s double precision,
    UNIQUE (kind, sitting_id, subject)
);
CREATE INDEX oralexam_jobs_sitting ON oralexam_jobs (sitting_id);
CREATE VIEW oralexam_jobs_seen AS
    SELECT ours.*, theirs.status::text AS status
    FROM oralexam_jobs AS ours JOIN procrastinate_jobs AS theirs ON theirs.id = ours.number
"""

HAS_TABLES: Final[LiteralString] = "SELECT to_regclass('oralexam_jobs_seen') IS NOT NULL AS known"
"""The view is made last, in one transaction with the table."""

LOCK_KEY: Final[LiteralString] = "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))"
LOCK_TABLES: Final[LiteralString] = "SELECT pg_advisory_xact_lock(%(key)s)"

FIND: Final[LiteralString] = """
SELECT * FROM oralexam_jobs_seen
WHERE kind = %(kind)s AND sitting_id = %(sitting_id)s AND subject = %(subject)s
"""
INSERT: Final[LiteralString] = """
INSERT INTO oralexam_jobs (number, job_id, kind, sitting_id, subject, created_at, updated_at, not_before,
    live, needed_at, audio_s)
VALUES (%(number)s, %(job_id)s, %(kind)s, %(sitting_id)s, %(subject)s, %(now)s, %(now)s, %(now)s,
    %(live)s, %(needed_at)s, %(audio_s)s)
RETURNING *, 'todo' AS status
"""
ARRANGE: Final[LiteralString] = """
UPDATE oralexam_jobs
SET live = %(live)s, needed_at = %(needed_at)s, audio_s = coalesce(%(audio_s)s, audio_s)
WHERE sitting_id = %(sitting_id)s
  AND (live IS DISTINCT FROM %(live)s
    OR needed_at IS DISTINCT FROM %(needed_at)s::timestamptz
    OR audio_s IS DISTINCT FROM coalesce(%(audio_s)s, audio_s))
"""
LEASE: Final[LiteralString] = """
WITH first AS MATERIALIZED (
    SELECT number FROM oralexam_jobs_seen
    WHERE ((status = 'todo' AND not_before <= %(now)s) OR (status = 'doing' AND leased_until <= %(now)s))
      AND kind <> ALL (%(not_of)s)
      AND (live OR kind <> ALL (%(only_live_of)s))
    ORDER BY live DESC, needed_at ASC NULLS LAST, number ASC
    LIMIT 1 FOR UPDATE SKIP LOCKED
), begun AS (
    UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT number FROM first)
)
UPDATE oralexam_jobs
SET tries = tries + 1, worker_id = %(worker_id)s, leased_until = %(until)s, begun_at = %(now)s,
    updated_at = %(now)s
WHERE number = (SELECT number FROM first)
RETURNING *, 'doing' AS status
"""
"""Ordered as `jobs.job.comes_before` says, then by age."""

HELD: Final[LiteralString] = """
SELECT number FROM oralexam_jobs_seen
WHERE job_id = %(job_id)s AND worker_id = %(worker_id)s AND status = 'doing'
FOR UPDATE
"""
RENEW: Final[LiteralString] = """
UPDATE oralexam_jobs SET leased_until = %(until)s, updated_at = %(now)s WHERE number = %(number)s
"""
PUT_DOWN: Final[LiteralString] = """
UPDATE oralexam_jobs
SET worker_id = '', leased_until = NULL, updated_at = %(now)s,
    reason = coalesce(%(reason)s, reason), busy_s = CASE WHEN %(done)s THEN %(busy_s)s ELSE busy_s END,
    not_before = coalesce(%(retry_at)s, not_before),
    tries = tries - %(tries_back)s, waits_for_model = %(waits)s
WHERE number = %(number)s
"""
SET_STATUS: Final[LiteralString] = """
UPDATE procrastinate_jobs
SET status = %(status)s::procrastinate_job_status, scheduled_at = NULL, abort_requested = false
WHERE id = %(number)s
"""
"""For what procrastinate has no function; its triggers write the history of it all the same."""

DESERT: Final[LiteralString] = """
UPDATE oralexam_jobs AS ours SET leased_until = %(now)s, updated_at = %(now)s
FROM procrastinate_jobs AS theirs
WHERE theirs.id = ours.number AND theirs.status = 'doing' AND ours.worker_id = %(worker_id)s
"""
WAITING: Final[LiteralString] = """
SELECT number FROM oralexam_jobs_seen
WHERE kind = %(kind)s AND waits_for_model AND status = 'cancelled'
FOR UPDATE
"""
GO_ON: Final[LiteralString] = """
UPDATE oralexam_jobs SET waits_for_model = false, not_before = %(now)s, updated_at = %(now)s
WHERE number = %(number)s
"""
ENDED: Final[LiteralString] = """
SELECT number FROM oralexam_jobs_seen
WHERE job_id = %(job_id)s AND status NOT IN ('todo', 'doing')
FOR UPDATE
"""
ANEW: Final[LiteralString] = """
UPDATE oralexam_jobs
SET tries = 0, reason = '', waits_for_model = false, not_before = %(now)s, updated_at = %(now)s
WHERE number = %(number)s
"""
UNFINISHED: Final[LiteralString] = """
SELECT * FROM oralexam_jobs_seen WHERE status IN ('todo', 'doing')
ORDER BY live DESC, needed_at ASC NULLS LAST, number ASC
"""
MEASURED: Final[LiteralString] = """
SELECT * FROM oralexam_jobs_seen
WHERE kind = %(kind)s AND status = 'succeeded' AND busy_s IS NOT NULL AND audio_s IS NOT NULL
ORDER BY updated_at DESC LIMIT %(most)s
"""
FORGET: Final[LiteralString] = """
DELETE FROM procrastinate_jobs
WHERE id IN (SELECT number FROM oralexam_jobs WHERE sitting_id = %(sitting_id)s)
"""
OF_SITTINGS: Final[LiteralString] = """
SELECT * FROM oralexam_jobs_seen WHERE sitting_id = ANY (%(sitting_ids)s) ORDER BY number
"""
