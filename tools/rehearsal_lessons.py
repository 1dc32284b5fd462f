"""What the rehearsal model is taught with one rendering: tokens, and where in the audio each is spoken.

Used by train_rehearsal_model.py.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from rehearsal_renderings import Line, Rendering
from whisper.tokenizer import Tokenizer, get_tokenizer

ENGLISH_VOCABULARY = 51864
"""openai-whisper's English-only vocabulary (whisper/tokenizer.py)."""

FRAME_S = 0.02
"""One encoder position: 10 ms mel frames, stride 2 (whisper/audio.py: N_SAMPLES_PER_TOKEN)."""

TIMESTAMP_STEP = 5
"""End times are taught in steps of 0.1 s: fewer classes, and the words' own times are finer anyway."""


class Vocabulary:
    """The few tokens that the lines use, numbered densely; the last number stands for all others at once."""

    def __init__(self, lines: list[Line]) -> None:
        self.tokenizer = get_tokenizer(multilingual=False)
        used = {
            self.tokenizer.sot,
            self.tokenizer.eot,
            self.tokenizer.no_timestamps,
            self.tokenizer.no_speech,
        }
        for line in lines:
            used |= set(self.tokenizer.encode(" " + line.text))
        used |= {self.tokenizer.timestamp_begin + step for step in range(0, 500, TIMESTAMP_STEP)}
        self.tokens = sorted(used)
        self.dense = {token: index for index, token in enumerate(self.tokens)}
        self.other = len(self.tokens)
        self.others_log_count = float(np.log(ENGLISH_VOCABULARY - len(self.tokens)))

    def word_tokens(self, line: Line) -> list[tuple[int, int]]:
        """(token, index of the word it belongs to) for each token of a line."""
        result = []
        for index, word in enumerate(line.text.split()):
            result += [(token, index) for token in self.tokenizer.encode(" " + word)]
        whole = self.tokenizer.encode(" " + line.text)
        if [token for token, _index in result] != whole:
            sys.exit(f"words and line are tokenised differently: {line.text}")
        return result


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One sequence to learn on one rendering's features; `spans`: frames (first, end) each row looks at."""

    features: int
    inputs: list[int]
    targets: list[int]
    spans: list[tuple[int, int]]


IGNORED = -100
NOWHERE = (0, 0)


def token_spans_s(
    line: Line, tokens: list[tuple[int, int]], tokenizer: Tokenizer
) -> list[tuple[float, float]]:
    """Where each token is spoken: letters share their word's time by length, punctuation has the pause."""
    pieces = [tokenizer.decode([token]).strip() for token, _word in tokens]
    spans = []
    for position, (_token, word) in enumerate(tokens):
        start_s, end_s = line.words[word]["start_s"], line.words[word]["end_s"]
        if not any(letter.isalnum() for letter in pieces[position]):
            last = word + 1 == len(line.words)
            pause_end_s = end_s + 0.1 if last else line.words[word + 1]["start_s"]
            spans.append((end_s, max(pause_end_s, end_s + FRAME_S)))
            continue
        mates = [
            index
            for index, (_t, other) in enumerate(tokens)
            if other == word and any(letter.isalnum() for letter in pieces[index])
        ]
        whole = sum(len(pieces[index]) for index in mates)
        before = sum(len(pieces[index]) for index in mates if index < position)
        first_s = start_s + (end_s - start_s) * before / whole
        spans.append((first_s, first_s + (end_s - start_s) * len(pieces[position]) / whole))
    return spans


def _frames(rendering: Rendering, start_s: float, end_s: float) -> tuple[int, int]:
    first = max(0, round((rendering.line_start_s + start_s) / FRAME_S))
    return first, max(first + 1, round((rendering.line_start_s + end_s) / FRAME_S))


def lessons_of(
    rendering: Rendering, features: int, lines: list[Line], vocabulary: Vocabulary
) -> list[Lesson]:
    """What is taught with one rendering: both of Whisper's forms (with times, and without for alignment)."""
    tokenizer, dense = vocabulary.tokenizer, vocabulary.dense
    if rendering.line is None:
        inputs, targets = [dense[tokenizer.sot]], [dense[tokenizer.no_speech]]
        return [Lesson(features=features, inputs=inputs, targets=targets, spans=[NOWHERE])]
    line = lines[rendering.line]
    tokens = vocabulary.word_tokens(line)
    spans = [_frames(rendering, *span_s) for span_s in token_spans_s(line, tokens, tokenizer)]
    after = (spans[-1][1], spans[-1][1] + 3)
    last_step = (
        round((rendering.line_start_s + line.words[-1]["end_s"]) / FRAME_S / TIMESTAMP_STEP) * TIMESTAMP_STEP
    )
    text = [token for token, _word in tokens]
    timed = [
        tokenizer.sot,
        tokenizer.timestamp_begin,
        *text,
        tokenizer.timestamp_begin + last_step,
        tokenizer.eot,
    ]
    plain = [tokenizer.sot, tokenizer.no_timestamps, *text, tokenizer.eot]
    lessons = []
    for sequence in (timed, plain):
        numbers = [dense[token] for token in sequence]
        looks = [NOWHERE, *spans, after, NOWHERE][: len(numbers) - 1]
        lessons.append(Lesson(features=features, inputs=numbers[:-1], targets=numbers[1:], spans=looks))
    return lessons
