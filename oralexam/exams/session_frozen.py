"""What of a session can no longer be changed: what the sittings of an opened candidate were made from."""

from collections.abc import Collection

import msgspec

from oralexam.exams.parts import PartKind
from oralexam.exams.session import Candidacy, ExamSession, SessionSettings, cast_of


def changes_opened(before: ExamSession, after: ExamSession, opened: Collection[str]) -> bool:
    """Whether `after` changes what the sittings of the candidacies `opened` were made from, or drops one.

    Their plan is frozen: later changes are acts in the room, with an author and a reason.
    """
    if not opened:
        return False
    if before.format_id != after.format_id or _frozen(before.settings) != _frozen(after.settings):
        return True
    return any(_made_from(before, each) != _made_from(after, each) for each in opened)


def _frozen(settings: SessionSettings) -> SessionSettings:
    """All but what draws ask for on the day: when every scenario is used, the centre decides what follows."""
    return msgspec.structs.replace(settings, reuse=None)


def _made_from(session: ExamSession, candidacy_id: str) -> tuple[object, ...] | None:
    candidacy = session.candidacy(candidacy_id)
    if candidacy is None:
        return None
    return (
        candidacy.name,
        candidacy.jury_id,
        candidacy.exam_room_id,
        candidacy.extra_time,
        candidacy.final_interview,
        candidacy.large_text,
        candidacy.contrast,
        candidacy.breaks,
        *(_cast(session, candidacy, part) for part in PartKind),
    )


def _cast(session: ExamSession, candidacy: Candidacy, part: PartKind) -> tuple[str, str] | None:
    cast = cast_of(session, candidacy, part)
    return None if cast is None else (cast[0].name, cast[1].name)
