"""What is left of a session when its people, or one of them, are to be forgotten."""

import msgspec

from oralexam.exams.session import Candidacy, ExamSession


def without_people(session: ExamSession) -> ExamSession:
    """The session without anything that says who its candidates and jurors are."""
    replace = msgspec.structs.replace
    return replace(
        session,
        members=tuple(replace(member, name="", account_id=None) for member in session.members),
        candidacies=tuple(_nobody(each) for each in session.candidacies),
    )


def without_candidate(session: ExamSession, candidacy_id: str) -> ExamSession:
    """The session without anything that says who one of its candidates is."""
    return msgspec.structs.replace(
        session,
        candidacies=tuple(
            _nobody(each) if each.candidacy_id == candidacy_id else each for each in session.candidacies
        ),
    )


def _nobody(candidacy: Candidacy) -> Candidacy:
    return msgspec.structs.replace(
        candidacy,
        name="",
        number="",
        code="",
        extra_time=None,
        large_text=False,
        contrast=False,
        breaks=False,
    )
