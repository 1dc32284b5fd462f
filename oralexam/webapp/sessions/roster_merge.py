"""A clean list becomes people of a session; who is there already is not made twice."""

from collections.abc import Callable

import msgspec

from oralexam.errors import NotFound, Refused
from oralexam.exams.roster import ListedCandidate, Roster, read_candidates, read_jurors
from oralexam.exams.session import MOST_CANDIDATES, MOST_PEOPLE, Candidacy, ExamSession, Jury, Member
from oralexam.exams.session_check import same_name


def read_list(session: ExamSession, kind: str, content: bytes) -> Roster:
    """What a list of candidates, or of jurors, holds; what it names is looked for in the session.

    Raises:
        NotFound: `unknown-list`.
    """
    match kind:
        case "candidates":
            return read_candidates(
                content,
                juries=[jury.name for jury in session.juries],
                rooms=[place.name for place in session.places],
            )
        case "jurors":
            return read_jurors(content)
        case _:
            raise NotFound("unknown-list")


def with_candidates(session: ExamSession, roster: Roster, *, new_id: Callable[[], str]) -> ExamSession:
    """The session with the list's candidates behind its own.

    Raises:
        Refused: `person-there-already`, with the `line`; `too-many-people`.
    """
    there = {(same_name(each.name), same_name(each.number)) for each in session.candidacies}
    juries = {same_name(jury.name): jury.jury_id for jury in session.juries}
    rooms = {same_name(place.name): place.place_id for place in session.places}

    def candidacy(each: ListedCandidate) -> Candidacy:
        if (same_name(each.name), same_name(each.number)) in there:
            raise Refused("person-there-already", line=each.line)
        return Candidacy(
            candidacy_id=new_id(),
            name=each.name,
            number=each.number,
            code=each.code,
            jury_id=juries.get(same_name(each.jury)),
            exam_room_id=rooms.get(same_name(each.room)),
            extra_time=each.extra_time,
            large_text=each.large_text,
            contrast=each.contrast,
            breaks=each.breaks,
            final_interview=each.final_interview,
        )

    candidacies = (*session.candidacies, *(candidacy(each) for each in roster.candidates))
    if len(candidacies) > MOST_CANDIDATES:
        raise Refused("too-many-people", most=MOST_CANDIDATES)
    return msgspec.structs.replace(session, candidacies=candidacies)


def with_jurors(session: ExamSession, roster: Roster, *, new_id: Callable[[], str]) -> ExamSession:
    """The session with the list's jurors, in the juries that the list names, made where they are not there.

    Raises:
        Refused: `person-there-already`, with the `line`; `too-many-people`.
    """
    members = list(session.members)
    juries = {same_name(jury.name): jury for jury in session.juries}
    for listed in roster.jurors:
        if any(same_name(member.name) == same_name(listed.name) for member in members):
            raise Refused("person-there-already", line=listed.line)
        member = Member(member_id=new_id(), name=listed.name, judges_b2=listed.judges_b2)
        members.append(member)
        if listed.jury:
            key = same_name(listed.jury)
            jury = juries.get(key) or Jury(jury_id=new_id(), name=listed.jury)
            juries[key] = msgspec.structs.replace(jury, member_ids=(*jury.member_ids, member.member_id))
    if max(len(members), len(juries)) > MOST_PEOPLE:
        raise Refused("too-many-people", most=MOST_PEOPLE)
    return msgspec.structs.replace(session, members=tuple(members), juries=tuple(juries.values()))
