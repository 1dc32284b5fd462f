"""Acts upon a machine's transcript: who, when, what; and its own version stays as it was."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.transcripts.correction import (
    MOST_ACTS,
    Add,
    Confirm,
    Correct,
    CorrectionOrder,
    Undo,
    decide,
)
from oralexam.transcripts.reading import ActKind, Standing, TrackReading, Version, as_transcript, reading_of
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word

NOW = datetime(2026, 12, 8, 11, 2, tzinfo=UTC)
HEARD = (("My manager Mr Delatre", 1.0), ("Who can then", 8.0), ("Thank you", 12.0))


def machine() -> TrackTranscript:
    """Three utterances of two seconds and less, 20 s of sound from -1 s on."""
    return TrackTranscript(
        sitting_id="s",
        seat="candidate",
        utterances=tuple(_utterance(text, start_s) for text, start_s in HEARD),
        recognizer=RecognizerIdentity(
            engine="whisper", engine_version="1", model="base.en", model_sha256="0" * 64, settings="greedy"
        ),
        starts_at_s=-1.0,
        audio_duration_s=20.0,
        speech_duration_s=6.0,
    )


def _utterance(text: str, start_s: float) -> Utterance:
    words = tuple(
        Word(
            text=word,
            start_s=round(start_s + 0.5 * place, 3),
            end_s=round(start_s + 0.5 * place + 0.4, 3),
            probability=0.8,
        )
        for place, word in enumerate(text.split())
    )
    return Utterance(start_s=start_s, end_s=words[-1].end_s, text=text, words=words)


FRESH = Version(transcript=machine(), version=1, sha256="a" * 64)


def after(version: Version, *orders: CorrectionOrder, author: str = "Claire Morel") -> Version:
    """The version with the acts that orders make, a minute apart."""
    for order in orders:
        at = NOW + timedelta(minutes=len(version.acts))
        act = decide(version, order, author=author, at=at)
        if act is not None:
            version = msgspec.structs.replace(version, acts=(*version.acts, act))
    return version


def texts(reading: TrackReading) -> list[str]:
    """What stands, in order."""
    return [each.line.text for each in reading.utterances]


def correct(text: str, revision: int = 0, place: int = 0) -> Correct:
    """A correction of the utterance that the machine heard at that place."""
    return Correct(utterance_id=f"heard-{place}", revision=revision, text=text)


def test_a_correction_says_who_when_and_what_and_the_machine_keeps_its_words() -> None:
    """The word that was changed lies where the wrong one lay, and names it."""
    version = after(FRESH, correct("My manager, Mr Delattre"))
    (act,) = version.acts
    assert (act.author, act.at, act.before) == ("Claire Morel", NOW, "My manager Mr Delatre")
    assert (act.kind, act.machine_sha256) == (ActKind.CORRECTED, "a" * 64)
    reading = reading_of(version)
    first = reading.utterances[0]
    assert (first.heard, first.revision) == ("My manager Mr Delatre", 1)
    assert first.line.standing is Standing.CORRECTED
    assert [(change.first, change.heard) for change in first.line.changes] == [(1, "manager"), (3, "Delatre")]
    assert (first.line.words[3].text, first.line.words[3].start_s) == ("Delattre", 2.5)
    assert [line.after for line in reading.history] == ["My manager, Mr Delattre"]
    assert version.transcript == machine()


def test_confirming_is_an_act_and_saving_the_same_words_is_the_same_act() -> None:
    """Only what somebody has read counts as read."""
    version = after(FRESH, Confirm(utterance_id="heard-1", revision=0), correct("Thank  you", place=2))
    assert [act.kind for act in version.acts] == [ActKind.CONFIRMED, ActKind.CONFIRMED]
    standings = [each.line.standing for each in reading_of(version).utterances]
    assert standings == [Standing.AS_HEARD, Standing.CONFIRMED, Standing.CONFIRMED]


def test_what_nobody_said_is_removed_and_stays_to_be_seen() -> None:
    """Without words, at its place, with what the machine had invented."""
    reading = reading_of(after(FRESH, correct(" ", place=1)))
    removed = reading.utterances[1]
    assert (removed.line.standing, removed.line.text, removed.heard) == (
        Standing.REMOVED,
        "",
        "Who can then",
    )
    assert [line.kind for line in reading.history] == [ActKind.REMOVED]


def test_what_the_machine_missed_is_added_where_it_was_said() -> None:
    """As long as its words may last, never into the next utterance, the recording's end, or another line."""
    version = after(
        FRESH, Add(at_s=3.5, text="no wait"), Add(at_s=7.0, text="a b c d e"), Add(at_s=18.9, text="bye")
    )
    added = [each for each in reading_of(version).utterances if each.heard is None]
    assert [(each.line.start_s, each.line.end_s) for each in added] == [(3.5, 4.3), (7.0, 8.0), (18.9, 19.0)]
    assert texts(reading_of(version))[1] == "no wait"
    for order, code in (
        (Add(at_s=8.5, text="hm"), "utterance-there"),
        (Add(at_s=3.6, text="hm"), "utterance-there"),
        (Add(at_s=19.0, text="hm"), "outside-the-recording"),
        (Add(at_s=-1.1, text="hm"), "outside-the-recording"),
        (Add(at_s=5.0, text="[]"), "nothing-written"),
    ):
        with pytest.raises(Refused, match=code):
            decide(version, order, author="", at=NOW)
    # What was added may be reworded, and taken back.
    reworded = after(version, Correct(utterance_id="added-1", revision=1, text="now wait"))
    assert texts(reading_of(reworded))[1] == "now wait"
    gone = after(reworded, Correct(utterance_id="added-1", revision=4, text=""))
    assert texts(reading_of(gone)) == [text for text in texts(reading_of(version)) if text != "no wait"]
    assert texts(reading_of(after(gone, Undo(utterance_id="added-1", revision=5))))[1] == "now wait"
    # Whoever was writing there meanwhile is told, and may still save what they wrote.
    late = Correct(utterance_id="added-1", revision=4, text="no, wait")
    with pytest.raises(Refused, match="transcript-changed"):
        decide(gone, late, author="", at=NOW)
    assert texts(reading_of(after(gone, msgspec.structs.replace(late, revision=5))))[1] == "no, wait"


