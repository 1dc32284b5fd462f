"""The tables. Their rows never leave `storage`: repositories hand out domain values.

What they look like in the database is decided by `migrations`; a test keeps the two equal.
"""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, ForeignKeyConstraint, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

from oralexam.storage.second_marking_index import SECOND_MARKINGS


class UtcInstant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite has no time zones, so it is stored without one and read back with it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC without its zone; a naive time is a mistake of the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The same instant, aware."""
        return None if value is None else value.replace(tzinfo=UTC)


class SittingRow(SQLModel, table=True):
    """One sitting: what can be asked without folding, kept in the transaction that appends its events."""

    __tablename__ = "sittings"

    sitting_id: str = Field(primary_key=True)
    rehearsal: bool
    opened_at: datetime = Field(sa_type=UtcInstant)
    phase: str
    phase_since: datetime = Field(sa_type=UtcInstant)
    course: str = Field(sa_type=Text)
    """The phases that were entered, as JSON: `[[phase, RFC 3339 instant], …]`."""
    scenario: str = ""
    """`scenario_id@version` of the last draw; "" before it."""
    last_seq: int
    head_hash: str
    erased_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class EventRow(SQLModel, table=True):
    """One link of a sitting's chain: the public text exactly as it was hashed."""

    __tablename__ = "events"
    __table_args__ = (SECOND_MARKINGS,)

    sitting_id: str = Field(primary_key=True, foreign_key="sittings.sitting_id", ondelete="CASCADE")
    seq: int = Field(primary_key=True)
    canonical: str = Field(sa_type=Text)
    hash: str


class PersonalPayloadRow(SQLModel, table=True):
    """What of an event can be erased: its personal fields, and the salt without which their hash is mute."""

    __tablename__ = "personal_payloads"
    __table_args__ = (
        ForeignKeyConstraint(["sitting_id", "seq"], ["events.sitting_id", "events.seq"], ondelete="CASCADE"),
    )

    sitting_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    salt: str
    payload: str = Field(sa_type=Text)


class LinkRow(SQLModel, table=True):
    """A single-use link to a seat; the token itself is nowhere."""

    __tablename__ = "links"

    token_digest: str = Field(primary_key=True)
    sitting_id: str | None = Field(
        default=None, foreign_key="sittings.sitting_id", ondelete="CASCADE", index=True
    )
    seat: str
    expires_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class SessionRow(SQLModel, table=True):
    """A browser that has come through a link; the cookie itself is nowhere."""

    __tablename__ = "sessions"

    digest: str = Field(primary_key=True)
    last_seen_at: datetime = Field(sa_type=UtcInstant)


class SessionSeatRow(SQLModel, table=True):
    """A seat that a session holds."""

    __tablename__ = "session_seats"

    session_seat_id: int | None = Field(default=None, primary_key=True)
    session_digest: str = Field(foreign_key="sessions.digest", ondelete="CASCADE", index=True)
    sitting_id: str | None = Field(
        default=None, foreign_key="sittings.sitting_id", ondelete="CASCADE", index=True
    )
    seat: str
    granted_at: datetime = Field(sa_type=UtcInstant)


class SessionPersonRow(SQLModel, table=True):
    """Who a session is, beside the seats it holds: staff (`account`), a candidate (`candidacy`)."""

    __tablename__ = "session_persons"

    session_digest: str = Field(primary_key=True, foreign_key="sessions.digest", ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    subject_id: str = Field(index=True)
    granted_at: datetime = Field(sa_type=UtcInstant)


class AccountRow(SQLModel, table=True):
    """A member of staff who can sign in."""

    __tablename__ = "accounts"

    account_id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    """As it is compared: without case."""
    name: str
    role: str
    password_hash: str
    """Argon2id in its own notation, with salt and parameters."""
    created_at: datetime = Field(sa_type=UtcInstant)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class AccountInvitationRow(SQLModel, table=True):
    """A single-use link by which a person makes an account of their own; the token itself is nowhere."""

    __tablename__ = "account_invitations"

    token_digest: str = Field(primary_key=True)
    role: str
    expires_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class ExamSessionRow(SQLModel, table=True):
    """One exam session: a document that is read and written whole, and the number of its version."""

    __tablename__ = "exam_sessions"

    session_id: str = Field(primary_key=True)
    state: str = Field(index=True)
    revision: int
    body: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcInstant)
    changed_at: datetime = Field(sa_type=UtcInstant)
    opened_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    erased_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class AccommodationCauseRow(SQLModel, table=True):
    """Why a candidate has extra time: apart from everything else, for the manager's page alone."""

    __tablename__ = "accommodation_causes"

    session_id: str = Field(primary_key=True, foreign_key="exam_sessions.session_id", ondelete="CASCADE")
    candidacy_id: str = Field(primary_key=True)
    cause: str = Field(sa_type=Text)


