"""Whose words are whose: what was heard in a window of several clips, given back to each clip.

A word belongs to the clip whose detected speech it covers most of; one that covers none (in the silence
between two, or behind the last) to the clip that is nearest to its middle. Words keep their order: no clip
has words from both sides of another's. A recogniser that times the first word after a pause counts the pause
in: such a word still covers more of its own clip's speech than of the one before. Where times are off by more
than the silence between two clips they say nothing of whose words are whose: `misplaced`.
"""

from itertools import pairwise

from oralexam.transcripts.packing import Piece, Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech
from oralexam.transcripts.transcript import Word

MOST_OUTSIDE = 0.1
"""A larger part of a window's words outside the speech of every clip is no accident: between two clips lie
0.9 s as a rule, and a shift of as much moves a sixth of the words of a turn of 5 s into them."""


def misplaced(heard: RecognizedSpeech, window: Window) -> bool:
    """Whether word times do not fit the clips of `window`: too many beside all of them, or two in a row.

    A pause within a clip belongs to it: whose a word is that was timed into it is no question. A word of no
    length, as Whisper's alignment gives them, lies in speech where its instant does.
    """
    clips = [(spans[0][0], spans[-1][1]) for spans in _spoken(window)]
    outside = [
        not any(start_s <= word.end_s and word.start_s <= end_s for start_s, end_s in clips)
        for word in heard.words
    ]
    return sum(outside) > MOST_OUTSIDE * len(outside) or any(map(all, pairwise(outside)))


def unpacked(heard: RecognizedSpeech, window: Window) -> tuple[RecognizedSpeech, ...]:
    """What was heard in each clip of `window`, timed from that clip's own start."""
    if len(window.pieces) == 1:
        return (heard,)
    if not heard.words:
        return (RecognizedSpeech(text="", words=()),) * len(window.pieces)
    spoken = _spoken(window)
    owners = _owners(heard.words, spoken)
    texts = _texts(heard, owners, len(spoken))
    return tuple(
        RecognizedSpeech(
            text=texts[number],
            words=tuple(
                _moved(word, begin, piece)
                for word, owner in zip(heard.words, owners, strict=True)
                if owner == number
            ),
        )
        for number, (piece, begin) in enumerate(zip(window.pieces, window.begins, strict=True))
    )


_Spoken = tuple[tuple[float, float], ...]
"""Stretches of speech, in seconds from the window's start."""


def _spoken(window: Window) -> list[_Spoken]:
    """The speech of each clip."""
    return [_seconds(piece, begin) for piece, begin in zip(window.pieces, window.begins, strict=True)]


def _seconds(piece: Piece, begin: int) -> _Spoken:
    moved = begin - piece.clip.cut.start_samples
    return tuple(
        ((span.start_samples + moved) / SAMPLE_RATE_HZ, (span.end_samples + moved) / SAMPLE_RATE_HZ)
        for span in piece.spoken
    )


def _owners(words: tuple[Word, ...], spoken: list[_Spoken]) -> list[int]:
    """The clip of each word; never one before the clip of the word before it."""
    owners: list[int] = []
    for word in words:
        covered = [_covered(word, spans) for spans in spoken]
        if max(covered) > 0:
            owner = covered.index(max(covered))
        else:
            middle_s = (word.start_s + word.end_s) / 2
            away = [_away(middle_s, spans) for spans in spoken]
            owner = away.index(min(away))
        owners.append(max([owner, *owners[-1:]]))
    return owners


def _covered(word: Word, spans: _Spoken) -> float:
    """How much of a clip's speech a word covers."""
    return sum(max(0.0, min(word.end_s, end_s) - max(word.start_s, start_s)) for start_s, end_s in spans)


def _away(at_s: float, spans: _Spoken) -> float:
    """How far an instant is from a clip's speech."""
    return max(spans[0][0] - at_s, at_s - spans[-1][1], 0.0)


def _texts(heard: RecognizedSpeech, owners: list[int], count: int) -> list[str]:
    """The text, cut where one clip's words end and the next one's begin: signs and spaces stay as heard."""
    begins: list[int] = []
    at = 0
    for word in heard.words:
        begin = heard.text.find(word.text, at)
        if begin < 0:  # a text that is not made of its words: then of them alone
            return [
                " ".join(
                    word.text for word, owner in zip(heard.words, owners, strict=True) if owner == number
                )
                for number in range(count)
            ]
        begins.append(begin)
        at = begin + len(word.text)
    edges = [0]
    for number in range(1, count):
        first = next((i for i, owner in enumerate(owners) if owner >= number), None)
        edges.append(len(heard.text) if first is None else begins[first] if first else 0)
    edges.append(len(heard.text))
    return [heard.text[begin:end].strip() for begin, end in pairwise(edges)]


def _moved(word: Word, begin: int, piece: Piece) -> Word:
    """A word of the window, timed from its clip's start and kept inside the clip."""
    longest_s = piece.length_samples / SAMPLE_RATE_HZ

    def inside(at_s: float) -> float:
        return round(min(max(at_s - begin / SAMPLE_RATE_HZ, 0.0), longest_s), 3)

    return Word(
        text=word.text, start_s=inside(word.start_s), end_s=inside(word.end_s), probability=word.probability
    )
