"""What the jury wrote down beside its marks: markers and blind second markings, by function alone.

What an examiner remarks about an answer is the candidate's personal data, as the answer is (CJEU C-434/16,
Nowak, 34 to 44; GDPR art. 15): they are handed over with the marks, and not before.
"""

from collections.abc import Mapping

from oralexam.dossier.record import Judged, MarkGiven, PartRecord
from oralexam.dossier.telling import NO_GRID, GridWords, words_of
from oralexam.errors import NotFound
from oralexam.records.own_data import Section
from oralexam.rooms.folding import fold
from oralexam.rooms.judging.state import Second
from oralexam.rooms.state import RoomState
from oralexam.webapp.after.own_data_words import OwnWords, clock_text
from oralexam.webapp.services import Services


def markers_section(
    services: Services, say: OwnWords, part: PartRecord, functions: Mapping[str, str]
) -> Section:
    """The moments that the jury has marked while it listened, with its notes.

    Args:
        services: of the server.
        say: the language.
        part: which part.
        functions: what a juror is called here, by name.
    """
    state = _state(services, part)
    words, zero = _words(services, state), state.zero_at or state.sitting.at
    rows = tuple(
        (
            clock_text((each.pressed_at - zero).total_seconds()),
            functions.get(state.judging.name_of(each.judge), say("seat.evaluator")),
            each.sign,
            words.criterion(each.criterion_id).get(say.language, ""),
            each.note,
        )
        for each in sorted(state.markers.standing, key=lambda marker: marker.pressed_at)
    )
    return Section(
        heading=say("own-data.markers"),
        level=3,
        words=() if rows else (say("own-data.none"),),
        header=(
            say("own-data.moments"),
            say("own-data.by"),
            say("own-data.sign"),
            say("own-data.criterion"),
            say("own-data.comment"),
        ),
        rows=rows,
    )


def second_markings(services: Services, say: OwnWords, part: PartRecord) -> list[tuple[str, Judged]]:
    """Each sealed second marking under its heading; whoever marked has no name here."""
    state = _state(services, part)
    words = _words(services, state)
    sealed = [each for each in state.judging.seconds if each.sealed_at is not None]
    return [
        (
            say("own-data.second", n=place, when=say.instant(each.sealed_at or each.asked_at)),
            _told(each, words),
        )
        for place, each in enumerate(sealed, start=1)
    ]


def _state(services: Services, part: PartRecord) -> RoomState:
    return fold(services.archive.history(part.sitting_id))


def _words(services: Services, state: RoomState) -> GridWords:
    opened = state.judging.opened
    if opened is None:
        return NO_GRID
    try:
        return words_of(services.grids.get(opened.grid_id, opened.grid_version))
    except NotFound:
        return NO_GRID


def _told(second: Second, words: GridWords) -> Judged:
    body = second.read()
    return Judged(
        judges=(),
        version=1,
        at=second.sealed_at or second.asked_at,
        digest=second.digest,
        marks=tuple(
            MarkGiven(
                criterion=words.criterion(mark.criterion_id),
                level=words.level(mark.level),
                moments=mark.moments,
                no_moment=mark.no_moment,
                comment=mark.comment,
            )
            for mark in (body.judgement.marks if body else ())
        ),
        acquired=body.judgement.acquired if body else None,
        comment=body.judgement.comment if body else "",
        erased=body is None,
    )
