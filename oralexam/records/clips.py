"""Clips: stretches of a replay that the jury has picked for the interview, in the order in which they come.

A clip has a letter by its place and no text: there is nothing in it that a candidate must not see. Pure: the
clips that stand and an order in, the clips that stand then out.
"""

from math import isfinite
from typing import Final

import msgspec

from oralexam.errors import BadInput, NotFound, Refused

MOST_CLIPS: Final = 26
"""One for each letter."""
SHORTEST_S: Final = 0.2
"""Shorter than a word is a slip of the hand."""
LONGEST_S: Final = 3600.0
FARTHEST_S: Final = 6 * 3600.0
"""No part of an examination lasts as long (`journal` leaves out what claims to lie further away)."""
SAME_WITHIN_S: Final = 0.05
"""Two clips that begin and end together are one: an order that came twice, or two people with one thought."""


class Clip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch on the exam clock; `revision` counts what was done about it."""

    clip_id: str
    starts_s: float
    ends_s: float
    revision: int = 1


class AddClip(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="add"
):
    """Pick a stretch; it comes last."""

    starts_s: float
    ends_s: float


class AdjustClip(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="adjust"
):
    """Let a clip begin and end elsewhere; `revision` is the one that was seen."""

    clip_id: str
    revision: int
    starts_s: float
    ends_s: float


class RemoveClip(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="remove"
):
    """Take a clip out; `revision` is the one that was seen."""

    clip_id: str
    revision: int


class MoveClip(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="move"
):
    """Put a clip before another one (None: last).

    It names a neighbour and no place, so that it means the same when a colleague has moved others meanwhile.
    """

    clip_id: str
    before: str | None


ClipOrder = AddClip | AdjustClip | RemoveClip | MoveClip


def decide(clips: tuple[Clip, ...], order: ClipOrder, *, new_id: str) -> tuple[Clip, ...]:
    """The clips after `order`; the same ones where all of it stood already.

    Raises:
        BadInput: `clip-malformed`: it ends before it begins, or lies outside every recording.
        NotFound: `unknown-clip`.
        Refused: `too-many-clips`; `clip-changed`: somebody else was there first, and nothing is overwritten.
    """
    match order:
        case AddClip():
            starts_s, ends_s = _checked(order)
            if any(_same(each, starts_s, ends_s) for each in clips):
                return clips
            if len(clips) >= MOST_CLIPS:
                raise Refused("too-many-clips", most=MOST_CLIPS)
            return (*clips, Clip(clip_id=new_id, starts_s=starts_s, ends_s=ends_s))
        case AdjustClip():
            starts_s, ends_s = _checked(order)
            clip = _named(clips, order.clip_id)
            if _same(clip, starts_s, ends_s):
                return clips
            _check_seen(clip, order.revision)
            adjusted = Clip(
                clip_id=clip.clip_id, starts_s=starts_s, ends_s=ends_s, revision=clip.revision + 1
            )
            return tuple(adjusted if each is clip else each for each in clips)
        case RemoveClip():
            gone = next((each for each in clips if each.clip_id == order.clip_id), None)
            if gone is None:
                return clips
            _check_seen(gone, order.revision)
            return tuple(each for each in clips if each is not gone)
        case MoveClip():
            clip = _named(clips, order.clip_id)
            if order.before == clip.clip_id:
                return clips
            others = [each for each in clips if each is not clip]
            # Where the neighbour has gone meanwhile, the clip stays in the list, at its end.
            place = next((at for at, each in enumerate(others) if each.clip_id == order.before), len(others))
            return (*others[:place], clip, *others[place:])


def _checked(order: AddClip | AdjustClip) -> tuple[float, float]:
    starts_s, ends_s = round(order.starts_s, 3), round(order.ends_s, 3)
    fits = isfinite(starts_s) and isfinite(ends_s) and abs(starts_s) <= FARTHEST_S
    if not fits or not SHORTEST_S <= ends_s - starts_s <= LONGEST_S:
        raise BadInput("clip-malformed")
    return starts_s, ends_s


def _same(clip: Clip, starts_s: float, ends_s: float) -> bool:
    return abs(clip.starts_s - starts_s) < SAME_WITHIN_S and abs(clip.ends_s - ends_s) < SAME_WITHIN_S


def _named(clips: tuple[Clip, ...], clip_id: str) -> Clip:
    clip = next((each for each in clips if each.clip_id == clip_id), None)
    if clip is None:
        raise NotFound("unknown-clip")
    return clip


def _check_seen(clip: Clip, revision: int) -> None:
    if clip.revision != revision:
        raise Refused("clip-changed", revision=clip.revision)
