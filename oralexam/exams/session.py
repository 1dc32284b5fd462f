"""One exam session of a centre: who comes when, before whom, in which room, by which format. Values only.

What must hold before it may be opened is in `session_check`; what a candidate's parts are, in `parts_of`.
Why a candidate has extra time stands in none of these types: it never leaves the manager's own page.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.exams.accommodation import ExtraTime
from oralexam.exams.eligibility import Reuse
from oralexam.exams.formats import Format, Part, PhaseMinutes
from oralexam.exams.parts import EXCHANGES, PartKind, StationSetup

LONGEST_NAME = 80
"""Characters of a person's or a room's name."""
MOST_CANDIDATES = 500
"""Of one session: a large centre examines some dozens. It bounds what one request can ask for."""
MOST_PEOPLE = 100
"""Jurors, juries, rooms or days of one session."""
LONGEST_PART_MINUTES = 240
"""No oral phase lasts half a day; a centre that types 600 has mistyped."""

Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""As `identifiers.new_id` makes them; a page makes one for what it adds (crypto.randomUUID)."""


class PlaceKind(StrEnum):
    """The rooms that the exam document (RE AIE 2015) asks for."""

    EXAM_ROOM = "exam-room"
    JURY_ROOM = "jury-room"
    RECEPTION = "reception"
    """The closed space with a table and chairs where the visitor is received."""


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One room, as its door says it: two sessions that write the same name mean the same room."""

    place_id: Identifier
    name: Name
    kind: PlaceKind


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A juror of this session."""

    member_id: Identifier
    name: Name
    judges_b2: bool = False
    """Uses English professionally and can judge it at CEFR B2 (exam document, RE AIE 2015)."""
    account_id: Identifier | None = None
    """The account under which this juror signs in; None: comes by links."""


