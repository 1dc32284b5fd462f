"""What a record may tell of the marks: nothing before they are locked, and then all of it."""

import msgspec

from oralexam.dossier.record import Judging
from oralexam.dossier.telling import NO_GRID
from oralexam.exams.parts import PartKind
from oralexam.rooms.events import AnyEvent
from oralexam.storage import chain
from tests.dossier import made_records as made
from tests.dossier.made_juries import Jury
from tests.rooms.situations import TableRoom


def _told(room: TableRoom) -> Judging | None:
    (part,) = made.record([made.source(room)]).parts
    return part.judging


def test_nothing_is_told_of_a_part_that_nobody_judges_yet():
    """No empty grid, no default level."""
    assert _told(made.call()) is None


def test_one_sealed_judgement_is_said_to_be_there_and_shown_to_nobody():
    """The other juror may read the record: no mark, comment, moment or digest is in it."""
    room = made.call()
    Jury(room, PartKind.CALL).seal("juror", 3)
    told = _told(room)
    assert told is not None
    assert told.sealed_by == ("Claire Morel",)
    written = msgspec.json.encode(made.record([made.source(room)])).decode()
    for canary in ("Propose une remise", "Calme, précise", "five per cent", "Acquis"):
        assert canary not in written


def test_every_sealed_version_stays_with_the_reason_of_the_correction():
    """A correction hides nothing: both versions are told, in order."""
    told = _told(made.judged_call())
    assert told is not None
    assert [(each.judges, each.version, each.reason) for each in told.versions] == [
        (("Claire Morel",), 1, ""),
        (("Hassan Idrissi",), 1, ""),
        (("Hassan Idrissi",), 2, "Erreur de ligne"),
    ]
    assert told.versions[0].marks[0].level["fr"] == "Acquis"
    assert told.versions[0].marks[1].no_moment == "visible dans toute l’épreuve"


def test_a_dissent_shows_what_each_holds_to_and_no_level():
    """Nobody finds a middle: the deliberation says that they do not agree."""
    told = _told(made.judged_call())
    assert told is not None
    assert told.locked is not None
    last = told.locked.marks[-1]
    assert last.level == {}
    assert [(each.judge, each.level["fr"]) for each in last.dissent] == [
        ("Claire Morel", "Acquis"),
        ("Hassan Idrissi", "Fragile"),
    ]
    assert told.locked.present[-1] == "Sophie Renard (responsable de session)"


def test_marks_that_were_not_deliberated_on_are_the_two_jurors_own():
    """Both have sealed: that is said; the manager, whose the record is, sees marks once they are locked."""
    told = _told(made.judged_visitor())
    assert told is not None
    assert told.sealed_by == ("Claire Morel", "Hassan Idrissi")
    assert not told.shown
    written = msgspec.json.encode(made.record([made.source(made.judged_visitor())])).decode()
    assert "Propose une remise" not in written


def test_a_second_marking_stands_beside_and_is_shown_with_the_jurys_own():
    """Before the lock: who asked whom, and that it is sealed; then its marks; the jury's as they were."""
    room = made.visitor()
    jury = Jury(room, PartKind.VISITOR)
    jury.seal("juror", 3)
    jury.seal("observer", 4, 3)
    jury.ask_second(sealed=2)
    told = _told(room)
    assert told is not None
    (second,) = told.seconds
    assert (second.asked_by, second.marker, second.reason) == ("Sophie Renard", "Inès Duval", "appeal")
    assert second.sealed_at is not None
    assert second.sealed is None
    written = msgspec.json.encode(made.record([made.source(room)])).decode()
    assert "deuxième regard" not in written
    jury.lock()
    told = _told(room)
    assert told is not None
    sealed = told.seconds[0].sealed
    assert sealed is not None
    assert {mark.level["fr"] for mark in sealed.marks} == {"Fragile"}
    assert [each.judges for each in told.versions] == [("Claire Morel",), ("Hassan Idrissi",)]
    assert told.locked is not None
    assert "Fragile" not in {mark.level.get("fr") for mark in told.locked.marks}


def test_a_reopened_deliberation_stays_on_record_and_stands_no_more():
    """Who asked, why, and who agreed."""
    room = made.call()
    jury = Jury(room, PartKind.CALL)
    jury.seal("juror", 3)
    jury.seal("observer", 2)
    jury.lock()
    jury.reopen()
    told = _told(room)
    assert told is not None
    assert told.locked is None
    assert [each.withdrawn for each in told.deliberations] == [True]
    (reopened,) = told.reopened
    assert (reopened.asked_by, reopened.agreed_by) == ("Claire Morel", "Hassan Idrissi")


def test_marks_that_were_erased_read_as_erased_and_keep_their_seal():
    """The digest is what the chain holds of them."""
    room = made.judged_call()
    links = chain.extend(room.sitting_id, chain.EMPTY, room.history, (bytes(32) for _ in room.history))
    history: list[AnyEvent] = [chain.restore(msgspec.structs.replace(link, personal=None)) for link in links]
    whole = _told(room)
    (part,) = made.record([msgspec.structs.replace(made.source(room), history=history)]).parts
    assert part.judging is not None
    assert whole is not None
    assert all(each.erased and not each.marks for each in part.judging.versions)
    assert [each.digest for each in part.judging.versions] == [each.digest for each in whole.versions]


def test_a_grid_that_is_not_known_any_more_leaves_ids_and_numbers():
    """The marks are still told."""
    bare = msgspec.structs.replace(made.source(made.judged_call()), grid=NO_GRID)
    (part,) = made.record([bare]).parts
    assert part.judging is not None
    assert part.judging.versions[0].marks[0].level["fr"] == "3"