def test_what_was_missed_after_a_lost_connection_can_be_added() -> None:
    """The recording ends later than its length says: 30 s of it were not recorded."""
    version = msgspec.structs.replace(FRESH, transcript=msgspec.structs.replace(machine(), ends_at_s=49.0))
    told = after(version, Add(at_s=45.0, text="bye"))
    assert texts(reading_of(told))[-1] == "bye"
    with pytest.raises(Refused, match="outside-the-recording"):
        decide(version, Add(at_s=49.0, text="hm"), author="", at=NOW)


def test_what_was_removed_makes_room() -> None:
    """Something else may have been said there."""
    version = after(FRESH, correct("", place=1), Add(at_s=8.2, text="I see"))
    assert texts(reading_of(version)) == ["My manager Mr Delatre", "", "I see", "Thank you"]


def test_undoing_is_a_further_act() -> None:
    """What stood before stands again; nothing is taken out of the history."""
    version = after(
        FRESH, correct("one"), correct("two", revision=1), Undo(utterance_id="heard-0", revision=2)
    )
    assert texts(reading_of(version))[0] == "one"
    assert [(act.kind, act.before) for act in version.acts[1:]] == [
        (ActKind.CORRECTED, "one"),
        (ActKind.UNDONE, "two"),
    ]
    with pytest.raises(Refused, match="nothing-to-undo"):
        decide(version, Undo(utterance_id="heard-1", revision=0), author="", at=NOW)