class Jury(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two jurors who sit together: one plays, the other observes."""

    jury_id: Identifier
    name: Name
    """« Jury 1 »."""
    member_ids: Annotated[tuple[Identifier, ...], msgspec.Meta(max_length=MOST_PEOPLE)] = ()
    """Two; another number is a problem to be shown, not a malformed value."""
    jury_room_id: Identifier | None = None
    """Where they sit during calls and interviews."""
    reception_id: Identifier | None = None
    """Where they come as visitors, if the visitor part is played in person."""
    station_setup: StationSetup | None = None
    """What hears the two in the reception; None: the visitor comes by video."""


class Cast(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who plays the other party in one part of one candidate; the jury's other member observes."""

    part: PartKind
    player_id: Identifier
    observer_id: Identifier | None = None
    """Given where somebody from outside the jury has stepped in on the day."""


class PartRoom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the accepted plan holds one part of one candidate."""

    part: PartKind
    place_id: Identifier


class Candidacy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One candidate in this session, with what was granted; never why it was granted."""

    candidacy_id: Identifier
    name: Name
    number: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """The candidate's number at the centre: it tells two people of one name apart."""
    code: str = ""
    """The short code on the candidate's sheet; "" until the server has made it. See `codes`."""
    jury_id: Identifier | None = None
    exam_room_id: Identifier | None = None
    """Where the candidate works; None: the plan, or the manager, still has to say."""
    casts: Annotated[tuple[Cast, ...], msgspec.Meta(max_length=len(PartKind))] = ()
    """Parts that are not listed are played by the jury's first member."""
    rooms: Annotated[tuple[PartRoom, ...], msgspec.Meta(max_length=len(PartKind))] = ()
    """What the plan chose, written by the server; a part that is not listed is where `room_of` says."""
    extra_time: ExtraTime | None = None
    large_text: bool = False
    contrast: bool = False
    breaks: bool = False
    """May ask for a break between two phases; the manager pauses."""
    final_interview: bool = False
    """Collects the title by blocks, and this is the last one (exam document: a final interview then)."""


class Day(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day of the session, in the centre's time zone."""

    date: dt.date
    opens: dt.time
    closes: dt.time


class PartMinutes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes that the format leaves to the centre."""

    part: PartKind
    phase: str
    minutes: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_PART_MINUTES)]


class SessionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the exam documents leave to the centre."""

    grace_s: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0
    """After the end of a call, to finish a sentence."""
    clock_shown: bool = True
    """Whether the candidate sees the time left."""
    jury_in_preparation: bool = True
    """Whether the jury must be there while the candidate prepares (exam document: its times count so)."""
    paste_allowed: bool = False
    """Whether text from outside may be pasted into the candidate's work; it is noted either way."""
    narrow_band: bool = False
    """Whether a call by telephone is heard as over one (300 to 3400 Hz); recordings keep their whole band."""
    facts_after_sealing: bool = False
    """Whether judges see the fact grid only when both have sealed: it is evidence, and the centre decides."""
    reuse: Reuse | None = None
    """Whether what a candidate drew stays in the draw for the others; None: as the service is set."""
    minutes: Annotated[tuple[PartMinutes, ...], msgspec.Meta(max_length=32)] = ()


class ExamSession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One session, whole: what the manager writes, and what a plan is made from."""

    session_id: Identifier
    title: Annotated[str, msgspec.Meta(max_length=160)]
    centre: Annotated[str, msgspec.Meta(max_length=160)] = ""
    format_id: str
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"
    """An IANA name; days and hours are meant in it."""
    settings: SessionSettings = SessionSettings()
    days: Annotated[tuple[Day, ...], msgspec.Meta(max_length=MOST_PEOPLE)] = ()
    places: Annotated[tuple[Place, ...], msgspec.Meta(max_length=MOST_PEOPLE)] = ()
    members: Annotated[tuple[Member, ...], msgspec.Meta(max_length=MOST_PEOPLE)] = ()
    juries: Annotated[tuple[Jury, ...], msgspec.Meta(max_length=MOST_PEOPLE)] = ()
    candidacies: Annotated[tuple[Candidacy, ...], msgspec.Meta(max_length=MOST_CANDIDATES)] = ()

    def jury_of(self, candidacy: Candidacy) -> Jury | None:
        """The jury before which a candidate comes, if it is given and known."""
        return next((jury for jury in self.juries if jury.jury_id == candidacy.jury_id), None)

    def member(self, member_id: str | None) -> Member | None:
        """The juror with this id."""
        return next((member for member in self.members if member.member_id == member_id), None)

    def place(self, place_id: str | None) -> Place | None:
        """The room with this id."""
        return next((place for place in self.places if place.place_id == place_id), None)

    def candidacy(self, candidacy_id: str) -> Candidacy | None:
        """The candidacy with this id."""
        return next((each for each in self.candidacies if each.candidacy_id == candidacy_id), None)


class SessionState(StrEnum):
    """How far a session is."""

    DRAFT = "draft"
    OPEN = "open"
    """Its sittings are made; codes and seats work."""
    CLOSED = "closed"
    """The days are over: no code of it opens anything."""


class PartSitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which sitting one part of one candidacy has become, when the session was opened."""

    session_id: Identifier
    candidacy_id: Identifier
    part: PartKind
    position: int
    """0 for the candidate's first part; parts are taken in this order."""
    sitting_id: Identifier


def parts_of(
    format_: Format, candidacy: Candidacy, settings: SessionSettings | None = None
) -> tuple[Part, ...]:
    """The candidate's oral parts in order, the centre's minutes written in.

    Minutes that a format gives itself are never replaced. A phase that nobody has given minutes keeps None.
    """
    given = {} if settings is None else {(each.part, each.phase): each.minutes for each in settings.minutes}
    optional = format_.optional_parts if candidacy.final_interview else ()
    return tuple(
        Part(
            kind=part.kind,
            competence=part.competence,
            phases=tuple(
                PhaseMinutes(name=phase.name, minutes=phase.minutes or given.get((part.kind, phase.name)))
                for phase in part.phases
            ),
        )
        for part in (*format_.parts, *optional)
    )


def cast_of(session: ExamSession, candidacy: Candidacy, part: PartKind) -> tuple[Member, Member] | None:
    """Who plays and who observes; None while the jury is not one of two known members."""
    chosen = next((cast for cast in candidacy.casts if cast.part is part), None)
    if chosen is not None and chosen.observer_id is not None:
        player, observer = session.member(chosen.player_id), session.member(chosen.observer_id)
        return None if player is None or observer is None else (player, observer)
    jury = session.jury_of(candidacy)
    members = [session.member(member_id) for member_id in jury.member_ids] if jury else []
    if len(members) != 2 or members[0] is None or members[1] is None:
        return None
    first, second = members[0], members[1]
    return (second, first) if chosen and chosen.player_id == second.member_id else (first, second)


def room_of(session: ExamSession, candidacy: Candidacy, part: PartKind) -> Place | None:
    """Where a part is held: as the plan says; else the reception, the exam room, or where the jury sits.

    None for a role-play while nobody has said which exam room: the jury's is another one (exam document, RE
    AIE 2015: two closed rooms, one for the candidate).
    """
    planned = next((each.place_id for each in candidacy.rooms if each.part is part), None)
    if (place := session.place(planned)) is not None:
        return place
    jury = session.jury_of(candidacy)
    if part is PartKind.VISITOR and jury is not None and jury.station_setup is not None:
        return session.place(jury.reception_id) or _only(session, PlaceKind.RECEPTION)
    if part in EXCHANGES or jury is None:
        return session.place(candidacy.exam_room_id) or _only(session, PlaceKind.EXAM_ROOM)
    # Interviews are held where the jury sits.
    return session.place(jury.jury_room_id)


def _only(session: ExamSession, kind: PlaceKind) -> Place | None:
    """The one room of its kind; where there are several, somebody has to choose."""
    found = [place for place in session.places if place.kind is kind]
    return found[0] if len(found) == 1 else None


def room_name_of(session: ExamSession, candidacy: Candidacy, part: PartKind) -> str:
    """What is written on the door; the jury's name where no room is known."""
    room, jury = room_of(session, candidacy, part), session.jury_of(candidacy)
    return room.name if room is not None else jury.name if jury is not None else ""


def recast(
    session: ExamSession, candidacy_id: str, part: PartKind, *, player: Member, observer: Member
) -> ExamSession:
    """The session in which those two sit in that part; who is new to it becomes one of its jurors."""
    known = {member.member_id for member in session.members}
    cast = Cast(part=part, player_id=player.member_id, observer_id=observer.member_id)
    return msgspec.structs.replace(
        session,
        members=(*session.members, *(each for each in (player, observer) if each.member_id not in known)),
        candidacies=tuple(
            msgspec.structs.replace(each, casts=(*(old for old in each.casts if old.part is not part), cast))
            if each.candidacy_id == candidacy_id
            else each
            for each in session.candidacies
        ),
    )
