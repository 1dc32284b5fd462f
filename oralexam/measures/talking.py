"""Two who talk: overlaps, and turns that begin in another's turn."""

import re
from collections.abc import Iterable
from typing import Final

from oralexam.measures.speaking import Span, Speaking, Turn
from oralexam.measures.syllables import syllables_in

SHORTEST_OVERLAP_S: Final = 0.2
"""Below it an overlap cannot be told from errors of word times (measured: a tenth of a second and more)."""
SYLLABLES_TO_GO: Final = 2
"""Who begins this near the end of a turn has foreseen it (Zimmerman and West, 1975)."""
_LISTENING: Final = re.compile(
    r"(?:(?:yes|yeah|yep|no|ok|okay|right|sure|fine|good|great|exactly|really|oh|ah|aha|mm|mhm|hmm|uh|huh"
    r"|i see|of course|all right|thank you|thanks)\b[\s,.!?-]*)+",
    re.IGNORECASE,
)
"""Signs of listening take no turn (Yngve, « On getting a word in edgewise », 1970)."""


def overlaps(one: Speaking, other: Speaking) -> list[Span]:
    """The stretches in which both speak, in order."""
    found = [
        Span(start_s=max(a.span.start_s, b.span.start_s), end_s=min(a.span.end_s, b.span.end_s))
        for a in one.runs
        for b in other.runs
    ]
    return sorted(
        (each for each in found if each.length_s >= SHORTEST_OVERLAP_S - 1e-9), key=lambda each: each.start_s
    )


def interruptions(who: Speaking, other: Speaking) -> list[Turn]:
    """The turns of `who` that begin while `other` speaks and has more than two syllables to go."""
    return [turn for turn in who.turns if not is_listening(turn) and _breaks_in(turn, other.turns)]


def is_listening(turn: Turn) -> bool:
    """Whether a turn says only that somebody listens."""
    return _LISTENING.fullmatch(" ".join(word.text.strip() for word in turn.words)) is not None


def _breaks_in(turn: Turn, others: Iterable[Turn]) -> bool:
    at_s = turn.span.start_s
    for other in others:
        if not any(run.span.start_s < at_s < run.span.end_s for run in other.runs):
            continue
        to_go = sum(syllables_in(word.text) for word in other.words if word.start_s >= at_s)
        return to_go > SYLLABLES_TO_GO
    return False
