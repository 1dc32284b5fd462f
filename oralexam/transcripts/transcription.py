"""From clips to utterances: hear each clip, put its words on the exam clock."""

from collections.abc import Callable

from oralexam.transcripts.clip_finder import ClipFinder, FoundClip
from oralexam.transcripts.clips import Clip
from oralexam.transcripts.hearing import hear
from oralexam.transcripts.ports import (
    SAMPLE_RATE_HZ,
    RecognizedSpeech,
    Samples,
    SpeechDetector,
    SpeechRecognizer,
)
from oralexam.transcripts.transcript import Utterance, Word


def found_clips(samples: Samples, *, detector: SpeechDetector) -> list[FoundClip]:
    """Where `samples` hold speech, as clips that a recogniser can take; none where nobody speaks."""
    finder = ClipFinder(detector.stream())
    return [*finder.hear(samples), *finder.rest()]


def find_clips(samples: Samples, *, detector: SpeechDetector) -> list[Clip]:
    """The same without their sound."""
    return [found.clip for found in found_clips(samples, detector=detector)]


def transcribe_track(
    samples: Samples,
    *,
    starts_at_s: float,
    recognizer: SpeechRecognizer,
    detector: SpeechDetector,
) -> list[Utterance]:
    """What is said in `samples`, on the exam clock; without speech nothing is asked of the recogniser.

    Args:
        samples: One speaker's audio without gaps.
        starts_at_s: Where its first sample lies on the exam clock.
        recognizer: Hears one clip at a time, without memory of the clip before.
        detector: Tells speech from everything else.
    """
    utterances = []
    for found in found_clips(samples, detector=detector):
        for clip, heard in hear(found, recognizer=recognizer, beside=None).said:
            if heard.text:
                utterances.append(placed(heard, clip, lambda sample: starts_at_s + sample / SAMPLE_RATE_HZ))
    return utterances


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
