"""Which answers of a recogniser are believed: rules that need no ears, each with its source.

A recogniser that was given noise, or lost itself, answers with fluent text all the same. What breaks a rule
is not written down; that somebody spoke there is. Words are never dropped for their times: a checkpoint whose
words were all right was measured to time them wrong by seconds.
"""

import zlib

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, SpeechSpan

MOST_COMPRESSIBLE = 2.4
"""Text that zlib makes shorter by more than this repeats itself (openai-whisper, whisper/transcribe.py:
`compression_ratio_threshold`, and whisper/utils.py: `compression_ratio`)."""
FASTEST_WORDS_A_SECOND = 8.0
"""Conversation runs at 210 words a minute, and above 260 it is called fast (Tauroza and Allison, Speech
rates in British English, Applied Linguistics 11, 1990): nearly twice that is nobody's speech."""
FEWEST_WORDS = 4
"""Where detected speech begins and ends is known to some hundredths of a second: of fewer words a rate says
nothing."""


def believed(heard: RecognizedSpeech, *, pieces: tuple[SpeechSpan, ...]) -> RecognizedSpeech:
    """A recogniser's answer, or an empty one where it may not be written down; `pieces` were speech."""
    speech_s = sum(piece.end_samples - piece.start_samples for piece in pieces) / SAMPLE_RATE_HZ
    count = len(heard.text.split())
    too_fast = count >= FEWEST_WORDS and count > FASTEST_WORDS_A_SECOND * speech_s
    if too_fast or repeats_itself(heard.text):
        return RecognizedSpeech(text="", words=())
    return heard


def repeats_itself(text: str) -> bool:
    """Whether a text goes in circles."""
    encoded = text.encode()
    return len(encoded) > MOST_COMPRESSIBLE * len(zlib.compress(encoded))
