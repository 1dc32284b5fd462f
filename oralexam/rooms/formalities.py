"""Who has been let in and informed, who refused, which station is good; what that stops. Pure."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from oralexam.errors import Refused
from oralexam.rooms import formality_events as happened
from oralexam.rooms.device_checks import DeviceEvent, StationChecks, after_device_event
from oralexam.rooms.seats import PARTIES, Seat


class Formalities(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sitting asks for before it records: frozen when it is opened."""

    notice_version: str
    devices_of: tuple[Seat, ...] = ()
    """The seats whose station is checked before the part begins; none in older sittings."""


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat's holder has read the notice."""

    seat: Seat
    at: datetime


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat's holder does not want to be recorded."""

    seat: Seat
    at: datetime
    decision: str = ""
    """What the manager decided; "" before, and once erased."""
    decided_at: datetime | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the formalities of a sitting are."""

    admitted_at: datetime | None = None
    acknowledged: tuple[Acknowledgement, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    """Those that hold: who acknowledges after all has none any more. The events keep both."""
    devices: StationChecks = StationChecks()

    def acknowledged_at(self, seat: Seat) -> datetime | None:
        """When the holder of a seat has acknowledged."""
        return next((each.at for each in self.acknowledged if each.seat is seat), None)

    def refusal_of(self, seat: Seat) -> Refusal | None:
        """The refusal of the holder of a seat."""
        return next((each for each in self.refusals if each.seat is seat), None)

    def without(self, seat: Seat) -> "Standing":
        """As if the holder of a seat had said nothing of the notice."""
        return msgspec.structs.replace(
            self,
            acknowledged=tuple(each for each in self.acknowledged if each.seat is not seat),
            refusals=tuple(each for each in self.refusals if each.seat is not seat),
        )

    def with_another(self, seat: Seat) -> "Standing":
        """Somebody else holds a seat now: who was informed and what was measured was somebody else's."""
        return msgspec.structs.replace(self.without(seat), devices=self.devices.without(seat))

    @property
    def waits_for(self) -> str | None:
        """Why nothing may be recorded yet: `not-admitted`, `recording-refused`, `notice-not-acknowledged`."""
        if self.admitted_at is None:
            return "not-admitted"
        if self.refusals:
            return "recording-refused"
        told = {each.seat for each in self.acknowledged}
        return None if told.issuperset(PARTIES) else "notice-not-acknowledged"


FormalityEvent = (
    happened.CandidateAdmitted
    | happened.NoticeAcknowledged
    | happened.RecordingRefused
    | happened.RefusalDecided
    | DeviceEvent
)


def after_formality(standing: Standing, event: FormalityEvent) -> Standing:
    """Where it stands once `event` has happened."""
    match event:
        case happened.CandidateAdmitted(at=at):
            return msgspec.structs.replace(standing, admitted_at=at)
        case happened.NoticeAcknowledged(at=at, seat=seat):
            clean = standing.without(seat)
            told = (*clean.acknowledged, Acknowledgement(seat=seat, at=at))
            return msgspec.structs.replace(clean, acknowledged=told)
        case happened.RecordingRefused(at=at, seat=seat):
            clean = standing.without(seat)
            return msgspec.structs.replace(clean, refusals=(*clean.refusals, Refusal(seat=seat, at=at)))
        case happened.RefusalDecided(at=at, seat=seat, decision=decision):
            refusals = tuple(
                msgspec.structs.replace(each, decision=decision, decided_at=at) if each.seat is seat else each
                for each in standing.refusals
            )
            return msgspec.structs.replace(standing, refusals=refusals)
        case _:
            return msgspec.structs.replace(standing, devices=after_device_event(standing.devices, event))


def waits_for(
    asked: Formalities, standing: Standing, *, devices_of: Collection[Seat] | None = None
) -> str | None:
    """Why the part cannot begin yet: as `Standing.waits_for`, then as `StationChecks.waits_for`.

    `devices_of` leaves out the stations of which who asks is told nothing.
    """
    told = asked.devices_of if devices_of is None else [s for s in asked.devices_of if s in devices_of]
    return standing.waits_for or standing.devices.waits_for(told)


def check_beginning(asked: Formalities | None, standing: Standing) -> None:
    """Refuse the preparation before everybody is informed and agrees, and every station is good or let pass.

    Raises:
        Refused: as `check`, then `devices-not-checked`, `devices-bad`.
    """
    if asked is not None and (code := waits_for(asked, standing)):
        raise Refused(code)


def check(formalities: Formalities | None, standing: Standing) -> None:
    """Refuse what would be recorded before everybody concerned has been informed and agrees.

    Raises:
        Refused: `not-admitted`, `recording-refused`, `notice-not-acknowledged`.
    """
    if formalities is not None and (code := standing.waits_for):
        raise Refused(code)
