"""Whether what was said sounded like English, from what a multilingual recogniser held of each window.

Engines are told that all speech is English, since detecting a language on a short clip only errs; a window of
another language then comes back as English words, or none. A multilingual model says by the way which
language it would have chosen, from the encoder's output that it has in any case (whisper/decoding.py,
detect_language): one step of the decoder. An English-only model cannot.
"""

from collections import Counter
from collections.abc import Sequence

from oralexam.transcripts.engines.rules import LANGUAGE
from oralexam.transcripts.hearing import Said
from oralexam.transcripts.ports import SAMPLE_RATE_HZ
from oralexam.transcripts.transcript import LanguageCheck

LEAST_S = 6.0
"""Of less speech a guess says nothing. Chosen, not measured: no network here reaches multilingual weights."""


def check_language(said: Sequence[Said]) -> LanguageCheck | None:
    """What the windows of a track sounded like, by the speech in them; None where nothing can be said."""
    seconds: Counter[str] = Counter()
    for clip, speech in said:
        if speech.language is not None:
            length = clip.speech.end_samples - clip.speech.start_samples
            seconds[speech.language.code] += length
    checked = sum(seconds.values())
    if checked < LEAST_S * SAMPLE_RATE_HZ:
        return None
    del seconds[LANGUAGE]
    return LanguageCheck(
        checked_s=round(checked / SAMPLE_RATE_HZ, 3),
        other_s=round(sum(seconds.values()) / SAMPLE_RATE_HZ, 3),
        other=max(seconds, key=lambda code: (seconds[code], code), default=""),
    )
