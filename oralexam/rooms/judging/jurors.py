"""Who sits in a jury, by a key that follows the person: jurors change places, and are replaced."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from oralexam.rooms.seats import JURY, Seat

SEAT_KEYS = (Seat.JUROR.value, Seat.OBSERVER.value)
"""Who plays and who observes a sitting outside sessions."""


class Jurors(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who has sat in a sitting's jury. A key is no name: it may stand where nothing is erased."""

    seated: Mapping[Seat, str] = MappingProxyType({seat: seat.value for seat in JURY})
    """The key of who sits where now; at the beginning the member's id in a session, else the seat's name."""
    names: Mapping[str, str] = MappingProxyType({})
    """By key, of all who have ever sat there; "" where the sitting's personal fields were erased."""

    def changed(self, names: Mapping[Seat, str], keys: tuple[str, str] | None = None) -> "Jurors":
        """The jury once these sit there: who was there before keeps the key, whoever is new gets one.

        `keys` are those of who plays and who observes, where it is recorded who came.
        """
        if keys is not None:
            came = dict(zip(JURY, keys, strict=True))
            known = {**self.names, **{came[seat]: names[seat] for seat in JURY}}
            return msgspec.structs.replace(self, seated=came, names=known)
        seated: dict[Seat, str] = {}
        known = dict(self.names)
        for seat in JURY:
            here = self.seated[seat]
            # Whoever stays; whoever sat beside; whoever has been here before; and else somebody new.
            order = [here, *(self.seated[other] for other in JURY if other is not seat), *known]
            key = next((each for each in order if known.get(each) == names[seat]), "")
            seated[seat] = key or f"{seat.value}-{len(known)}"
            known[seated[seat]] = names[seat]
        return msgspec.structs.replace(self, seated=seated, names=known)


def first_jurors(names: tuple[str, str], keys: tuple[str, str] = SEAT_KEYS) -> Jurors:
    """The jury that a sitting was opened with: who plays, who observes."""
    return Jurors(seated=dict(zip(JURY, keys, strict=True)), names=dict(zip(keys, names, strict=True)))
