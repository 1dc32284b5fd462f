"""What needs a person, the most urgent first. Pure: from what is seen now, and since when it has been so."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from oralexam.exams.parts import EXCHANGES
from oralexam.jobs.job import JobState
from oralexam.rooms.call_events import Trouble
from oralexam.rooms.device_checks import CheckStanding
from oralexam.rooms.phases import OVER, RECORDED, TIMED, Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.signaling.board_messages import Alarm, BoardSitting, House, RoomReading
from oralexam.storage.files import LEAST_FREE, LITTLE_FREE

URGENCY = (
    "bell",
    "recording-stopped",
    "recording-fault",
    "link-lost",
    "disk-full",
    "not-connected",
    "recording-refused",
    "call-not-starting",
    "draining",
    "calls-full",
    "bell-answered",
    "to-admit",
    "devices-bad",
    "devices-changed",
    "unanswered",
    "microphone-silent",
    "station-trouble",
    "worker-down",
    "disk-low",
    "own-copy",
    "jobs-failed",
    "model-missing",
)
"""Every alarm, the most urgent first: a person who calls, then what is being lost now, then what will be."""

AWAY = timedelta(seconds=3)
"""A page that is reloaded is away for a second or two (shared fault table: an alert within 3 s)."""
CONNECTING_TOO_LONG = timedelta(seconds=6)
"""Sound is there within a second of the answer; the phase itself ends after its own bound."""
QUIET = timedelta(seconds=30)
"""Who listens to a long explanation is silent for as long at most; shorter would cry wolf in every call."""
SILENT_DBOV = -60
"""A microphone in a quiet room is above this; one that is muted says -127 (RFC 6464)."""
NOT_RECORDED_YET = frozenset({Phase.WAITING, Phase.DRAWN, Phase.PREPARATION, Phase.RINGING})
FOR_THE_MANAGER = frozenset({Trouble.SILENT, Trouble.CLIPPING, Trouble.LOSS, Trouble.SLOW})
"""What somebody has to do something about; who is muted or away is nobody's alarm."""
MAY_BE_LET_IN = frozenset({Phase.WAITING, Phase.DRAWN})
NEEDS_JUROR = RECORDED | {Phase.RINGING}

Key = tuple[str, str, Seat | None]
"""(code, sitting, seat): one alarm."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What alarms are made of, at one instant."""

    sittings: Iterable[BoardSitting]
    readings: Mapping[str, RoomReading]
    away_since: Mapping[tuple[str, Seat], datetime]
    heard_at: Mapping[tuple[str, Seat], datetime]
    """When a voice was last heard on a track that tells its level."""
    faults: Mapping[str, tuple[str, datetime]]
    """By sitting: the code of what the disk did not take, and since when."""
    house: House | None
    now: datetime
    copy_faults: Mapping[tuple[str, Seat], tuple[str, datetime]] = msgspec.field(default_factory=dict)
    """By sitting and seat: what is wrong with the copy that its page keeps, and since when."""


def alarms(seen: Seen, since: dict[Key, datetime]) -> tuple[Alarm, ...]:
    """All alarms at `seen.now`; `since` remembers when each began and forgets those that are over."""
    found = {(alarm.code, alarm.sitting_id, alarm.seat): alarm for alarm in _found(seen)}
    for key in [key for key in since if key not in found]:
        del since[key]
    told = (
        msgspec.structs.replace(alarm, since=since.setdefault(key, alarm.since))
        for key, alarm in found.items()
    )
    return tuple(sorted(told, key=lambda alarm: (URGENCY.index(alarm.code), alarm.since, alarm.sitting_id)))


def _found(seen: Seen) -> Iterable[Alarm]:
    for sitting in seen.sittings:
        yield from _of_people(sitting, seen)
        yield from _of_recording(sitting, seen)
        yield from _of_jobs(sitting, seen.now)
    if seen.house is not None:
        yield from _of_house(seen.house, seen.now)


