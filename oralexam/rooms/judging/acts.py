"""What an order of judging makes happen: events, or a refusal with its reason. Pure."""

from datetime import datetime

from oralexam.errors import BadInput, Refused
from oralexam.exams.people import same_name
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.judging import commands, events
from oralexam.rooms.judging.deliberating import DeliberationBody, deliberation_lacks
from oralexam.rooms.judging.marks import SealedBody, lacks
from oralexam.rooms.judging.sealing import digest_of, same_grid, sealed_json, written
from oralexam.rooms.judging.second_acts import decide_second
from oralexam.rooms.judging.state import Judging
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import RoomState


def decide_judging(
    state: RoomState,
    command: commands.JudgingCommand,
    *,
    seat: Seat,
    now: datetime,
) -> list[events.JudgingEvent]:
    """The events that a command of judging makes happen; none where it changes nothing.

    Raises:
        Refused: `not-your-candidate`, `judging-not-opened`, `deliberation-locked`, `already-sealed`,
            `not-sealed`, `stale-version`, `marks-incomplete`, `nothing-changed`, `not-sealed-by-both`,
            `deliberation-incomplete`, `deliberation-changed`, `not-locked`, `reopening-asked`,
            `reopening-not-asked`, `same-person`, `reopening-without-judge`, `another-grid`.
        BadInput: `reason-missing`, `reason-too-long`, `not-a-jurors-seat`.
    """
    judging = state.judging
    match command:
        case commands.OpenJudging():
            return _open(state, command, now)
        case commands.GiveJurorLink():
            return _give_link(state, command, now)
        case commands.SealJudgement():
            return _seal(state, command, now)
        case commands.ProposeDeliberation():
            return _propose(state, command, now)
        case commands.SignDeliberation():
            return _sign(judging, command, now)
        case commands.AskReopening():
            return _ask(judging, command, seat, now)
        case commands.AgreeReopening():
            return _agree(judging, command, seat, now)
        case commands.AskSecondMarking() | commands.SealSecondMarking():
            return decide_second(state, command, now)


def _open(state: RoomState, command: commands.OpenJudging, now: datetime) -> list[events.JudgingEvent]:
    judging = state.judging
    if judging.opened is not None:
        _judge(judging, command.by)
        return []
    player, observer = (state.jurors.seated[seat] for seat in JURY)
    if command.by not in {player, observer}:
        raise Refused("not-your-candidate")
    return [
        events.JudgingOpened(
            at=now,
            grid_id=command.lines.grid_id,
            grid_version=command.lines.grid_version,
            grid_digest=command.lines.digest,
            player=player,
            observer=observer,
            player_name=state.juror_name,
            observer_name=state.observer_name,
            player_account=command.player_account,
            observer_account=command.observer_account,
        )
    ]


def _give_link(state: RoomState, command: commands.GiveJurorLink, now: datetime) -> list[events.JudgingEvent]:
    if command.seat not in JURY:
        raise BadInput("not-a-jurors-seat")
    return [
        events.JurorLinkGiven(
            at=now,
            seat=command.seat,
            judge=state.jurors.seated[command.seat],
            by=command.by,
            by_name=command.by_name,
        )
    ]


def _seal(state: RoomState, command: commands.SealJudgement, now: datetime) -> list[events.JudgingEvent]:
    judging, judge = state.judging, command.by
    _judge(judging, judge)
    _unlocked(judging)
    standing = judging.standing_of(judge)
    if standing is not None and not command.correction:
        raise Refused("already-sealed", version=standing.version)
    if standing is None and command.correction:
        raise Refused("not-sealed")
    following = 1 if standing is None else standing.version + 1
    if command.version != following:
        raise Refused("stale-version", version=following - 1)
    same_grid(judging, command.lines)
    reason = reason_of(command.reason) if command.correction else ""
    missing = lacks(
        command.judgement,
        criteria=command.lines.criteria,
        levels=command.lines.levels,
        moments_needed=state.sitting.plan is not None,
    )
    if missing:
        raise Refused("marks-incomplete", lacks=written(missing))
    before = standing.read() if standing else None
    if before is not None and before.judgement == command.judgement:
        raise Refused("nothing-changed")
    body = sealed_json(
        SealedBody(
            sitting_id=command.lines.sitting_id,
            judge=judge,
            version=following,
            judgement=command.judgement,
            nonce=command.nonce,
        )
    )
    return [
        events.JudgementSealed(
            at=now,
            judge=judge,
            version=following,
            digest=digest_of(body),
            judge_name=judging.name_of(judge),
            body=body,
            reason=reason,
        )
    ]


