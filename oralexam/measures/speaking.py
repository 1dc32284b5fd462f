"""One speaker's words as turns, runs and pauses: what all counts of time rest on."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from oralexam.measures.indicator import PauseBasis
from oralexam.measures.syllables import syllables_in
from oralexam.transcripts.transcript import SHORTEST_PAUSE_S, SoundKind, TrackTranscript, Utterance, Word

ENDS_OF_CLAUSES: Final = ".,;:?!…"
_CLOSING: Final = "\"'”’)]» "


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of time."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long it is; never below zero."""
        return max(0.0, self.end_s - self.start_s)

    def shared_s(self, other: "Span") -> float:
        """How much of it lies in another one."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))


class Run(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words between two pauses."""

    span: Span
    words: tuple[Word, ...]

    @property
    def syllables(self) -> int:
        """Of all its words."""
        return sum(syllables_in(word.text) for word in self.words)


class Pause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A silence within a turn."""

    span: Span
    within_clause: bool
    """The word before it carries no punctuation mark."""


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one speaker says until the other one speaks in a silence of theirs."""

    runs: tuple[Run, ...]
    pauses: tuple[Pause, ...]

    @property
    def span(self) -> Span:
        """From its first word to its last."""
        return Span(start_s=self.runs[0].span.start_s, end_s=max(run.span.end_s for run in self.runs))

    @property
    def words(self) -> tuple[Word, ...]:
        """All of them, in order."""
        return tuple(word for run in self.runs for word in run.words)


class Speaking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of one speaker's turns."""

    seat: str
    turns: tuple[Turn, ...]
    pauses_from: PauseBasis

    @property
    def words(self) -> tuple[Word, ...]:
        """All of them, in order."""
        return tuple(word for turn in self.turns for word in turn.words)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All of them, in order."""
        return tuple(run for turn in self.turns for run in turn.runs)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """All of them, in order."""
        return tuple(pause for turn in self.turns for pause in turn.pauses)

    @property
    def turns_s(self) -> float:
        """How long the turns last, pauses included."""
        return sum(turn.span.length_s for turn in self.turns)

    @property
    def pauses_s(self) -> float:
        """How long the pauses last."""
        return sum(pause.span.length_s for pause in self.pauses)

    @property
    def speech_s(self) -> float:
        """How long the speech lasts, pauses left out."""
        return max(0.0, self.turns_s - self.pauses_s)


def speaking_of(track: TrackTranscript, others: Iterable[TrackTranscript]) -> Speaking:
    """A track's turns; `others` are the tracks of whoever it talks with."""
    words = sorted(
        (word for utterance in track.utterances for word in words_of(utterance)),
        key=lambda word: (word.start_s, word.end_s),
    )
    spoken_by_others = [
        Span(start_s=word.start_s, end_s=word.end_s)
        for other in others
        for utterance in other.utterances
        for word in words_of(utterance)
    ]
    heard = [each for each in track.sounds if each.kind is SoundKind.PAUSE]
    # A transcript that was written before sounds were looked for has none at all.
    if track.sounds:
        silences = [Span(start_s=each.start_s, end_s=each.end_s) for each in heard]
        basis = PauseBasis.SOUND
    else:
        silences, basis = _gaps(words), PauseBasis.WORDS
    silences = [each for each in silences if each.length_s >= SHORTEST_PAUSE_S - 1e-9]
    return Speaking(
        seat=track.seat, turns=tuple(_turns(words, silences, spoken_by_others)), pauses_from=basis
    )


def words_of(utterance: Utterance) -> tuple[Word, ...]:
    """An utterance's words that can be spoken; one that came without times has them shared out evenly."""
    given = utterance.words
    if not given:
        texts = utterance.text.split()
        each_s = max(0.0, utterance.end_s - utterance.start_s) / max(1, len(texts))
        given = tuple(
            Word(
                text=text,
                start_s=utterance.start_s + index * each_s,
                end_s=utterance.start_s + (index + 1) * each_s,
                probability=1.0,
            )
            for index, text in enumerate(texts)
        )
    return tuple(word for word in given if syllables_in(word.text))


def _gaps(words: Sequence[Word]) -> list[Span]:
    gaps, reached_s = [], words[0].end_s if words else 0.0
    for word in words[1:]:
        if word.start_s > reached_s:
            gaps.append(Span(start_s=reached_s, end_s=word.start_s))
        reached_s = max(reached_s, word.end_s)
    return gaps


def _turns(words: Sequence[Word], silences: Sequence[Span], others: Sequence[Span]) -> Iterable[Turn]:
    """Words cut at silences: into turns where somebody else spoke in one, into runs elsewhere."""
    middles = [(word.start_s + word.end_s) / 2 for word in words]
    runs: list[Run] = []
    pauses: list[Pause] = []
    first = 0
    for silence in sorted(silences, key=lambda each: each.start_s):
        at_s = (silence.start_s + silence.end_s) / 2
        cut = sum(middle < at_s for middle in middles)
        if cut in {0, len(words)}:
            continue  # Before the first word, or after the last: nobody's pause.
        if cut > first:
            runs.append(_run(words[first:cut]))
            first = cut
        if any(silence.shared_s(other) > 0 for other in others):
            if runs:
                yield Turn(runs=tuple(runs), pauses=tuple(pauses))
            runs, pauses = [], []
        elif runs:
            pauses.append(Pause(span=silence, within_clause=not _ends_clause(words[cut - 1])))
    if first < len(words):
        runs.append(_run(words[first:]))
        yield Turn(runs=tuple(runs), pauses=tuple(pauses))


def _run(words: Sequence[Word]) -> Run:
    span = Span(start_s=words[0].start_s, end_s=max(word.end_s for word in words))
    return Run(span=span, words=tuple(words))


def _ends_clause(word: Word) -> bool:
    return word.text.rstrip(_CLOSING).endswith(tuple(ENDS_OF_CLAUSES))
