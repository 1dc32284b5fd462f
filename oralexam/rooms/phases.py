"""The phases of a part and the only ways from one to another: one enum, one table.

```
waiting → drawn → preparation → ringing ⇄ connecting → call → writing → handed-in    a role-play
                                   ↑_____________________________|   (calling back)
waiting → review or presentation → questions → handed-in                            an interview
waiting → interview → handed-in
```

From every phase but the last the manager may abort: `aborted`. From `preparation` to `writing` the manager
may restart the part: back to `drawn`, or to `preparation`; an interview goes back to `waiting`.
"""

from enum import StrEnum
from types import MappingProxyType

from oralexam.errors import Refused


class Phase(StrEnum):
    """Where a sitting stands."""

    WAITING = "waiting"
    """Nothing drawn, or begun, yet."""
    DRAWN = "drawn"
    """The scenario is known to the jury; the candidate's clock has not started."""
    PREPARATION = "preparation"
    RINGING = "ringing"
    """The call may be rung, or rings; nobody has answered."""
    CONNECTING = "connecting"
    """Answered; the clock waits for sound and picture from both sides."""
    CALL = "call"
    WRITING = "writing"
    REVIEW = "review"
    """The jury goes through the candidate's work and role-plays with the candidate."""
    PRESENTATION = "presentation"
    """The candidate presents."""
    QUESTIONS = "questions"
    INTERVIEW = "interview"
    """The final interview."""
    HANDED_IN = "handed-in"
    ABORTED = "aborted"
    """The manager ended the part before its time; nothing more is recorded in it."""


NOT_BEGUN = frozenset({Phase.WAITING, Phase.DRAWN})
"""The phases before a candidate's part: nobody's time runs, and the candidate has no file yet."""
OVER = frozenset({Phase.HANDED_IN, Phase.ABORTED})
"""The phases that nothing follows."""
ANEW = frozenset({Phase.DRAWN, Phase.PREPARATION})
"""Where a role-play may begin anew, from any phase whose clock runs: with the same scenario."""
WAYS: MappingProxyType[Phase, frozenset[Phase]] = MappingProxyType(
    {
        Phase.WAITING: frozenset(
            {Phase.DRAWN, Phase.REVIEW, Phase.PRESENTATION, Phase.INTERVIEW, Phase.ABORTED}
        ),
        Phase.DRAWN: frozenset({Phase.PREPARATION, Phase.WAITING, Phase.ABORTED}),
        Phase.PREPARATION: frozenset({Phase.RINGING, Phase.WAITING, *ANEW, Phase.ABORTED}),
        Phase.RINGING: frozenset({Phase.CONNECTING, Phase.WRITING, Phase.WAITING, *ANEW, Phase.ABORTED}),
        Phase.CONNECTING: frozenset({Phase.CALL, Phase.RINGING, Phase.WRITING, *ANEW, Phase.ABORTED}),
        Phase.CALL: frozenset({Phase.WRITING, *ANEW, Phase.ABORTED}),
        Phase.WRITING: frozenset({Phase.RINGING, Phase.HANDED_IN, *ANEW, Phase.ABORTED}),
        Phase.REVIEW: frozenset({Phase.QUESTIONS, Phase.WAITING, Phase.ABORTED}),
        Phase.PRESENTATION: frozenset({Phase.QUESTIONS, Phase.WAITING, Phase.ABORTED}),
        Phase.QUESTIONS: frozenset({Phase.HANDED_IN, Phase.WAITING, Phase.ABORTED}),
        Phase.INTERVIEW: frozenset({Phase.HANDED_IN, Phase.WAITING, Phase.ABORTED}),
        Phase.HANDED_IN: frozenset(),
        Phase.ABORTED: frozenset(),
    }
)
"""From each phase, where one may go. Ringing and connecting lead to writing only while calling back;
back to waiting leads only a draw that is void, or an interview that begins anew."""

RECORDED = frozenset({Phase.CONNECTING, Phase.CALL})
"""The phases in which what is said is forwarded and recorded."""

BEFORE_THE_CALL = frozenset({Phase.DRAWN, Phase.PREPARATION, Phase.RINGING})
"""The phases in which a scenario is known and nobody has spoken about it: it can be drawn again."""

INTERVIEWS = frozenset({Phase.REVIEW, Phase.PRESENTATION, Phase.QUESTIONS, Phase.INTERVIEW})
"""The phases of interviews: timed, and nothing else."""

ROLE_PLAY = frozenset({Phase.PREPARATION, Phase.RINGING, Phase.CONNECTING, Phase.CALL, Phase.WRITING})
"""The phases of a role-play in which a clock runs."""

TIMED = ROLE_PLAY | INTERVIEWS
"""The phases whose clock can be stopped: before and after them no time of the candidate's runs."""

GIVEN_TO = frozenset({Phase.PREPARATION, Phase.CALL, Phase.WRITING}) | INTERVIEWS
"""The phases that time can be given back to: those whose minutes are the candidate's."""


def check_way(origin: Phase, target: Phase) -> None:
    """Refuse a way that is not in the table.

    Raises:
        Refused: `illegal-transition`.
    """
    if target not in WAYS[origin]:
        raise Refused("illegal-transition", origin=origin, target=target)
