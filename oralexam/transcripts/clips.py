"""Where a track is cut: stretches of speech become clips that a recogniser can hold, with their margins."""

from itertools import pairwise

import msgspec
import numpy as np

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan

MERGE_SILENCE_S = 2.0
"""A shorter pause stays inside an utterance (measured: 2 s and 20 s cost 0.13 CPU of a call, live)."""

LONGEST_UTTERANCE_S = 20.0
"""Longest speech in one clip; with margins it fits Whisper's window of 30 s (same measurement)."""

MARGIN_S = 0.2
"""Audio kept on each side of detected speech. Silero's windows are 32 ms and its onset is late on weak
consonants (f, th, h), so that its own default of 30 ms cuts into words."""

QUIET_LEVEL = 5e-5
"""Below -86 dBFS nothing is there: silence after Opus is one step of 16 bits (3e-5, measured), and no
microphone is as quiet. So it is on a muted track, and where nothing arrived."""

QUIET_S = 0.05
"""So long must nothing be there for sound to begin or end beside it; longer than a lost packet."""

TAKE_REACH_S = 2.5
"""How far from speech its take's beginning or end is looked for, room noise and all."""

_STEP_SAMPLES = SAMPLE_RATE_HZ // 500


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
    merged: list[SpeechSpan] = []
    for span in spans:
        last = merged.pop() if merged else None
        merged += merge_into(
            last, span, merge_silence_s=merge_silence_s, longest_utterance_s=longest_utterance_s
        )
    return merged


def merge_into(
    last: SpeechSpan | None,
    span: SpeechSpan,
    *,
    merge_silence_s: float = MERGE_SILENCE_S,
    longest_utterance_s: float = LONGEST_UTTERANCE_S,
) -> list[SpeechSpan]:
    """The last utterance so far and the speech after it: one, or several; only the last may still grow."""
    longest = round(longest_utterance_s * SAMPLE_RATE_HZ)
    pause = round(merge_silence_s * SAMPLE_RATE_HZ)
    merged = [last] if last is not None else []
    for part in _divided([span], longest):
        if (
            merged
            and part.start_samples - merged[-1].end_samples < pause
            and part.end_samples - merged[-1].start_samples <= longest
        ):
            first = merged.pop()
            merged.append(SpeechSpan(start_samples=first.start_samples, end_samples=part.end_samples))
        else:
            merged.append(part)
    return merged


def _divided(spans: list[SpeechSpan], longest: int) -> list[SpeechSpan]:
    """Spans of which none is longer than `longest`: somebody may talk for 20 s without one pause of 0.1 s."""
    parts: list[SpeechSpan] = []
    for span in spans:
        length = span.end_samples - span.start_samples
        pieces = -(-length // longest)
        edges = [span.start_samples + round(index * length / pieces) for index in range(pieces + 1)]
        parts += [SpeechSpan(start_samples=start, end_samples=end) for start, end in pairwise(edges)]
    return parts


def cut_clips(samples: Samples, spans: list[SpeechSpan], *, margin_s: float = MARGIN_S) -> list[Clip]:
    """Each span with a margin that never reaches past the middle of the pause beside it.

    Where a microphone opened shortly before the speech, or closed shortly after it, the clip begins or ends
    just there: nothing of that take is cut off, and outside it there is nothing to hear.
    """
    clips = []
    for index, span in enumerate(spans):
        earliest, latest = 0, len(samples)
        if index:
            earliest = (spans[index - 1].end_samples + span.start_samples) // 2
        if index + 1 < len(spans):
            latest = (span.end_samples + spans[index + 1].start_samples) // 2
        cut = cut_one(samples, span, earliest=earliest, latest=latest, margin_s=margin_s)
        clips.append(Clip(speech=span, cut=cut))
    return clips


def cut_one(
    samples: Samples, span: SpeechSpan, *, earliest: int, latest: int, margin_s: float = MARGIN_S
) -> SpeechSpan:
    """Where to cut for one span, between `earliest` and `latest`."""
    margin = round(margin_s * SAMPLE_RATE_HZ)
    opened = _take_begins(samples, span.start_samples)
    closed = _take_ends(samples, span.end_samples)
    return SpeechSpan(
        start_samples=max(earliest, span.start_samples - margin if opened is None else opened),
        end_samples=min(latest, span.end_samples + margin if closed is None else closed),
    )


def _take_begins(samples: Samples, speech_start: int) -> int | None:
    """Where sound began after nothing, shortly before speech or at it; None where there was always sound."""
    # A detector's windows are coarse: sound may begin a little later than speech is said to.
    margin = round(MARGIN_S * SAMPLE_RATE_HZ)
    heard = np.flatnonzero(np.abs(samples[speech_start : speech_start + margin]) >= QUIET_LEVEL)
    if not heard.size:
        return None
    last = speech_start + int(heard[0])
    first = max(0, last - round((TAKE_REACH_S + QUIET_S) * SAMPLE_RATE_HZ))
    sound = _sound_before_nothing(samples[first:last][::-1])
    if sound is None:
        return 0 if first == 0 else None  # a track's own beginning is one, too
    return last - sound


def _take_ends(samples: Samples, speech_end: int) -> int | None:
    """Where sound ended and nothing followed, shortly after speech or at its end; None as above."""
    start = max(0, speech_end - round(MARGIN_S * SAMPLE_RATE_HZ))
    heard = np.flatnonzero(np.abs(samples[start:speech_end]) >= QUIET_LEVEL)
    if not heard.size:
        return None
    first = start + int(heard[-1]) + 1
    last = first + round((TAKE_REACH_S + QUIET_S) * SAMPLE_RATE_HZ)
    sound = _sound_before_nothing(samples[first:last])
    if sound is None:
        return len(samples) if last >= len(samples) else None
    return first + sound


def _sound_before_nothing(samples: Samples) -> int | None:
    """How much sound comes before the first stretch of `QUIET_S` without any; None where there is none."""
    steps = len(samples) // _STEP_SAMPLES
    loudest = np.abs(samples[: steps * _STEP_SAMPLES]).reshape(steps, _STEP_SAMPLES).max(axis=1)
    needed = round(QUIET_S * SAMPLE_RATE_HZ / _STEP_SAMPLES)
    run = 0
    for index, level in enumerate(loudest):
        run = run + 1 if level < QUIET_LEVEL else 0
        if run == needed:
            return (index + 1 - needed) * _STEP_SAMPLES
    return None
