"""What is spoken: shipped lines, anybody's files, references."""

import json
import wave
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from oralexam.rehearsal.assembly import spoken_lines
from oralexam.rehearsal.lines import (
    AudioNotAudio,
    ReferenceNotReadable,
    lines_from_files,
    packets_of,
    read_reference,
    shipped_lines,
)
from oralexam.rooms.seats import PARTIES, Seat


def _tone(path, *, seconds=1.0, rate=16_000) -> Path:
    samples = (8000 * np.sin(np.arange(int(seconds * rate)) * 0.1)).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def test_the_shipped_call_is_a_conversation_of_packets_of_20_ms():
    """Both parties speak, the juror first, and every line has its text."""
    lines = shipped_lines()
    assert lines[0].seat is Seat.JUROR
    assert {line.seat for line in lines} == set(PARTIES)
    assert all(line.text and line.shipped and 1 < line.duration_s < 12 for line in lines)


def test_without_files_the_whole_shipped_call_is_spoken():
    """All fourteen lines, seven a side, juror and candidate in turn; files take one side's place."""
    assert spoken_lines([], [], None) == shipped_lines()
    assert len(shipped_lines()) == 14
    one = [Path(str(resources.files("oralexam.rehearsal") / "lines" / "candidate-03.opus"))]
    mixed = spoken_lines(one, [], None)
    assert [line.name for line in mixed if line.seat is Seat.CANDIDATE] == ["candidate-03.opus"]
    assert [line for line in mixed if line.seat is Seat.JUROR] == [
        line for line in shipped_lines() if line.seat is Seat.JUROR
    ]


def test_shipped_files_are_sent_as_they_stand(tmp_path):
    """An Ogg Opus file's packets are taken out, not made anew: the shipped line is known again."""
    line = shipped_lines()[1]
    from importlib import resources

    content = (resources.files("oralexam.rehearsal") / "lines" / line.name).read_bytes()
    copy = tmp_path / "mine.opus"
    copy.write_bytes(content)
    (read,) = lines_from_files(Seat.CANDIDATE, [copy], texts=[None])
    assert read.packets == line.packets
    assert read.shipped
    assert read.text == line.text


def test_any_audio_is_encoded_to_its_own_length(tmp_path):
    """A WAV file becomes as many packets as it lasts, and nobody claims to know it."""
    (line,) = lines_from_files(Seat.JUROR, [_tone(tmp_path / "tone.wav", seconds=1.5)], texts=[None])
    assert abs(line.duration_s - 1.5) <= 0.04
    assert not line.shipped
    assert line.text is None


@pytest.mark.parametrize("content", [b"", b"No sound at all.\n" * 50, bytes(5000), b"OggS" + bytes(200)])
def test_a_file_without_sound_is_refused_by_its_name(tmp_path, content):
    """Text, zeros, an empty file, half an Ogg page: each is `audio-not-audio`."""
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(AudioNotAudio) as refusal:
        packets_of(path)
    assert refusal.value.reason == "audio-not-audio"
    assert refusal.value.details == {"file": "letter.txt"}


def test_a_missing_file_and_a_sound_too_short_to_be_a_line_are_refused(tmp_path):
    """There is nothing to say in either."""
    for path in (tmp_path / "none.wav", _tone(tmp_path / "click.wav", seconds=0.05)):
        with pytest.raises(AudioNotAudio):
            packets_of(path)


def test_a_reference_is_told_by_seat_or_by_file(tmp_path):
    """One text for all files of a seat, one each, or a list that names clips."""
    files = {Seat.CANDIDATE: [tmp_path / "a.wav", tmp_path / "b.wav"], Seat.JUROR: [tmp_path / "c.wav"]}
    path = tmp_path / "reference.json"

    def told(content) -> dict:
        path.write_text(json.dumps(content), encoding="utf-8")
        return read_reference(path, files)

    assert told({"candidate": "All of it.", "juror": ["One."]}) == {
        Seat.CANDIDATE: ["All of it.", ""],
        Seat.JUROR: ["One."],
    }
    assert told({"candidate": ["One.", "Two."]})[Seat.JUROR] == [None]
    assert told([{"clip": "b.wav", "text": "Two."}, {"file": "c.wav", "text": "Three."}]) == {
        Seat.CANDIDATE: [None, "Two."],
        Seat.JUROR: ["Three."],
    }
    for wrong in ({"candidate": ["1", "2", "3"]}, {"nobody": "x"}, "text", [{"clip": "a.wav"}]):
        with pytest.raises(ReferenceNotReadable):
            told(wrong)
    path.write_text("no JSON", encoding="utf-8")
    with pytest.raises(ReferenceNotReadable):
        read_reference(path, files)
