"""What every engine is told, so that a transcript means the same whichever wrote it.

Sources: openai-whisper's `transcribe` (whisper/transcribe.py), whose parameters and defaults faster-whisper
took over; what was measured on real voices (docs/decisions/0010 and 0150).
"""

LANGUAGE = "en"
"""The exchange is handled in English: exam document (RE AIE 2015); detecting it on a short clip only errs."""

TEMPERATURE = 0.0
"""Greedy, and no second try at a higher temperature: sampling invents (measured), and never says the same."""

BEAM_SIZE = 1
"""Greedy: with 5, openai-whisper was measured to cost 2.4 to 3.4 times as much."""

CONDITION_ON_PREVIOUS_TEXT = False
"""What was heard before is no reason to hear it again: loops and invented continuations come from there."""

NO_SPEECH_THRESHOLD = 0.6
"""The default of both engines, but final here: a segment above it is dropped however likely its words are.

Both let a high log probability override it (transcribe.py: `logprob_threshold`); measured, that lets
sentences through that nobody said. So both get no log-probability threshold, and nothing overrides.
"""


def settings_text(*, precision: str, alignment_heads: str, device: str, single_clips: bool) -> str:
    """The rules in one line, as every transcript carries them."""
    return (
        f"greedy beam_size={BEAM_SIZE} temperature={TEMPERATURE:g} condition_on_previous_text=no"
        f" language={LANGUAGE} no_speech_threshold={NO_SPEECH_THRESHOLD} device={device}"
        f" precision={precision} alignment_heads={alignment_heads}"
        f" windows={'one-clip' if single_clips else 'several-clips'}"
    )
