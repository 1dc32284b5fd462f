"""Exported files as other people's programs read them: none of these readers was written here."""

import shutil
import subprocess
from pathlib import Path

import pympi
import pytest
import webvtt
from praatio import textgrid

from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.elan import to_elan
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.exports.sentences import FileLanguage
from oralexam.transcripts.exports.subrip import to_subrip
from oralexam.transcripts.exports.textgrid import to_textgrid
from oralexam.transcripts.exports.webvtt import to_webvtt
from tests.transcripts.exports.made_documents import HOSTILE, document, expected_words, hostile

NAMES = {"candidate": "Inès Marchetti", "juror": "Joanna Pike"}
SAID = [
    ("00:00:00.200", "00:00:02.600", "juror", "Good morning this is Joanna Pike"),
    ("00:00:03.500", "00:00:06.300", "candidate", "Good morning how many cartons are missing"),
    ("00:00:08.500", "00:00:10.100", "juror", "Thank you and goodbye"),
    ("00:00:08.900", "00:00:10.100", "candidate", "Goodbye Ms Pike"),
]


@pytest.fixture(params=["vtt", "srt", "TextGrid", "eaf"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Path]:
    """Both documents in one format."""
    write = {"vtt": to_webvtt, "srt": to_subrip, "TextGrid": to_textgrid, "eaf": to_elan}[request.param]
    made: dict[str, TranscriptDocument] = {"plain": document(), "hostile": hostile()}
    paths = {}
    for name, each in made.items():
        paths[name] = tmp_path / f"{name}.{request.param}"
        paths[name].write_bytes(write(each, FileLanguage.FRENCH))
    return paths


@pytest.mark.parametrize("written", ["vtt"], indirect=True)
def test_webvtt_py_reads_voices_words_and_times(written: dict[str, Path]) -> None:
    """Cues with who speaks; what is hostile stays text."""
    cues = webvtt.read(str(written["plain"]))
    assert [(cue.start, cue.end, cue.voice, cue.text) for cue in cues] == [
        (start, end, NAMES[seat], text) for start, end, seat, text in SAID
    ]
    read = webvtt.read(str(written["hostile"]))
    assert len(read) == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt; --&gt; she" in read[0].text


@pytest.mark.parametrize("written", ["srt"], indirect=True)
def test_webvtt_py_reads_subrip(written: dict[str, Path]) -> None:
    """A notice, then who says what, and when."""
    notice, *cues = webvtt.from_srt(str(written["plain"]))
    assert "machine" in notice.text
    assert [(cue.start, cue.end, cue.text.replace(" (?)", "")) for cue in cues] == [
        (start, end, f"{NAMES[seat]}\u00a0: {text}") for start, end, seat, text in SAID
    ]
    assert len(webvtt.from_srt(str(written["hostile"]))) == 3


@pytest.mark.parametrize("written", ["vtt", "srt"], indirect=True)
def test_ffmpeg_reads_subtitles(written: dict[str, Path]) -> None:
    """Written again by it as SubRip: the same times, and every word."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg is not installed")
    for name, count in (("plain", 4), ("hostile", 2)):
        done = subprocess.run(
            [program, "-v", "error", "-i", str(written[name]), "-f", "srt", "-"],
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert done.stderr == b""
        again = done.stdout.decode()
        assert again.count(" --> ") >= count
        if name == "plain":
            for start, end, _, text in SAID:
                assert f"{start} --> {end}".replace(".", ",") in again
                assert text.split()[-1] in again


@pytest.mark.parametrize("written", ["TextGrid"], indirect=True)
def test_praatio_reads_the_textgrid(written: dict[str, Path]) -> None:
    """Tiers, words and times; quotes and signs come back as they were."""
    grid = textgrid.openTextgrid(str(written["plain"]), includeEmptyIntervals=False)
    for seat, name in NAMES.items():
        words = grid.getTier(f"{seat} {name} – words").entries
        assert [(each.label, round(each.start * 1000)) for each in words] == expected_words(seat)
    assert (grid.minTimestamp, grid.maxTimestamp) == (0, 12)
    tiers = textgrid.openTextgrid(str(written["hostile"]), includeEmptyIntervals=False)
    labels = [each.label for each in tiers.tiers[1].entries]
    assert labels == [plain(each) for each in HOSTILE if plain(each)]


@pytest.mark.parametrize("written", ["eaf"], indirect=True)
def test_pympi_reads_the_elan_document(written: dict[str, Path]) -> None:
    """Tiers below their speakers, words, times, people, and the sound beside the file."""
    elan = pympi.Elan.Eaf(str(written["plain"]))
    for seat, name in NAMES.items():
        words = elan.get_annotation_data_for_tier(f"{seat}-words")
        assert [(text, start) for start, _, text in words] == expected_words(seat)
        told = elan.get_parameters_for_tier(f"{seat}-words")
        assert (told["PARTICIPANT"], told["PARENT_REF"]) == (name, seat)
        assert elan.get_child_tiers_for(seat) == [f"{seat}-words"]
    assert elan.get_linked_files()[0]["RELATIVE_MEDIA_URL"] == "./mix.webm"
    words = pympi.Elan.Eaf(str(written["hostile"])).get_annotation_data_for_tier("candidate-words")
    assert [text for _, _, text in words] == [plain(each) for each in HOSTILE if plain(each)]
