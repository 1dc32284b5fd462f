"""The printed record of one candidacy, as a value: what a jury signs, and whoever doubts it checks.

It holds what the events, the session and the files say, and nothing else: no figure in it is computed from
marks, and nothing that was not sealed is in it. What is missing, still runs or was erased is said to be.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from oralexam.exams.draw import Lot
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.shares import Share
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.judging.moments import Moment
from oralexam.rooms.ledger_rows import Ledger
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


class RecordKind(StrEnum):
    """Which of the two documents is made."""

    RECORD = "record"
    """All of it, with the marks that were sealed."""
    ATTESTATION = "attestation"
    """What is printed on the day, before any mark: times, acts, and the hashes as they stand."""


class PartState(StrEnum):
    """How far a part has come."""

    NOT_OPENED = "not-opened"
    """The session names it; it has no events."""
    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"
    ABORTED = "aborted"


class SessionHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The session, as the head of the document tells it."""

    session_id: str
    title: str
    centre: str
    format_title: str
    time_zone: str
    """All times of the document are shown in it."""
    days: tuple[date, ...]


class Juror(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the jury; `name` is "" once it was erased."""

    name: str
    judges_b2: bool


class DrawTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The draw that counts, with all that is needed to compute it again."""

    number: int
    """Which draw of this part it was; more than 1 where one was void."""
    scenario_number: int | None
    title: str
    """"" where the bank does not have that scenario any more."""
    mode: ExchangeMode | None
    lot: Lot
    shares: tuple[Share, ...]
    holds: bool
    """Computed again for this document, from the events alone."""
    findings: tuple[str, ...]
    """What does not hold, by code."""


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that somebody did, and that is no incident: let in, informed, drew, handed in."""

    at: datetime
    code: str
    by: Seat | None
    author: str = ""
    detail: str = ""
    """A code or a version; never free words."""


class Chained(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a part's chain of events went when the document was made."""

    events: int
    head: str


class Recording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One recorded file. Its hash is the one that was noted while it was recorded."""

    seat: str
    kind: str
    segment: int
    bytes: int
    """What the hash is over: the file's first bytes, as many."""
    sha256: str
    """"" where nothing of it was noted."""
    closed: bool
    """False where the server died, or still records: the hash is then of what had reached the disk."""
    missing: bool = False
    """The note is there and the file is not, or the file is shorter than what was noted."""
    chained_by: int | None = None
    """The number of the event that holds its digest; None where none does."""
    not_as_chained: bool = False
    """The chain holds another digest than the sidecar noted."""


class WrittenDown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One voice's transcript: which version, by what, and what its text hashes to."""

    seat: str
    version: int
    sha256: str
    engine: str
    acts: int
    """How often people have confirmed or corrected something in it."""
    chained_by: int | None = None
    """The number of the event that holds its digest; None where none does."""
    not_as_chained: bool = False


class HandedIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The written work of a part, as it stood at the end."""

    title: str
    language: str
    """In which it was to be written; "" where the bank does not say."""
    text: str
    """"" for a contact sheet, and for a text of which nothing was written or that was erased."""
    fields: tuple[tuple[str, str], ...]
    """Of a contact sheet: label and what stands there."""
    saved_at: datetime | None


Wordings = Mapping[str, str]
"""The same words by language; empty where there are none."""


class Held(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The level that one of the two holds to, where they do not agree."""

    judge: str
    level: Wordings


class MarkGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one judge, or the two together, gave on one criterion."""

    criterion: Wordings
    """The criterion's words, as they were in the grid that was judged by."""
    level: Wordings
    """The scale's own words for the level; empty where none was given, or they do not agree."""
    moments: tuple[Moment, ...] = ()
    no_moment: str = ""
    comment: str = ""
    dissent: tuple[Held, ...] = ()
    """Of a deliberation that did not agree: what each holds to."""


class Judged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sealed version of one judge's marks, or one locked deliberation."""

    judges: tuple[str, ...]
    """Who sealed it, or signed it; "" once erased."""
    version: int
    at: datetime
    digest: str
    marks: tuple[MarkGiven, ...]
    acquired: bool | None
    """None where it was not said, or the two do not agree."""
    acquired_dissent: bool = False
    reason: str = ""
    """Why there is a further version; "" for the first."""
    comment: str = ""
    present: tuple[str, ...] = ()
    """Of a deliberation: who was there."""
    withdrawn: bool = False
    """Of a deliberation: it was reopened, and stands no more."""
    erased: bool = False


class Reopened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A locked deliberation that was taken up again, by two people; by one, until the second agrees."""

    of_version: int
    asked_at: datetime
    asked_by: str
    reason: str
    agreed_at: datetime | None
    agreed_by: str


class SecondTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second marking, blind: beside the jury's, never among them."""

    reason: SecondReason
    asked_at: datetime
    asked_by: str
    """"" for a manager who came by a link, and once erased."""
    marker: str
    sealed: Judged | None
    """None until it is sealed, and until a deliberation of the jury was locked."""
    sealed_at: datetime | None
    digest: str = ""


class Judging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that may be shown of a part's marks: nothing before a deliberation was locked."""

    sealed_by: tuple[str, ...]
    """Who has sealed so far: that is said, and no more, until they have deliberated."""
    versions: tuple[Judged, ...] = ()
    """Every sealed version of both, in order; empty until a deliberation was locked."""
    deliberations: tuple[Judged, ...] = ()
    """Every one that was locked; only the last can stand."""
    reopened: tuple[Reopened, ...] = ()
    seconds: tuple[SecondTold, ...] = ()
    """Blind markings by others, in the order in which they were asked for."""

    @property
    def shown(self) -> bool:
        """Whether marks may be shown."""
        return bool(self.versions)

    @property
    def locked(self) -> Judged | None:
        """The deliberation that stands."""
        return next((each for each in reversed(self.deliberations) if not each.withdrawn), None)


class PartRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part: everything that the document says of it."""

    part: PartKind
    sitting_id: str
    state: PartState
    phase: Phase | None = None
    rehearsal: bool = False
    erased: bool = False
    """What it held of persons was erased: names, words and reasons read as erased."""
    competence: str = ""
    room_name: str = ""
    juror_name: str = ""
    """Who played, or led the interview, at the end."""
    observer_name: str = ""
    ledger: Ledger | None = None
    draw: DrawTold | None = None
    acts: tuple[Act, ...] = ()
    from_paper: tuple[EnteredFromPaper, ...] = ()
    work: HandedIn | None = None
    judging: Judging | None = None
    chain: Chained | None = None
    recorded: bool = False
    """A call began in it: recordings are expected."""
    recordings: tuple[Recording, ...] = ()
    transcripts: tuple[WrittenDown, ...] = ()


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole document."""

    kind: RecordKind
    made_at: datetime
    session: SessionHead
    candidacy_id: str
    candidate_name: str
    candidate_number: str
    jury_name: str
    jury: tuple[Juror, ...]
    parts: tuple[PartRecord, ...]
    key_fingerprint: str
    """Of the centre's key that signs packs (hex); "" where the centre has none yet."""
    software: str
    """Name and version of what made the document."""

    @property
    def provisional(self) -> bool:
        """Whether a part is still to be held, or runs: the document is no final one then."""
        return any(each.state not in {PartState.OVER, PartState.ABORTED} for each in self.parts)

    @property
    def erased(self) -> bool:
        """Whether something of it was erased."""
        return self.candidate_name == "" or any(each.erased for each in self.parts)