class PartSittingRow(SQLModel, table=True):
    """Which sitting a part of a candidacy is; written before it is opened: a crash makes no second one."""

    __tablename__ = "part_sittings"

    session_id: str = Field(primary_key=True, foreign_key="exam_sessions.session_id", ondelete="CASCADE")
    candidacy_id: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    position: int
    sitting_id: str = Field(unique=True)


class PlanRow(SQLModel, table=True):
    """The plan of one exam session: a document that is read and written whole. It names nobody."""

    __tablename__ = "plans"

    session_id: str = Field(primary_key=True, foreign_key="exam_sessions.session_id", ondelete="CASCADE")
    revision: int
    body: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcInstant)


class DayActRow(SQLModel, table=True):
    """Something that the manager said of a candidate's day; rows are only ever added."""

    __tablename__ = "day_acts"

    session_id: str = Field(primary_key=True, foreign_key="exam_sessions.session_id", ondelete="CASCADE")
    seq: int = Field(primary_key=True)
    candidacy_id: str
    kind: str
    at: datetime = Field(sa_type=UtcInstant)
    author: str
    """Personal, as the reason is: both can be erased."""
    reason: str
    happened: str | None = Field(default=None, sa_type=Text)
    """What was held and when, as JSON; None withdraws what was said before."""


class TranscriptRow(SQLModel, table=True):
    """One version of what was heard on one seat's track, as JSON."""

    __tablename__ = "transcripts"

    sitting_id: str = Field(primary_key=True, foreign_key="sittings.sitting_id", ondelete="CASCADE")
    seat: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)


class CorrectionRow(SQLModel, table=True):
    """One act of a person upon one version of a transcript, as JSON; it goes with that version."""

    __tablename__ = "corrections"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sitting_id", "seat", "version"],
            ["transcripts.sitting_id", "transcripts.seat", "transcripts.version"],
            ondelete="CASCADE",
        ),
    )

    sitting_id: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)


class JobRow(SQLModel, table=True):
    """A job for a worker process; `position` is the order in which jobs were asked for."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "sitting_id", "subject"),)

    position: int | None = Field(default=None, primary_key=True)
    job_id: str = Field(unique=True)
    kind: str
    sitting_id: str = Field(foreign_key="sittings.sitting_id", ondelete="CASCADE", index=True)
    subject: str
    state: str = Field(index=True)
    tries: int
    reason: str
    created_at: datetime = Field(sa_type=UtcInstant)
    updated_at: datetime = Field(sa_type=UtcInstant)
    not_before: datetime = Field(sa_type=UtcInstant)
    worker_id: str
    leased_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    live: bool = False
    needed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    audio_s: float | None = None
    begun_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    busy_s: float | None = None


class ScenarioVersionRow(SQLModel, table=True):
    """One published version of a centre's own scenario, as JSON; it is never changed."""

    __tablename__ = "scenario_versions"

    scenario_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    number: int
    body: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=UtcInstant)
    published_by: str
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class ScenarioDraftRow(SQLModel, table=True):
    """A scenario that is being written."""

    __tablename__ = "scenario_drafts"

    draft_id: str = Field(primary_key=True)
    revision: int
    body: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcInstant)


class CandidatePaperRow(SQLModel, table=True):
    """A paper of a candidate's file, as JSON; its pictures are files of its session's folder."""

    __tablename__ = "candidate_papers"

    entry_id: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="exam_sessions.session_id", ondelete="CASCADE")
    candidacy_id: str = Field(index=True)
    use: str
    body: str = Field(sa_type=Text)
    brought_at: datetime = Field(sa_type=UtcInstant)


class ReferenceWorkRow(SQLModel, table=True):
    """A dictionary or other documentation of the centre, its paper as JSON; it is never changed."""

    __tablename__ = "reference_works"

    work_id: str = Field(primary_key=True)
    title: str
    language: str
    page_count: int
    body: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=UtcInstant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcInstant)
