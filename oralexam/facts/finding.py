"""Looks for the facts of a scenario in what was said and written. Pure: the same input, the same grid.

What it cannot know: who meant what (« not four cartons » holds four cartons), which of two things a number
counts if neither is named beside it, and whether the recogniser heard a name as it was said. It shows; a
person listens.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from oralexam.exams.scenario import Language, Scenario
from oralexam.facts.comparing import Hit, hits
from oralexam.facts.expected import Fact, Wanted, facts_of
from oralexam.facts.grid import Agreement, FactCell, FactColumn, FactGrid, FactRow, Place, Sighting
from oralexam.facts.passages import Passage, of_text, of_words
from oralexam.facts.reading import ReadPassage
from oralexam.transcripts.transcript import UNCLEAR_BELOW, TrackTranscript

BOTH: Final = (Place.CANDIDATE, Place.JUROR)
MOST_SIGHTINGS: Final = 6
"""Of one value in one place: what is said more often is found by ear from there."""


class _Source:
    """One place, cut into passages; a contact sheet has one for each field."""

    def __init__(
        self, place: Place, *, there: bool, passages: Sequence[tuple[str | None, ReadPassage]]
    ) -> None:
        self.place = place
        self.there = there
        self.passages = passages


def find_facts(
    sitting_id: str,
    scenario: Scenario,
    *,
    transcripts: Sequence[TrackTranscript],
    text: str | None,
    sheet: Mapping[str, str] | None,
    seats: Collection[str] = BOTH,
) -> FactGrid:
    """The grid of one sitting, from its words as they stand now and the last version of what was written.

    `seats` are those with a track of their own: where one microphone heard two people there is one.
    """
    sources = (*_spoken(transcripts, seats), *_written(scenario, text, sheet))
    facts = facts_of(scenario)
    every = [each for fact in facts for each in fact.wanted]
    return FactGrid(
        sitting_id=sitting_id,
        columns=tuple(FactColumn(place=source.place, there=source.there) for source in sources),
        rows=tuple(row for fact in facts for row in _rows(fact, every, sources)),
    )


def _spoken(transcripts: Sequence[TrackTranscript], seats: Collection[str]) -> Iterator[_Source]:
    by_seat = {transcript.seat: transcript for transcript in transcripts}
    for place in (place for place in BOTH if place in seats):
        transcript = by_seat.get(place.value)
        words = [word for each in transcript.utterances for word in each.words] if transcript else []
        read = ReadPassage(of_words(words), Language.ENGLISH)
        yield _Source(place, there=transcript is not None, passages=[(None, read)])


def _written(scenario: Scenario, text: str | None, sheet: Mapping[str, str] | None) -> Iterator[_Source]:
    if scenario.text_task is not None:
        read = ReadPassage(of_text(text or ""), scenario.text_task.language)
        yield _Source(Place.TEXT, there=bool(text), passages=[(None, read)])
    if scenario.contact_sheet is not None:
        language = scenario.contact_sheet.language
        fields = [field for section in scenario.contact_sheet.sections for field in section.fields]
        filled = [
            (field.field_id, ReadPassage(of_text((sheet or {})[field.field_id]), language, field.label))
            for field in fields
            if (sheet or {}).get(field.field_id)
        ]
        yield _Source(Place.SHEET, there=bool(filled), passages=filled)


def _rows(fact: Fact, every: Sequence[Wanted], sources: Sequence[_Source]) -> Iterator[FactRow]:
    if not fact.wanted:
        yield FactRow(fact_id=fact.fact_id, label=fact.question, kind=None, value=fact.answer, cells=())
    for wanted in fact.wanted:
        yield FactRow(
            fact_id=fact.fact_id,
            label=wanted.label,
            kind=wanted.kind,
            value=wanted.shown,
            cells=tuple(
                FactCell(place=source.place, sightings=tuple(_sightings(wanted, every, source)))
                for source in sources
            ),
        )


def _sightings(wanted: Wanted, every: Sequence[Wanted], source: _Source) -> list[Sighting]:
    written = source.place in {Place.TEXT, Place.SHEET}
    made = [
        _sighting(read.passage, hit, field_id, written=written)
        for field_id, read in source.passages
        for hit in hits(wanted, every, read, written=written)
    ]
    # What agrees stands first: a cell says « found » where the value stands, whatever else does.
    return sorted(made, key=lambda each: each.agreement is not Agreement.FOUND)[:MOST_SIGHTINGS]


def _sighting(passage: Passage, hit: Hit, field_id: str | None, *, written: bool) -> Sighting:
    words = passage.words(hit.first, hit.end)
    first, last = passage.letters(hit.first, hit.end)
    return Sighting(
        agreement=hit.agreement,
        words=passage.surface(hit.first, hit.end),
        unclear=any(word.probability < UNCLEAR_BELOW for word in words),
        start_s=words[0].start_s if words else None,
        end_s=words[-1].end_s if words else None,
        field_id=field_id,
        first=_in_utf16(passage.text, first) if written else None,
        last=_in_utf16(passage.text, last) if written else None,
    )


def _in_utf16(text: str, letters: int) -> int:
    return letters + sum(ord(letter) > 0xFFFF for letter in text[:letters])
