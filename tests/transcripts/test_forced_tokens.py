"""The benchmark's models say what they are told, in a window of both engines, and each clip gets its own."""

import pytest

from benchmarks.forced_tokens import ForcedRecognizer, Spans, scripted
from oralexam.transcripts.engines.choice import Engine
from oralexam.transcripts.hearing import hear
from oralexam.transcripts.packing import Window
from tests.transcripts.rehearsal_speech import MODEL
from tests.transcripts.test_unpacking import piece

SPOKEN_S = (5.0, 4.0, 6.0, 5.0)


def test_a_window_of_four_clips_comes_back_as_four(
    open_model, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One pass of the network: words in each clip, in its speech, none heard again."""
    if engine is Engine.OPENAI_WHISPER:
        import whisper.timing

        monkeypatch.setattr(whisper.timing, "find_alignment", whisper.timing.find_alignment)
    forced = ForcedRecognizer(open_model(MODEL))
    window = Window(pieces=tuple(piece(20.0 * n, 20.0 * n + length) for n, length in enumerate(SPOKEN_S, 1)))
    spans: Spans = tuple(
        (begin / 16_000 + 0.2, begin / 16_000 + 0.2 + length)
        for begin, length in zip(window.begins, SPOKEN_S, strict=True)
    )
    plain = window.samples()
    monkeypatch.setattr(Window, "samples", lambda _: scripted(plain, spans))
    said = hear(window, recognizer=forced)
    assert forced.unscripted == 0
    assert forced.said == 4 * sum(SPOKEN_S)
    for (clip, speech), each, length in zip(said, window.pieces, SPOKEN_S, strict=True):
        assert clip == each.clip
        assert 2 * length <= len(speech.words) <= 4 * length
        assert speech.words[0].start_s == pytest.approx(0.2, abs=0.4)
        assert speech.words[-1].end_s == pytest.approx(0.2 + length, abs=0.4)