def test_the_second_of_two_is_told_and_the_first_keeps_what_was_written() -> None:
    """By utterance: whoever corrects another one is not disturbed."""
    version = after(FRESH, correct("My manager, Mr Delattre"))
    for late in (
        correct("My manager Mr Delatte"),
        Confirm(utterance_id="heard-0", revision=0),
        Undo(utterance_id="heard-0", revision=0),
    ):
        with pytest.raises(Refused, match="transcript-changed") as refused:
            decide(version, late, author="Paul Renaud", at=NOW)
        assert refused.value.details == {"revision": 1}
    assert decide(version, correct("Who can, then?", place=1), author="Paul Renaud", at=NOW) is not None


def test_the_same_order_again_does_nothing_more() -> None:
    """An answer that was lost is asked for anew."""
    orders: list[CorrectionOrder] = [
        correct("My manager, Mr Delattre"),
        Confirm(utterance_id="heard-2", revision=0),
        Add(at_s=5.0, text="well"),
    ]
    version = after(FRESH, *orders)
    assert after(version, *orders) == version
    # Two who confirm the same have both confirmed it.
    assert decide(version, Confirm(utterance_id="heard-2", revision=2), author="Paul", at=NOW) is None


def test_acts_belong_to_the_text_that_they_were_made_upon() -> None:
    """A stored transcript that is another one by now is said, not read with corrections of something else."""
    version = after(FRESH, correct("one"))
    with pytest.raises(SystemFault, match="transcript-altered"):
        reading_of(msgspec.structs.replace(version, sha256="b" * 64))
    with pytest.raises(NotFound, match="unknown-utterance"):
        decide(FRESH, correct("one", place=3), author="", at=NOW)
    full = msgspec.structs.replace(version, acts=version.acts * MOST_ACTS)
    with pytest.raises(Refused, match="too-many-corrections"):
        decide(full, correct("two", revision=1), author="", at=NOW)


def test_what_people_read_has_the_shape_of_a_transcript() -> None:
    """For whatever reads transcripts: words that a person is not sure of are the unclear ones."""
    version = after(FRESH, correct("My manager [Mr Delattre]"), correct("", place=1))
    read = as_transcript(version)
    assert [each.text for each in read.utterances] == ["My manager Mr Delattre", "Thank you"]
    assert [word.probability for word in read.utterances[0].words] == [0.8, 0.8, 0.0, 0.0]
    assert read.recognizer == machine().recognizer


ORDERS = st.lists(
    st.one_of(
        st.builds(
            Correct,
            utterance_id=st.sampled_from(["heard-0", "heard-1", "added-1", "added-2"]),
            revision=st.integers(0, 3),
            text=st.sampled_from(["", "Who can then", "one two", "[one] two three", "Thank you"]),
        ),
        st.builds(Confirm, utterance_id=st.sampled_from(["heard-0", "heard-2"]), revision=st.integers(0, 3)),
        st.builds(Undo, utterance_id=st.sampled_from(["heard-0", "added-1"]), revision=st.integers(0, 3)),
        st.builds(Add, at_s=st.floats(-1, 19), text=st.sampled_from(["um", "a few words more", "[…]"])),
    ),
    max_size=8,
)


@given(ORDERS)
def test_whatever_people_do_the_track_stays_in_order_inside_itself(orders: list[CorrectionOrder]) -> None:
    """Words stay inside their utterance and utterances inside the track; the machine's words never change."""
    version = FRESH
    for order in orders:
        try:
            version = after(version, order)
        except (Refused, NotFound):
            continue
    reading = reading_of(version)
    assert version.transcript == machine()
    assert [act.revision for act in version.acts] == list(range(1, len(version.acts) + 1))
    assert [each.heard for each in reading.utterances if each.heard is not None] == [
        text for text, _ in HEARD
    ]
    for each in reading.utterances:
        times = [time for word in each.line.words for time in (word.start_s, word.end_s)]
        assert times == sorted(times)
        assert all(each.line.start_s <= time <= each.line.end_s for time in times)
        assert -1.0 <= each.line.start_s <= each.line.end_s <= 19.0
    assert msgspec.json.decode(msgspec.json.encode(reading), type=TrackReading) == reading
