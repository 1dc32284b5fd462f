"""One track to utterances: find speech, hear each clip of it, put its words on the exam clock."""

from oralexam.transcripts.clips import Clip, cut_clips, merge_spans
from oralexam.transcripts.ports import (
    SAMPLE_RATE_HZ,
    RecognizedSpeech,
    Samples,
    SpeechDetector,
    SpeechRecognizer,
)
from oralexam.transcripts.transcript import Utterance, Word


def find_clips(samples: Samples, *, detector: SpeechDetector) -> list[Clip]:
    """Where `samples` hold speech, as clips that a recogniser can take; none where nobody speaks."""
    return cut_clips(samples, merge_spans(detector.detect(samples)))


def transcribe_clips(
    samples: Samples, clips: list[Clip], *, starts_at_s: float, recognizer: SpeechRecognizer
) -> list[Utterance]:
    """What is said in each clip; a clip in which the recogniser hears nothing gives no utterance."""
    utterances = []
    for clip in clips:
        heard = recognizer.recognize(samples[clip.cut.start_samples : clip.cut.end_samples])
        if heard.text:
            utterances.append(_placed(heard, clip, starts_at_s))
    return utterances


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
    clips = find_clips(samples, detector=detector)
    return transcribe_clips(samples, clips, starts_at_s=starts_at_s, recognizer=recognizer)


def _placed(heard: RecognizedSpeech, clip: Clip, starts_at_s: float) -> Utterance:
    """What was heard in a clip, moved onto the exam clock and kept inside the speech that was detected.

    Whisper's alignment gives all time before the second word to the first one, margins too: the detector
    knows better where speech begins and ends.
    """
    offset_s = starts_at_s + clip.cut.start_samples / SAMPLE_RATE_HZ
    start_s = starts_at_s + clip.speech.start_samples / SAMPLE_RATE_HZ
    end_s = starts_at_s + clip.speech.end_samples / SAMPLE_RATE_HZ

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
