"""A candidate's own data, gathered: what concerns them, and of others no more than their function.

The other party's voice is that person's data too (GDPR art. 15(4)): the mix is not handed over, and the whole
conversation can be listened to at the centre. The jury's briefs and what was to be said only if asked are the
examination's, not the candidate's. Called in a thread; loaded when somebody asks.
"""

from pathlib import Path
from typing import Any, Final

import msgspec

from oralexam.dossier.record import RecordKind
from oralexam.errors import NotFound
from oralexam.exams.session import Candidacy
from oralexam.exams.timetable.local_time import zone
from oralexam.records.own_data import OwnDataOrder, OwnFile, Section
from oralexam.retention.kinds import OF_CANDIDATES
from oralexam.storage.exam_sessions import KeptSession
from oralexam.webapp.after.own_data_parts import marks_given, part_sections
from oralexam.webapp.after.own_data_words import OwnWords
from oralexam.webapp.services import Services

_EXTENSIONS: Final = {"pdf": "pdf", "markdown": "md", "picture": "picture"}


def own_data_order(
    services: Services, session_id: str, candidacy_id: str, *, language: str, target: Path
) -> OwnDataOrder:
    """Everything that the ZIP of one candidate is made from.

    Raises:
        NotFound: `unknown-session`, `unknown-candidate`.
        SystemFault: `storage-failed`.
    """
    kept = services.exam_sessions.get(session_id)
    candidacy = kept.session.candidacy(candidacy_id)
    if candidacy is None:
        raise NotFound("unknown-candidate")
    say = OwnWords(language, zone(kept.session.time_zone))
    record = services.record_desk.record(session_id, candidacy_id, RecordKind.RECORD)
    cause = services.exam_sessions.causes(session_id).get(candidacy_id, "")
    sections = [_person(say, kept, candidacy, cause)]
    for place, part in enumerate((each for each in record.parts if each.sitting_id), start=1):
        with_marks = marks_given(services, kept, part)
        sections += part_sections(services, say, part, place=place, with_marks=with_marks)
    sections += [
        _papers(services, say, session_id, candidacy_id),
        _viewings(services, say, candidacy_id),
        _lengths(services, say),
    ]
    return OwnDataOrder(
        target=str(target),
        language=language,
        title=say("own-data.title", name=candidacy.name),
        sections=tuple(sections),
        data=[_plain(section) for section in sections],
    )


def _person(say: OwnWords, kept: KeptSession, candidacy: Candidacy, cause: str) -> Section:
    session = kept.session
    granted = [
        say("own-data.granted.extra-time") if candidacy.extra_time is not None else "",
        say("own-data.granted.large-text") if candidacy.large_text else "",
        say("own-data.granted.contrast") if candidacy.contrast else "",
        say("own-data.granted.breaks") if candidacy.breaks else "",
    ]
    rows = [
        (say("own-data.name"), candidacy.name),
        (say("own-data.number"), candidacy.number),
        (say("own-data.session"), session.title),
        (say("own-data.centre"), session.centre),
        (say("own-data.days"), ", ".join(say.day(each.date) for each in session.days)),
        (say("own-data.granted"), ", ".join(each for each in granted if each)),
        (say("own-data.cause"), cause),
    ]
    return Section(
        heading=say("own-data.you"),
        words=(say("own-data.words"), say("own-data.others")),
        header=(say("own-data.what"), say("own-data.value")),
        rows=tuple(row for row in rows if row[1]),
    )


def _papers(services: Services, say: OwnWords, session_id: str, candidacy_id: str) -> Section:
    found = services.candidate_files.originals(session_id, candidacy_id)
    return Section(
        heading=say("own-data.papers"),
        words=() if found else (say("own-data.none"),),
        files=tuple(
            OwnFile(
                name=f"papers/{place}.{_EXTENSIONS[paper.paper.format.value]}",
                path=str(path),
                label=paper.paper.name,
            )
            for place, (paper, path) in enumerate(found, start=1)
        ),
    )


def _viewings(services: Services, say: OwnWords, candidacy_id: str) -> Section:
    """Who has looked, by function: the staff's names are theirs."""
    found = services.viewings.of_candidacy(candidacy_id)
    return Section(
        heading=say("own-data.viewings"),
        words=() if found else (say("viewings.none"),),
        header=(say("viewings.column.when"), say("viewings.column.what"), say("viewings.column.as")),
        rows=tuple(
            (
                say.instant(each.at),
                say(f"viewings.kind.{each.viewed.kind}"),
                say(f"seat.{each.viewer.seat}"),
            )
            for each in found
        ),
    )


def _lengths(services: Services, say: OwnWords) -> Section:
    lengths = services.retention.lengths.in_force().lengths
    return Section(
        heading=say("own-data.kept"),
        words=(say(f"kept.counted.{lengths.counted_from}"), say("own-data.rights")),
        header=(say("kept.column.kind"), say("retention.column.months")),
        rows=tuple((say(f"kept.kind.{kind}"), say.months(lengths.of(kind).months)) for kind in OF_CANDIDATES),
    )


def _plain(section: Section) -> dict[str, Any]:
    """The same for programs; where files stand on this machine is nobody's business."""
    plain: dict[str, Any] = msgspec.to_builtins(section)
    plain["files"] = [{"name": file.name, "label": file.label} for file in section.files]
    return plain
