"""How alike the other party is played: what candidates met with, by scenario and by who played."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from oralexam.agreement.estimates import Estimate, mean_of

FEWEST_PLAYED: Final = 5
"""The interval of a mean of five reaches 1.2 standard deviations to each side, that of four 1.6; and from
fewer a single candidate's part could be worked out."""


class Spoken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was counted of the playing juror's words in one part."""

    own_s: float
    """Speech of the juror's, pauses left out."""
    both_s: float
    """Speech of both."""
    turns: int
    """Without those that are signs of listening only (« yes », « I see »)."""
    questions: int
    """Of these turns, those in which the recogniser, or a person, wrote a question mark."""
    interruptions: int


class Played(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part that somebody played; nothing in it says who the candidate was."""

    scenario: str
    """`scenario_id@version`."""
    player: str
    """A person's key; "" where it is not known who."""
    facts_given: int
    """Of those that are given only if asked."""
    facts: int
    """How many the scenario has."""
    spoken: Spoken | None
    """None without words of both on tracks of their own."""


class Mean(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mean over parts, and between what they all lie."""

    estimate: Estimate
    least: float
    most: float


class PlayedFigures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the parts of one group say, a part counting once; None where they are too few."""

    scenario: str = ""
    """"" where scenarios are taken together."""
    player: str = ""
    """"" where players are taken together."""
    parts: int
    with_words: int
    """How many of them have words of both."""
    facts_of: int
    """How many facts to give only if asked were there to be given, in all these parts."""
    facts_given: int | None
    """In all of them; None where they are too few."""
    talk_share: Mean | None
    turns: Mean | None
    questions: Mean | None
    interruptions: Mean | None
    facts: Mean | None
    """How many were given in a part."""


def played_figures(parts: Sequence[Played]) -> tuple[PlayedFigures, ...]:
    """A group for each scenario, for each player, and for each player in each scenario, by their keys."""
    known = [each for each in parts if each.player]
    return (
        *_grouped(parts, lambda each: (each.scenario, "")),
        *_grouped(known, lambda each: ("", each.player)),
        *_grouped(known, lambda each: (each.scenario, each.player)),
    )


def _grouped(
    parts: Iterable[Played], names_of: Callable[[Played], tuple[str, str]]
) -> tuple[PlayedFigures, ...]:
    groups: dict[tuple[str, str], list[Played]] = {}
    for each in parts:
        groups.setdefault(names_of(each), []).append(each)
    return tuple(_figures(*names, groups[names]) for names in sorted(groups))


def _figures(scenario: str, player: str, parts: Sequence[Played]) -> PlayedFigures:
    spoken = [each.spoken for each in parts if each.spoken is not None]
    return PlayedFigures(
        scenario=scenario,
        player=player,
        parts=len(parts),
        with_words=len(spoken),
        facts_of=sum(each.facts for each in parts),
        facts_given=sum(each.facts_given for each in parts) if len(parts) >= FEWEST_PLAYED else None,
        talk_share=_mean([each.own_s / each.both_s for each in spoken if each.both_s > 0], most=1.0),
        turns=_mean([each.turns for each in spoken]),
        questions=_mean([each.questions for each in spoken]),
        interruptions=_mean([each.interruptions for each in spoken]),
        facts=_mean([each.facts_given for each in parts if each.facts]),
    )


def _mean(values: Sequence[float], *, most: float = math.inf) -> Mean | None:
    """A mean of what is never below nothing, nor above `most`."""
    if len(values) < FEWEST_PLAYED:
        return None
    found = mean_of(values)
    if found.low is not None and found.high is not None:
        found = Estimate(value=found.value, low=max(0.0, found.low), high=min(most, found.high))
    return Mean(estimate=found, least=min(values), most=max(values))
