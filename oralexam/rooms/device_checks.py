"""How far the check of the stations is, and what it keeps from beginning. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from oralexam.exams.parts import StationSetup
from oralexam.rooms import device_events as happened
from oralexam.rooms.device_events import DeviceFault, Figures
from oralexam.rooms.seats import PARTIES, Seat

MOST_REPORTS = 200
"""Of a sitting: a page that reports without end must not fill the chain."""


class CheckStanding(StrEnum):
    """How far the check of a station is."""

    MISSING = "missing"
    BAD = "bad"
    CHANGED = "changed"
    """It was good, with other devices."""
    SWAPPED = "swapped"
    """Another device was chosen in the call, and works; it was not measured."""
    GOOD = "good"
    OVERRIDDEN = "overridden"


DeviceEvent = (
    happened.DeviceChecked
    | happened.DevicesChanged
    | happened.DevicesSwapped
    | happened.DeviceCheckOverridden
    | happened.LeakMeasured
)
MOST_LEAKS = 8
"""That are shown of a room; the events keep all."""


class StationCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one seat's station."""

    seat: Seat
    standing: CheckStanding
    fault: DeviceFault | None = None
    figures: Figures | None = None
    measured_at: datetime | None = None
    changed_at: datetime | None = None
    """Since the last check, or the last override."""

    @property
    def holds(self) -> bool:
        """Whether the part may begin, as far as this station goes."""
        return self.standing in {CheckStanding.GOOD, CheckStanding.OVERRIDDEN}


class Leak(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How well a room is kept from another, as it was measured last."""

    at: datetime
    played: bool
    other_room: str
    attenuation_db: float
    at_least: bool


class StationChecks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of all of them."""

    stations: tuple[StationCheck, ...] = ()
    reports: int = 0
    leaks: tuple[Leak, ...] = ()
    """The newest last; of each other room and way the last one."""

    def of(self, seat: Seat) -> StationCheck:
        """What is known of a seat's station."""
        unknown = StationCheck(seat=seat, standing=CheckStanding.MISSING)
        return next((each for each in self.stations if each.seat is seat), unknown)

    def without(self, seat: Seat) -> "StationChecks":
        """As if nothing had been measured there: somebody else sits there, elsewhere perhaps."""
        left = tuple(each for each in self.stations if each.seat is not seat)
        return msgspec.structs.replace(self, stations=left)

    def waits_for(self, seats: Iterable[Seat]) -> str | None:
        """Why the part cannot begin: `devices-bad`, `devices-not-checked`."""
        open_ = [check for seat in seats if not (check := self.of(seat)).holds]
        if not open_:
            return None
        return (
            "devices-bad"
            if any(check.standing is CheckStanding.BAD for check in open_)
            else "devices-not-checked"
        )


def stations_of(setup: StationSetup | None) -> tuple[Seat, ...]:
    """The seats whose stations bring a microphone: one page records both where both share its input."""
    shared = {StationSetup.TWO_MICROPHONES, StationSetup.ONE_MICROPHONE}
    return (Seat.CANDIDATE,) if setup in shared else tuple(PARTIES)


def after_device_event(checks: StationChecks, event: DeviceEvent) -> StationChecks:
    """Where it stands once `event` has happened."""
    if isinstance(event, happened.LeakMeasured):
        leak = Leak(
            at=event.at,
            played=event.played,
            other_room=event.other_room,
            attenuation_db=event.attenuation_db,
            at_least=event.at_least,
        )
        others = (
            each for each in checks.leaks if (each.other_room, each.played) != (leak.other_room, leak.played)
        )
        return msgspec.structs.replace(checks, leaks=(*others, leak)[-MOST_LEAKS:])
    known = checks.of(event.seat)
    reports = checks.reports
    match event:
        case happened.DeviceChecked():
            reports += 1
            known = StationCheck(
                seat=event.seat,
                standing=CheckStanding.GOOD if event.fault is None else CheckStanding.BAD,
                fault=event.fault,
                figures=event.figures,
                measured_at=event.at - timedelta(seconds=event.age_s),
            )
        case happened.DevicesChanged():
            reports += 1
            known = msgspec.structs.replace(known, standing=CheckStanding.CHANGED, changed_at=event.at)
        case happened.DevicesSwapped():
            reports += 1
            known = _swapped(known, event)
        case happened.DeviceCheckOverridden():
            known = msgspec.structs.replace(known, standing=CheckStanding.OVERRIDDEN, changed_at=None)
    others_known = checks.without(event.seat).stations
    return msgspec.structs.replace(checks, stations=(*others_known, known), reports=reports)


def _swapped(known: StationCheck, event: happened.DevicesSwapped) -> StationCheck:
    """A microphone that brings a level takes back that a device has changed; its figures were another's."""
    if event.device is not happened.DeviceKind.MICROPHONE:
        return known
    changed_at = None if event.heard else event.at
    if known.standing in {CheckStanding.MISSING, CheckStanding.BAD}:
        return msgspec.structs.replace(known, changed_at=changed_at)
    return StationCheck(
        seat=event.seat,
        standing=CheckStanding.SWAPPED if event.heard else CheckStanding.CHANGED,
        changed_at=changed_at,
    )
