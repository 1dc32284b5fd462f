"""What may be asked of a room about the devices of its stations."""

from typing import Annotated

import msgspec

from oralexam.rooms.command import Command
from oralexam.rooms.device_events import LONGEST_DIGEST, Decibels, DeviceFault, DeviceKind, Figures
from oralexam.rooms.seats import Seat

LONGEST_CARRIED_S = 12 * 3600
"""A day of exams: what was measured yesterday says nothing of today."""


class DeviceCommand(Command, frozen=True, kw_only=True):
    """Something about the devices of a station."""


class ReportDevices(DeviceCommand, frozen=True, kw_only=True, tag="report-devices"):
    """A party's page tells what it has measured."""

    fault: DeviceFault | None
    figures: Figures
    devices: Annotated[str, msgspec.Meta(max_length=LONGEST_DIGEST)]
    age_s: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_CARRIED_S)] = 0.0
    """More than 0: measured before an earlier part, in this browser session, with these devices."""


class ReportDevicesChanged(DeviceCommand, frozen=True, kw_only=True, tag="report-devices-changed"):
    """A party's page tells that its devices are not those that were measured."""


class ReportDevicesSwapped(DeviceCommand, frozen=True, kw_only=True, tag="report-devices-swapped"):
    """A party has chosen another device in the middle of the call, and its page tells whether it works."""

    device: DeviceKind
    devices: Annotated[str, msgspec.Meta(max_length=LONGEST_DIGEST)]
    heard: bool
    """A microphone: a voice has been heard in it since. What brings no sound here is taken to work."""


class OverrideDeviceCheck(DeviceCommand, frozen=True, kw_only=True, tag="override-device-check"):
    """The manager lets a part begin all the same, and says why."""

    seat: Seat
    reason: str


class NoteLeak(DeviceCommand, frozen=True, kw_only=True, tag="note-leak"):
    """The service tells a room, for the manager who asked, how well it is kept from another."""

    seat: Seat
    played: bool
    other_sitting: Annotated[str, msgspec.Meta(max_length=40)]
    other_room: Annotated[str, msgspec.Meta(max_length=80)]
    attenuation_db: Decibels
    at_least: bool
