"""What a centre keeps, by kind, and for how long each is kept unless the centre says otherwise."""

from enum import StrEnum

import msgspec


class DataKind(StrEnum):
    """One kind of data with a length of its own."""

    RECORDINGS = "recordings"
    """Voices and pictures as they came over the wire."""
    LISTENING_COPIES = "listening-copies"
    """What the replay plays: made from the recordings, and made again at any time while those are there."""
    TRANSCRIPTS = "transcripts"
    """What was heard, and what people corrected."""
    WRITINGS = "writings"
    """Notes, texts and contact sheets, in all their versions."""
    MARKS = "marks"
    """Marks, markers, comments, the jury's notes and its deliberation."""
    PAPERS = "papers"
    """The papers of the candidate's file."""
    NAMES = "names"
    """Names, numbers, codes, what was granted and why, who did what: whatever else says who somebody is."""
    VIEWINGS = "viewings"
    """Who looked at what."""
    ACCOUNTS = "accounts"
    """Accounts of the staff that were closed."""
    REHEARSALS = "rehearsals"
    """Rehearsals, whole."""
    RECORD = "record"
    """The record of a session: what happened and when, draws and hashes, without anything personal."""


OF_CANDIDATES = (
    DataKind.RECORDINGS,
    DataKind.LISTENING_COPIES,
    DataKind.TRANSCRIPTS,
    DataKind.WRITINGS,
    DataKind.MARKS,
    DataKind.PAPERS,
    DataKind.NAMES,
)
"""What a candidate's data consist of: counted from the decision or from the session's end."""
OF_CENTRE = (DataKind.VIEWINGS, DataKind.ACCOUNTS, DataKind.REHEARSALS)
"""What is counted from a day of its own: when somebody looked, an account was closed, a rehearsal began."""


class Counting(StrEnum):
    """From which day the lengths of candidates' data run."""

    DECISION = "decision"
    """The day on which the jury's decision was notified: from then on somebody may appeal."""
    SESSION_END = "session-end"
    """The session's last day."""


class Default(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds until the centre says otherwise; `reason` is the end of a key in the words."""

    months: int | None
    reason: str


DEFAULTS: dict[DataKind, Default] = {
    # Two months to ask the authority again, which keeps the way to the court open; its silence is a refusal
    # after two more; then two to go to court: six (code de justice administrative, art. R. 421-1; code des
    # relations entre le public et l'administration, art. L. 411-2 and L. 411-7).
    DataKind.RECORDINGS: Default(months=6, reason="appeal"),
    DataKind.LISTENING_COPIES: Default(months=6, reason="with-recordings"),
    DataKind.TRANSCRIPTS: Default(months=6, reason="with-recordings"),
    DataKind.PAPERS: Default(months=6, reason="appeal"),
    # Chosen: what was written is what was marked, and is small; a year is usual for examination papers.
    DataKind.WRITINGS: Default(months=12, reason="written-work"),
    # Chosen: who collects the title by its certificates comes back for years, and is asked for proof.
    DataKind.MARKS: Default(months=60, reason="proof"),
    DataKind.NAMES: Default(months=60, reason="proof"),
    # CNIL, recommendation on logging (délibération n° 2021-122 of 14 October 2021): six months to a year.
    DataKind.VIEWINGS: Default(months=12, reason="log"),
    DataKind.ACCOUNTS: Default(months=12, reason="staff"),
    DataKind.REHEARSALS: Default(months=1, reason="rehearsal"),
    DataKind.RECORD: Default(months=None, reason="no-person"),
}
"""The exam document (RE AIE 2015) leaves it to the centre; GDPR art. 5(1)(e): no longer than needed."""
