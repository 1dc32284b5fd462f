"""From pairs of heard and read to figures; imports jiwer, numpy and Whisper's normaliser when it is asked."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from oralexam.transcripts.reliability import (
    Figure,
    Group,
    Rate,
    Reading,
    ReadTrack,
    Recall,
    ReliabilityAnswer,
    ReliabilityRequest,
)
from oralexam.transcripts.word_errors import (
    WordErrors,
    count_errors,
    count_hesitations,
    count_normalised_errors,
    wilson,
    without_hesitations,
)


class _Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A track with what was counted in it, once for all of its groups."""

    track: ReadTrack
    normalised: list[WordErrors]
    raw: list[WordErrors]
    hesitations: tuple[int, int]


def compute(asked: ReliabilityRequest) -> ReliabilityAnswer:
    """All figures; the same request gives the same ones, intervals too."""
    counted = [_count(track) for track in asked.tracks]
    return ReliabilityAnswer(
        figures=tuple(
            _figure(group, members, asked, *names)
            for group, names_of in _GROUPS.items()
            for names, members in _grouped(counted, names_of)
        )
    )


_Names = tuple[str, str, str, str]
"""Room, seat, setup and model of a group; "" for what does not matter in it."""
_GROUPS: dict[Group, Callable[[ReadTrack], _Names]] = {
    Group.ALL: lambda _: ("", "", "", ""),
    # A room that nobody has named is the exam room or the jury's: the seat says which.
    Group.ROOM: lambda track: (track.room, "" if track.room else track.seat, "", ""),
    Group.MICROPHONE: lambda track: (track.room, track.seat, track.setup, ""),
    Group.MODEL: lambda track: ("", "", "", track.model),
}


def _count(track: ReadTrack) -> _Counted:
    pairs = [pair for pair in track.pairs if pair.reading is not Reading.UNCLEAR]
    hesitations = [count_hesitations(pair.read, pair.heard) for pair in pairs]
    return _Counted(
        track=track,
        normalised=[count_normalised_errors(pair.read, pair.heard) for pair in pairs],
        # Hesitations have their own figure, here as in `evaluation.scoring`.
        raw=[count_errors(without_hesitations(pair.read), without_hesitations(pair.heard)) for pair in pairs],
        hesitations=(sum(heard for heard, _ in hesitations), sum(said for _, said in hesitations)),
    )


def _grouped(
    counted: Iterable[_Counted], names_of: Callable[[ReadTrack], _Names]
) -> list[tuple[_Names, list[_Counted]]]:
    groups: dict[_Names, list[_Counted]] = {}
    for each in counted:
        groups.setdefault(names_of(each.track), []).append(each)
    return sorted(groups.items(), key=lambda item: item[0])


def _figure(  # noqa: PLR0917 — a group's names
    group: Group,
    counted: Sequence[_Counted],
    asked: ReliabilityRequest,
    room: str,
    seat: str,
    setup: str,
    model: str,
) -> Figure:
    readings = [pair.reading for each in counted for pair in each.track.pairs]
    heard = sum(each.hesitations[0] for each in counted)
    said = sum(each.hesitations[1] for each in counted)
    return Figure(
        group=group,
        room=room,
        seat=seat,
        setup=setup,
        model=model,
        tracks=len(counted),
        utterances=sum(each.track.utterances for each in counted),
        read=len(readings),
        confirmed=readings.count(Reading.CONFIRMED),
        unclear=readings.count(Reading.UNCLEAR),
        normalised=_rate([one for each in counted for one in each.normalised], asked),
        raw=_rate([one for each in counted for one in each.raw], asked),
        hesitations=_recall(heard, said) if said else None,
    )


def _recall(heard: int, said: int) -> Recall:
    low, high = wilson(heard, said)
    return Recall(heard=heard, said=said, value=heard / said, low=low, high=high)


def _rate(counted: Sequence[WordErrors], asked: ReliabilityRequest) -> Rate | None:
    """Errors of all by words of all; the interval by drawing utterances anew, as many as there are."""
    import numpy as np  # noqa: PLC0415 — never in the server

    errors = np.array([each.count for each in counted], np.int64)
    words = np.array([each.words for each in counted], np.int64)
    if words.sum() == 0:
        return None
    chance = np.random.default_rng(asked.seed)
    drawn = []
    for _ in range(asked.resamples):
        places = chance.integers(len(words), size=len(words))
        # A resample of nothing but what was never said has no rate.
        if said := words[places].sum():
            drawn.append(errors[places].sum() / said)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Rate(
        errors=int(errors.sum()),
        words=int(words.sum()),
        value=float(errors.sum() / words.sum()),
        low=float(low),
        high=float(high),
    )
