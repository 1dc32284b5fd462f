"""From a replay bundle to the document of the exports."""

from datetime import UTC, datetime

import msgspec
import pytest

from oralexam.errors import Refused
from oralexam.records.bundle import MediaFile, Readiness
from oralexam.records.exporting import document_of
from oralexam.transcripts.correction import Confirm, decide
from oralexam.transcripts.exports.document import spoken
from oralexam.transcripts.exports.sentences import FileLanguage, source_lines
from oralexam.transcripts.reading import Version
from tests.browser.replay_server import STARTS_S, bundle, words_of


def test_times_count_from_the_start_of_the_mix() -> None:
    """A player that opens the mix beside the file is at the right place."""
    mix = MediaFile(url="/m/mix.webm?ms=1", starts_s=-0.5, duration_s=12.75)
    document = document_of(msgspec.structs.replace(bundle(ready=True), mix=mix))
    assert (document.sound, document.origin_s, document.duration_s) == ("mix.webm", -0.5, 12.75)
    first = next(each for each in spoken(document) if each.seat == "candidate").words[0]
    assert first.start_s == words_of("candidate")[0]["start_s"] + 0.5


def test_without_a_mix_times_count_from_the_first_voice() -> None:
    """It is where the mix will begin."""
    document = document_of(bundle(ready=True))
    assert (document.sound, document.origin_s) == ("", min(STARTS_S.values()))


def test_names_are_those_beside_the_words() -> None:
    """The juror is called as the other party that they play."""
    names = {each.seat: each.name for each in document_of(bundle(ready=True)).speakers}
    assert names == {"candidate": "Inès Marchetti", "juror": "Joanna Pike"}


def test_one_microphone_is_no_certain_speaker() -> None:
    """Two people, one track."""
    given = bundle(ready=True)
    shared = tuple(msgspec.structs.replace(each, shared=True) for each in given.tracks[:1])
    document = document_of(msgspec.structs.replace(given, tracks=shared))
    assert [each.certain for each in document.speakers] == [False]


def test_nothing_written_down_is_no_document() -> None:
    """Somebody is told, and gets no empty file."""
    with pytest.raises(Refused) as refused:
        document_of(bundle(ready=False))
    assert refused.value.reason == "transcript-not-ready"


def test_what_still_runs_is_incomplete() -> None:
    """The file says so."""
    running = msgspec.structs.replace(bundle(ready=True), transcript_state=Readiness.RUNNING)
    assert not document_of(running).complete


def test_one_voice_that_was_read_throughout_makes_no_text_that_was() -> None:
    """The other one is a machine's and nobody has read it: the file says how many of how many were read."""
    shown = bundle(ready=True)
    mine, theirs = (
        Version(transcript=each, version=1, sha256="0" * 64)
        for each in sorted(shown.transcripts, key=lambda each: each.seat)
    )
    for place in range(len(mine.transcript.utterances)):
        order = Confirm(utterance_id=f"heard-{place}", revision=0)
        act = decide(mine, order, author="Claire Morel", at=datetime.now(UTC))
        assert act is not None
        mine = msgspec.structs.replace(mine, acts=(*mine.acts, act))
    made = document_of(shown, (mine, theirs))
    assert [(each.seat, each.read, each.read_of) for each in made.speakers] == [
        ("candidate", 2, 2),
        ("juror", 0, 2),
    ]
    lines = source_lines(made, FileLanguage.ENGLISH)
    assert not any("read and corrected throughout" in line for line in lines)
    assert any("Inès Marchetti: 2 of 2" in line for line in lines)
