"""From events to the record: everything that happened is in it, and nothing that may not be shown."""

import hashlib

import msgspec
import pytest

from oralexam.dossier.building import PartSource, build_record
from oralexam.dossier.record import PartRecord, PartState, Record, RecordKind
from oralexam.exams.parts import PartKind
from oralexam.exams.session_people import without_people
from oralexam.rooms.phases import Phase
from oralexam.storage import chain
from tests.dossier import made_records as made
from tests.exams.made_sessions import id_of
from tests.rooms.situations import SITTING, TableRoom, bring_to


def _part(record: Record, kind: PartKind = PartKind.CALL) -> PartRecord:
    return next(each for each in record.parts if each.part is kind)


def test_a_whole_title_has_all_its_parts_in_order():
    """Each with its times, its people, its chain; the draw is computed again from the events."""
    record = made.record()
    assert [part.part for part in record.parts] == [PartKind.CALL, PartKind.VISITOR, *made.INTERVIEWS]
    assert not record.provisional
    assert not record.erased
    call = _part(record)
    assert call.draw is not None
    assert call.draw.holds
    assert [share.who for share in call.draw.shares] == ["server", "juror", "observer"]
    assert call.draw.lot.drawn in call.draw.lot.eligible
    assert call.work is not None
    assert call.work.text == made.TEXT
    assert call.chain is not None
    assert call.ledger is not None
    assert [(given.seconds, given.reason) for given in call.ledger.given] == [
        (25, "Câble débranché par le personnel d’entretien")
    ]
    assert [act.code for act in call.acts[:4]] == ["admitted", *["notice-acknowledged"] * 2, "drawn"]
    assert call.competence.startswith("Gérer la relation client")
    sheet = _part(record, PartKind.VISITOR).work
    assert sheet is not None
    assert "Fennick Homewares" in [value for _, value in sheet.fields]


def test_a_candidates_code_and_why_time_was_granted_are_in_no_record():
    """The code opens doors; the cause is asked for nowhere but on the manager's own page."""
    session = made.session()
    assert session.candidacies[0].code
    assert session.candidacies[0].code.encode() not in msgspec.json.encode(made.record())


def test_an_attestation_holds_neither_marks_nor_what_was_written():
    """It is printed on the day, before anybody judges: times, acts, hashes."""
    record = made.record(kind=RecordKind.ATTESTATION)
    assert all(part.judging is None and part.work is None for part in record.parts)
    assert _part(record).chain is not None
    assert made.TEXT.encode() not in msgspec.json.encode(record)


@pytest.mark.parametrize(
    ("phase", "state"),
    [
        (Phase.WAITING, PartState.WAITING),
        (Phase.DRAWN, PartState.WAITING),
        (Phase.CALL, PartState.RUNNING),
        (Phase.WRITING, PartState.RUNNING),
        (Phase.HANDED_IN, PartState.OVER),
        (Phase.ABORTED, PartState.ABORTED),
    ],
)
def test_a_part_that_is_not_over_is_said_to_run_and_its_text_is_nobodys(phase: Phase, state: PartState):
    """A record can be made at any time; it says how things stand, and what is still written stays unread."""
    room = bring_to(TableRoom(), phase)
    if phase is Phase.WRITING:
        room.write("a first line", 1)
    source = PartSource(part=PartKind.CALL, sitting_id=SITTING, history=room.history, scenario=room.scenario)
    record = made.record([source])
    assert _part(record).state is state
    assert record.provisional is (state in {PartState.WAITING, PartState.RUNNING})
    assert b"a first line" not in msgspec.json.encode(record)


def test_a_part_that_was_never_opened_is_named_and_nothing_is_said_of_it():
    """The session plans it: a record without it would hide that it is missing."""
    record = made.record([PartSource(part=PartKind.VISITOR, sitting_id=id_of("record-sitting", 9))])
    (part,) = record.parts
    assert (part.state, part.ledger, part.chain) == (PartState.NOT_OPENED, None, None)
    assert record.provisional


def test_what_was_erased_reads_as_erased_and_times_stay():
    """Names and words are gone; the draw, the ledger and the chain's head are those of the day."""
    room = made.call()
    links = chain.extend(room.sitting_id, chain.EMPTY, room.history, (bytes(32) for _ in room.history))
    erased = [chain.restore(msgspec.structs.replace(link, personal=None)) for link in links]
    source = made.source(room)
    before = made.record([source])
    after = build_record(
        without_people(made.session()),
        None,
        without_people(made.session()).candidacies[0],
        [msgspec.structs.replace(source, history=erased)],
        kind=RecordKind.RECORD,
        key_fingerprint="",
        software="",
        now=made.MADE,
    )
    part = _part(after)
    assert after.erased
    assert part.erased
    assert part.work is not None
    assert part.work.text == ""
    assert part.ledger is not None
    whole = _part(before).ledger
    assert whole is not None
    assert [each.seconds for each in part.ledger.stretches] == [each.seconds for each in whole.stretches]
    told = msgspec.json.encode(after).decode()
    for gone in (made.CANDIDATE, "Claire Morel", "Sophie Renard", "Alarme", "Câble", "Dear Ms Pike"):
        assert gone not in told
    assert part.draw is not None
    assert part.draw.lot.sealed_set == _part(before).draw.lot.sealed_set


def test_a_transcript_is_told_by_the_hash_of_its_text():
    """Which version, by what, and how often people have read it."""
    (told,) = _part(
        made.record([made.source(made.call(), versions=(made.version("candidate"),))])
    ).transcripts
    assert told.sha256 == hashlib.sha256(b"candidate").hexdigest()
    assert told.engine == "faster-whisper 1.2.1 small.en"
