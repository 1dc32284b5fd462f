"""One track to utterances: find speech, cut it into clips that a recogniser can hold, time what it says."""

from itertools import pairwise

import msgspec

from oralexam.transcripts.ports import (
    SAMPLE_RATE_HZ,
    RecognizedSpeech,
    Samples,
    SpeechDetector,
    SpeechRecognizer,
    SpeechSpan,
)
from oralexam.transcripts.transcript import Utterance, Word

MERGE_SILENCE_S = 2.0
"""A shorter pause stays inside an utterance (measured: 2 s and 20 s cost 0.13 CPU of a call, live)."""

LONGEST_UTTERANCE_S = 20.0
"""Longest speech in one clip; with margins it fits Whisper's window of 30 s (same measurement)."""

MARGIN_S = 0.2
"""Audio kept on each side of detected speech. Silero's windows are 32 ms and its onset is late on weak
consonants (f, th, h), so that its own default of 30 ms cuts into words."""


class Clip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One utterance to be: where its speech lies, and where the audio given to the recogniser is cut."""

    speech: SpeechSpan
    cut: SpeechSpan


def merge_spans(
    spans: list[SpeechSpan],
    *,
    merge_silence_s: float = MERGE_SILENCE_S,
    longest_utterance_s: float = LONGEST_UTTERANCE_S,
) -> list[SpeechSpan]:
    """Speech joined over short pauses up to the longest utterance; what is longer by itself is divided."""
    longest = round(longest_utterance_s * SAMPLE_RATE_HZ)
    pause = round(merge_silence_s * SAMPLE_RATE_HZ)
    merged: list[SpeechSpan] = []
    for span in _divided(spans, longest):
        if (
            merged
            and span.start_samples - merged[-1].end_samples < pause
            and span.end_samples - merged[-1].start_samples <= longest
        ):
            last = merged.pop()
            merged.append(SpeechSpan(start_samples=last.start_samples, end_samples=span.end_samples))
        else:
            merged.append(span)
    return merged


def _divided(spans: list[SpeechSpan], longest: int) -> list[SpeechSpan]:
    """Spans of which none is longer than `longest`: somebody may talk for 20 s without one pause of 0.1 s."""
    parts: list[SpeechSpan] = []
    for span in spans:
        pieces = -(-(span.end_samples - span.start_samples) // longest)
        edges = [
            span.start_samples + round(index * (span.end_samples - span.start_samples) / pieces)
            for index in range(pieces + 1)
        ]
        parts += [SpeechSpan(start_samples=start, end_samples=end) for start, end in pairwise(edges)]
    return parts


def cut_clips(spans: list[SpeechSpan], *, total_samples: int, margin_s: float = MARGIN_S) -> list[Clip]:
    """Each merged span with its margins, which never reach past the middle of the pause beside it."""
    margin = round(margin_s * SAMPLE_RATE_HZ)
    clips = []
    for index, span in enumerate(spans):
        earliest = (spans[index - 1].end_samples + span.start_samples) // 2 if index else 0
        latest = (
            (span.end_samples + spans[index + 1].start_samples) // 2
            if index + 1 < len(spans)
            else total_samples
        )
        cut = SpeechSpan(
            start_samples=max(earliest, span.start_samples - margin),
            end_samples=min(latest, span.end_samples + margin),
        )
        clips.append(Clip(speech=span, cut=cut))
    return clips


def find_clips(samples: Samples, *, detector: SpeechDetector) -> list[Clip]:
    """Where `samples` hold speech, as clips that a recogniser can take; none where nobody speaks."""
    return cut_clips(merge_spans(detector.detect(samples)), total_samples=len(samples))


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
