"""Clips: picked, put in order, adjusted, taken out, and nothing of a colleague's lost."""

import pytest

from oralexam.errors import BadInput, NotFound, Refused
from oralexam.records.clips import MOST_CLIPS, AddClip, AdjustClip, Clip, MoveClip, RemoveClip, decide

A, B, C = (Clip(clip_id=name, starts_s=at, ends_s=at + 5) for name, at in (("a", 10), ("b", 30), ("c", 50)))


def names(clips: tuple[Clip, ...]) -> str:
    """The clips' ids in their order."""
    return "".join(each.clip_id for each in clips)


def test_a_clip_comes_last_and_only_once() -> None:
    """The same stretch again (a lost answer, two people with one thought) changes nothing."""
    clips = decide((A,), AddClip(starts_s=30.0, ends_s=35.0), new_id="b")
    assert (names(clips), clips[1].revision) == ("ab", 1)
    assert decide(clips, AddClip(starts_s=30.02, ends_s=35.01), new_id="x") == clips


def test_a_clip_is_adjusted_by_who_has_seen_it_as_it_is() -> None:
    """A stale order is refused; the same order once more is none."""
    order = AdjustClip(clip_id="b", revision=1, starts_s=29.0, ends_s=36.0)
    clips = decide((A, B, C), order, new_id="")
    assert (clips[1].starts_s, clips[1].ends_s, clips[1].revision) == (29.0, 36.0, 2)
    assert decide(clips, order, new_id="") == clips
    with pytest.raises(Refused, match="clip-changed"):
        decide(clips, AdjustClip(clip_id="b", revision=1, starts_s=1.0, ends_s=2.0), new_id="")
    with pytest.raises(Refused, match="clip-changed"):
        decide(clips, RemoveClip(clip_id="b", revision=1), new_id="")


def test_a_clip_goes_before_its_neighbour_wherever_that_is() -> None:
    """The order names a neighbour: it means the same after a colleague has moved others."""
    assert names(decide((A, B, C), MoveClip(clip_id="c", before="a"), new_id="")) == "cab"
    assert names(decide((B, A, C), MoveClip(clip_id="c", before="a"), new_id="")) == "bca"
    assert names(decide((A, B, C), MoveClip(clip_id="a", before=None), new_id="")) == "bca"
    assert names(decide((A, B, C), MoveClip(clip_id="a", before="gone"), new_id="")) == "bca"
    assert names(decide((A, B, C), MoveClip(clip_id="a", before="a"), new_id="")) == "abc"


def test_a_clip_is_taken_out_once() -> None:
    """What is out already may be taken out again."""
    clips = decide((A, B), RemoveClip(clip_id="a", revision=1), new_id="")
    assert names(clips) == "b"
    assert decide(clips, RemoveClip(clip_id="a", revision=1), new_id="") == clips
    for order in (
        AdjustClip(clip_id="a", revision=1, starts_s=1, ends_s=2),
        MoveClip(clip_id="a", before=None),
    ):
        with pytest.raises(NotFound, match="unknown-clip"):
            decide(clips, order, new_id="")


@pytest.mark.parametrize(
    ("starts_s", "ends_s"),
    [(5.0, 4.0), (5.0, 5.1), (0.0, 4000.0), (float("nan"), 5.0), (5.0, float("inf")), (1e9, 1e9 + 5)],
)
def test_what_is_no_stretch_of_a_recording_is_no_clip(starts_s: float, ends_s: float) -> None:
    """Backwards, too short, too long, nowhere."""
    with pytest.raises(BadInput, match="clip-malformed"):
        decide((), AddClip(starts_s=starts_s, ends_s=ends_s), new_id="x")


def test_there_are_as_many_clips_as_letters() -> None:
    """The twenty-seventh has none."""
    clips = tuple(Clip(clip_id=str(at), starts_s=at, ends_s=at + 1) for at in range(MOST_CLIPS))
    with pytest.raises(Refused, match="too-many-clips"):
        decide(clips, AddClip(starts_s=100, ends_s=101), new_id="x")
