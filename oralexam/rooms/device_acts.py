"""What is told and decided about the stations before a part. Pure."""

from datetime import datetime

from oralexam.errors import Refused
from oralexam.rooms import device_commands, events
from oralexam.rooms import device_events as happened
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.device_bounds import fault_of
from oralexam.rooms.device_checks import MOST_REPORTS, CheckStanding
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


def decide_devices(
    state: RoomState, command: device_commands.DeviceCommand, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """The events that a command about devices makes happen; none where it changes nothing.

    Raises:
        Refused: `no-device-check` where the sitting asks for none of that seat, `device-check-holds`,
            `too-many-device-checks`.
        BadInput: `reason-missing`, `reason-too-long`.
    """
    if isinstance(command, device_commands.NoteLeak):
        return [
            happened.LeakMeasured(
                at=now,
                by=seat,
                seat=command.seat,
                played=command.played,
                other_sitting=command.other_sitting,
                other_room=command.other_room,
                attenuation_db=command.attenuation_db,
                at_least=command.at_least,
            )
        ]
    if isinstance(command, device_commands.ReportDevicesSwapped):
        return _swapped(state, command, seat, now)
    about = command.seat if isinstance(command, device_commands.OverrideDeviceCheck) else seat
    asked = state.sitting.formalities
    if asked is None or about not in asked.devices_of:
        raise Refused("no-device-check", seat=about)
    checks = state.formalities.devices
    known = checks.of(about)
    match command:
        case device_commands.OverrideDeviceCheck(reason=reason):
            if known.holds:
                raise Refused("device-check-holds", seat=about)
            return [happened.DeviceCheckOverridden(at=now, by=seat, seat=about, reason=reason_of(reason))]
        case _ if checks.reports >= MOST_REPORTS:
            raise Refused("too-many-device-checks")
        case device_commands.ReportDevicesChanged():
            told = known.standing in {CheckStanding.MISSING, CheckStanding.CHANGED, CheckStanding.BAD}
            return [] if told else [happened.DevicesChanged(at=now, seat=seat)]
        case device_commands.ReportDevices():
            return [
                happened.DeviceChecked(
                    at=now,
                    seat=seat,
                    # What its own figures show blocks, whatever the page makes of them; what no figure shows
                    # (two microphones that are one) is the page's to tell.
                    fault=fault_of(command.figures) or command.fault,
                    figures=command.figures,
                    devices=command.devices,
                    carried=command.age_s > 0,
                    age_s=command.age_s,
                )
            ]
        case _:
            raise TypeError(command)


def _swapped(
    state: RoomState, command: device_commands.ReportDevicesSwapped, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """Noted in every sitting: which microphone a voice came by is part of what a recording can prove."""
    if state.formalities.devices.reports >= MOST_REPORTS:
        raise Refused("too-many-device-checks")
    return [
        happened.DevicesSwapped(
            at=now, seat=seat, device=command.device, devices=command.devices, heard=command.heard
        )
    ]
