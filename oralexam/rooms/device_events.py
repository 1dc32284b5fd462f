"""What was measured of a station before a part, what changed of it, and who let it pass all the same."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from oralexam.rooms.event import Event, ManagerAct
from oralexam.rooms.seats import Seat

Decibels = Annotated[float, msgspec.Meta(ge=-200, le=200)]
LONGEST_DIGEST = 64


class DeviceFault(StrEnum):
    """What is wrong with the signal of a station: one thing, the one to be put right first."""

    MUTE = "mute"
    """Nothing arrives from the microphone at all."""
    NO_SPEECH = "no-speech"
    """The room is heard, and nobody in it."""
    ECHO = "echo"
    """What the loudspeaker plays comes back by the microphone."""
    CLIPPED = "clipped"
    QUIET = "quiet"
    NOISY = "noisy"
    SAME_VOICES = "same-voices"
    """Two microphones were expected, and both channels hold one."""


class DeviceKind(StrEnum):
    """What a station has that a person can choose."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    LOUDSPEAKER = "loudspeaker"


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the page measured (decision record 0179 says how)."""

    level_db: Decibels
    """The active level of the sentence, dBov (ITU-T P.56)."""
    noise_db: Decibels
    """The silence before it, dBov."""
    snr_db: Decibels
    clipped: Annotated[float, msgspec.Meta(ge=0, le=1)]
    """The share of samples at full scale."""
    echo_db: Decibels | None
    """How loud the test sound came back against how it was played; None: not heard, or nothing is played."""
    camera: bool
    """Whether there is a picture; that alone blocks nothing."""


class DeviceChecked(Event, frozen=True, kw_only=True, tag="device-checked"):
    """A seat's station was measured; what was heard is no part of it."""

    seat: Seat
    fault: DeviceFault | None
    """None: the signal is good."""
    figures: Figures
    devices: str
    """A digest of which devices these are; a label may name a person and is not kept."""
    carried: bool
    """Measured before an earlier part, in the same browser session, with the same devices."""
    age_s: float = 0.0
    """How long before."""


class DevicesChanged(Event, frozen=True, kw_only=True, tag="devices-changed"):
    """A device of a station was taken away, or another is used now."""

    seat: Seat


class DevicesSwapped(Event, frozen=True, kw_only=True, tag="devices-swapped"):
    """A person chose another device in the middle of the call; nobody left it for that."""

    seat: Seat
    device: DeviceKind
    devices: str
    """A digest, as of a check."""
    heard: bool
    """Whether the new microphone has brought a level; False is told first, and True once it has."""

    @property
    def incident(self) -> str:
        """Its code where what happened is listed."""
        microphone = self.device is DeviceKind.MICROPHONE
        return "microphone-heard" if microphone and self.heard else f"{self.device.value}-swapped"


class LeakMeasured(ManagerAct, frozen=True, kw_only=True, tag="leak-measured"):
    """A known sound was played in one room and listened to in another; told in the chains of both."""

    seat: Seat
    """Whose station took part here."""
    played: bool
    """It was played here, and heard there; else the other way round."""
    other_sitting: str
    other_room: str
    attenuation_db: Decibels
    """How much weaker it was there than in the room in which it was played."""
    at_least: bool
    """Nothing stood out of the noise there: it is more than that."""


class DeviceCheckOverridden(ManagerAct, frozen=True, kw_only=True, tag="device-check-overridden"):
    """The manager lets a part begin though a station is not shown to be good."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    seat: Seat
    reason: str