def _propose(
    state: RoomState, command: commands.ProposeDeliberation, now: datetime
) -> list[events.JudgingEvent]:
    judging, judge = state.judging, command.by
    _judge(judging, judge)
    _both(judging)
    _unlocked(judging)
    same_grid(judging, command.lines)
    missing = deliberation_lacks(
        command.deliberation, criteria=command.lines.criteria, levels=command.lines.levels
    )
    if missing:
        raise Refused("deliberation-incomplete", lacks=written(missing))
    lies_there = judging.proposal.read() if judging.proposal else None
    if lies_there is not None and lies_there.deliberation == command.deliberation:
        return []
    version = judging.proposals[-1].version + 1 if judging.proposals else 1
    stands = [judging.standing_of(each.key) for each in judging.judges]
    body = sealed_json(
        DeliberationBody(
            sitting_id=command.lines.sitting_id,
            version=version,
            rests_on=tuple(each.digest for each in stands if each is not None),
            deliberation=command.deliberation,
            nonce=command.nonce,
        )
    )
    return [
        events.DeliberationProposed(at=now, judge=judge, version=version, digest=digest_of(body), body=body)
    ]


def _sign(judging: Judging, command: commands.SignDeliberation, now: datetime) -> list[events.JudgingEvent]:
    judge = command.by
    _judge(judging, judge)
    _both(judging)
    proposal = judging.proposal
    if proposal is None or (proposal.version, proposal.digest) != (command.version, command.digest):
        raise Refused("deliberation-changed")
    if proposal.signed_by(judge):
        return []
    _unlocked(judging)
    happened: list[events.JudgingEvent] = [
        events.DeliberationSigned(
            at=now,
            judge=judge,
            version=proposal.version,
            digest=proposal.digest,
            judge_name=judging.name_of(judge),
        )
    ]
    if all(proposal.signed_by(each.key) or each.key == judge for each in judging.judges):
        happened.append(events.DeliberationLocked(at=now, version=proposal.version, digest=proposal.digest))
    return happened


def _ask(
    judging: Judging, command: commands.AskReopening, seat: Seat, now: datetime
) -> list[events.JudgingEvent]:
    _person(judging, seat, command.by)
    if judging.locked is None:
        raise Refused("not-locked")
    if judging.reopening is not None:
        raise Refused("reopening-asked")
    reason = reason_of(command.reason)
    return [events.ReopeningAsked(at=now, by=command.by, by_name=command.by_name, reason=reason)]


def _agree(
    judging: Judging, command: commands.AgreeReopening, seat: Seat, now: datetime
) -> list[events.JudgingEvent]:
    _person(judging, seat, command.by)
    if judging.locked is None:
        raise Refused("not-locked")
    if (asked := judging.reopening) is None:
        raise Refused("reopening-not-asked")
    judges = {asked.asked_by, command.by}.intersection(each.key for each in judging.judges)
    # A manager's account and a juror's seat are two keys, and may be one person's.
    one_name = len(judges) == 1 and command.by_name != "" and same_name(asked.asked_by_name, command.by_name)
    if asked.asked_by == command.by or one_name:
        raise Refused("same-person")
    # The jury is sovereign (exam document, RE AIE 2015): two managers do not reopen what it has decided.
    if not judges:
        raise Refused("reopening-without-judge")
    return [events.DeliberationReopened(at=now, by=command.by, by_name=command.by_name)]


def _person(judging: Judging, seat: Seat, key: str) -> None:
    """Who acts for the manager is known to the service; a judge must be one of the two."""
    if seat is not Seat.MANAGER:
        _judge(judging, key)


def _judge(judging: Judging, key: str) -> None:
    if judging.opened is None:
        raise Refused("judging-not-opened")
    if key not in {each.key for each in judging.judges}:
        raise Refused("not-your-candidate")


def _both(judging: Judging) -> None:
    if not judging.both_sealed:
        raise Refused("not-sealed-by-both")


def _unlocked(judging: Judging) -> None:
    if judging.locked is not None:
        raise Refused("deliberation-locked")
