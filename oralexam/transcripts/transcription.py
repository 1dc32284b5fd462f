"""From clips to utterances: hear them in their windows, put their words on the exam clock."""

from collections.abc import Callable

import msgspec

from oralexam.transcripts.clip_finder import ClipFinder, FoundClip
from oralexam.transcripts.clips import Clip
from oralexam.transcripts.hearing import Said, gate, hear
from oralexam.transcripts.packing import Packer
from oralexam.transcripts.ports import (
    SAMPLE_RATE_HZ,
    RecognizedSpeech,
    Samples,
    SpeechDetector,
    SpeechRecognizer,
    SpeechSpan,
)
from oralexam.transcripts.transcript import Utterance, Word


def found_clips(samples: Samples, *, detector: SpeechDetector) -> list[FoundClip]:
    """Where `samples` hold speech, as clips that a recogniser can take; none where nobody speaks."""
    finder = ClipFinder(detector.stream())
    return [*finder.hear(samples), *finder.rest()]


def find_clips(samples: Samples, *, detector: SpeechDetector) -> list[Clip]:
    """The same without their sound."""
    return [found.clip for found in found_clips(samples, detector=detector)]


class HeardAll(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard in a whole track of one voice; places count from its beginning."""

    said: tuple[Said, ...]
    hesitations: tuple[SpeechSpan, ...]


def hear_all(samples: Samples, *, recognizer: SpeechRecognizer, detector: SpeechDetector) -> HeardAll:
    """What is said in `samples`; without speech nothing is asked of the recogniser."""
    gated = [gate(found, beside=None) for found in found_clips(samples, detector=detector)]
    packer = Packer(single_clips=recognizer.single_clips)
    windows = [window for each in gated for piece in each.pieces for window in packer.take(piece)]
    return HeardAll(
        said=tuple(
            said for window in [*windows, *packer.rest()] for said in hear(window, recognizer=recognizer)
        ),
        hesitations=tuple(span for each in gated for span in each.hesitations),
    )


def transcribe_track(
    samples: Samples,
    *,
    starts_at_s: float,
    recognizer: SpeechRecognizer,
    detector: SpeechDetector,
) -> list[Utterance]:
    """What is said in `samples`, on the exam clock.

    Args:
        samples: One speaker's audio without gaps.
        starts_at_s: Where its first sample lies on the exam clock.
        recognizer: Hears one window at a time, without memory of the one before.
        detector: Tells speech from everything else.
    """
    heard = hear_all(samples, recognizer=recognizer, detector=detector)
    return [
        placed(speech, clip, lambda sample: starts_at_s + sample / SAMPLE_RATE_HZ)
        for clip, speech in heard.said
        if speech.text
    ]


def placed(heard: RecognizedSpeech, clip: Clip, seconds: Callable[[int], float]) -> Utterance:
    """What was heard in a clip, moved onto the exam clock and kept inside the speech that was detected.

    Whisper's alignment gives all time before the second word to the first one, margins too: the detector
    knows better where speech begins and ends. `seconds` tells when a sample was.
    """
    offset_s = seconds(clip.cut.start_samples)
    start_s = seconds(clip.speech.start_samples)
    end_s = seconds(clip.speech.end_samples)

    def inside(time_s: float) -> float:
        return round(min(max(offset_s + time_s, start_s), end_s), 3)

    words = tuple(
        Word(
            text=word.text,
            start_s=inside(word.start_s),
            end_s=inside(word.end_s),
            probability=word.probability,
        )
        for word in heard.words
    )
    return Utterance(start_s=round(start_s, 3), end_s=round(end_s, 3), text=heard.text, words=words)
