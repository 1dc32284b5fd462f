"""A second marking, blind, beside the jury's: asked for by the manager once both judges have sealed. Pure."""

from datetime import datetime

from oralexam.errors import NotFound, Refused
from oralexam.rooms.judging import commands, events
from oralexam.rooms.judging.marks import SealedBody, lacks
from oralexam.rooms.judging.sealing import digest_of, same_grid, sealed_json, written
from oralexam.rooms.state import RoomState


def decide_second(
    state: RoomState,
    command: commands.AskSecondMarking | commands.SealSecondMarking,
    now: datetime,
) -> list[events.JudgingEvent]:
    """The event that it makes happen; the jury's own marks and deliberation are not touched by any.

    Raises:
        NotFound: `unknown-assignment`: none such, or somebody else's.
        Refused: `not-sealed-by-both`, `second-marking-waits`, `already-sealed`, `another-grid`,
            `marks-incomplete`.
    """
    if isinstance(command, commands.AskSecondMarking):
        return _ask(state, command, now)
    return _seal(state, command, now)


def _ask(state: RoomState, command: commands.AskSecondMarking, now: datetime) -> list[events.JudgingEvent]:
    judging = state.judging
    # Before, a second opinion could reach a judge who still marks.
    if not judging.both_sealed:
        raise Refused("not-sealed-by-both")
    if any(each.marker == command.marker and each.sealed_at is None for each in judging.seconds):
        raise Refused("second-marking-waits")
    return [
        events.SecondMarkingAsked(
            at=now,
            assignment_id=command.assignment_id,
            reason=command.reason,
            marker=command.marker,
            marker_name=command.marker_name,
            by=command.by,
            by_name=command.by_name,
        )
    ]


def _seal(state: RoomState, command: commands.SealSecondMarking, now: datetime) -> list[events.JudgingEvent]:
    judging = state.judging
    second = judging.second(command.assignment_id)
    if second is None or second.marker != command.by:
        raise NotFound("unknown-assignment")
    if second.sealed_at is not None:
        raise Refused("already-sealed", version=1)
    same_grid(judging, command.lines)
    missing = lacks(
        command.judgement,
        criteria=command.lines.criteria,
        levels=command.lines.levels,
        moments_needed=state.sitting.plan is not None,
    )
    if missing:
        raise Refused("marks-incomplete", lacks=written(missing))
    body = sealed_json(
        SealedBody(
            sitting_id=command.lines.sitting_id,
            judge=second.key,
            version=1,
            judgement=command.judgement,
            nonce=command.nonce,
        )
    )
    return [
        events.SecondMarkingSealed(
            at=now,
            assignment_id=second.assignment_id,
            marker=second.marker,
            digest=digest_of(body),
            body=body,
        )
    ]