def _of_people(sitting: BoardSitting, seen: Seen) -> Iterable[Alarm]:
    sitting_id = sitting.sitting_id
    for bell in sitting.bells:
        waits = bell.answered_at is None
        since = bell.answered_at or bell.rung_at
        yield Alarm(
            code="bell" if waits else "bell-answered", since=since, sitting_id=sitting_id, seat=bell.seat
        )
    for seat in sitting.lost:
        if sitting.phase in RECORDED:
            yield Alarm(code="link-lost", since=seen.now, sitting_id=sitting_id, seat=seat)
    for each in sitting.troubles:
        if each.trouble in FOR_THE_MANAGER:
            reason = f"trouble-{each.trouble.value}"
            yield Alarm(
                code="station-trouble", since=seen.now, sitting_id=sitting_id, seat=each.seat, reason=reason
            )
    yield from _of_formalities(sitting, seen.now)
    if sitting.phase not in TIMED or sitting.part not in EXCHANGES:
        return  # at an interview the two sit together, and need no page of their own
    for seat in (Seat.CANDIDATE, Seat.JUROR):
        away = seen.away_since.get((sitting_id, seat), sitting.phase_since)
        needed = seat is Seat.CANDIDATE or sitting.phase in NEEDS_JUROR
        if needed and seat not in sitting.present and seen.now - away >= AWAY:
            yield Alarm(code="not-connected", since=away, sitting_id=sitting_id, seat=seat)
    if sitting.phase is Phase.RINGING and sitting.deadline is None and sitting.paused_since is None:
        yield Alarm(code="unanswered", since=seen.now, sitting_id=sitting_id)


def _of_formalities(sitting: BoardSitting, now: datetime) -> Iterable[Alarm]:
    """Who waits to be let in, and whose refusal nobody has decided on."""
    standing, sitting_id = sitting.formalities, sitting.sitting_id
    if standing is None or sitting.phase in OVER:
        return
    for refusal in standing.refusals:
        if refusal.decided_at is None:
            yield Alarm(code="recording-refused", since=refusal.at, sitting_id=sitting_id, seat=refusal.seat)
    if standing.admitted_at is None and Seat.CANDIDATE in sitting.present and sitting.phase in MAY_BE_LET_IN:
        yield Alarm(code="to-admit", since=now, sitting_id=sitting_id, seat=Seat.CANDIDATE)
    for seat in sitting.devices_of:
        check = standing.devices.of(seat)
        if check.standing is CheckStanding.BAD and sitting.phase in NOT_RECORDED_YET:
            reason = f"device-{check.fault}"
            yield Alarm(code="devices-bad", since=now, sitting_id=sitting_id, seat=seat, reason=reason)
        if check.changed_at is not None:
            yield Alarm(code="devices-changed", since=check.changed_at, sitting_id=sitting_id, seat=seat)


def _of_recording(sitting: BoardSitting, seen: Seen) -> Iterable[Alarm]:
    sitting_id = sitting.sitting_id
    if sitting_id in seen.faults:
        code, at = seen.faults[sitting_id]
        yield Alarm(code="recording-fault", since=at, sitting_id=sitting_id, reason=code)
    for seat in PARTIES:
        if (sitting_id, seat) in seen.copy_faults:
            code, at = seen.copy_faults[sitting_id, seat]
            yield Alarm(code="own-copy", since=at, sitting_id=sitting_id, seat=seat, reason=code)
    if sitting.phase is Phase.CONNECTING and seen.now - sitting.phase_since >= CONNECTING_TOO_LONG:
        yield Alarm(code="call-not-starting", since=sitting.phase_since, sitting_id=sitting_id)
    if sitting.phase is not Phase.CALL or sitting_id not in seen.readings:
        return
    for track in seen.readings[sitting_id].tracks:
        if track.seat in sitting.lost:
            continue
        if not track.growing:
            yield Alarm(code="recording-stopped", since=seen.now, sitting_id=sitting_id, seat=track.seat)
        heard = seen.heard_at.get((sitting_id, track.seat))
        quiet = heard is not None and sitting.paused_since is None and seen.now - heard >= QUIET
        if track.kind == "audio" and heard is not None and quiet:
            yield Alarm(code="microphone-silent", since=heard, sitting_id=sitting_id, seat=track.seat)


def _of_jobs(sitting: BoardSitting, now: datetime) -> Iterable[Alarm]:
    failed = [job for job in sitting.jobs if job.state is JobState.FAILED]
    if failed:
        yield Alarm(code="jobs-failed", since=now, sitting_id=sitting.sitting_id, reason=failed[0].reason)
    if any(job.state is JobState.WAITING_FOR_MODEL for job in sitting.jobs):
        yield Alarm(code="model-missing", since=now)


def _of_house(house: House, now: datetime) -> Iterable[Alarm]:
    if house.draining_until is not None:
        yield Alarm(code="draining", since=now)
    if house.calls_full:
        yield Alarm(code="calls-full", since=now)
    if house.worker == "down":
        yield Alarm(code="worker-down", since=now)
    if house.disk_free < LEAST_FREE:
        yield Alarm(code="disk-full", since=now)
    elif house.disk_free < LITTLE_FREE:
        yield Alarm(code="disk-low", since=now)
