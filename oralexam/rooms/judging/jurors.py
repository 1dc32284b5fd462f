"""Who sits in a jury, by a key that follows the person: jurors change places, and are replaced."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from oralexam.rooms.seats import JURY, Seat


class Jurors(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who has sat in a sitting's jury. A key is no name: it may stand where nothing is erased."""

    seated: Mapping[Seat, str] = MappingProxyType({seat: seat.value for seat in JURY})
    """The key of who sits where now; at the beginning the seat's own name."""
    names: Mapping[str, str] = MappingProxyType({})
    """By key, of all who have ever sat there; "" where the sitting's personal fields were erased."""

    def changed(self, names: Mapping[Seat, str]) -> "Jurors":
        """The jury once these sit there: who was there before keeps the key, whoever is new gets one."""
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


def first_jurors(juror_name: str, observer_name: str) -> Jurors:
    """The jury that a sitting was opened with."""
    return Jurors(names={Seat.JUROR.value: juror_name, Seat.OBSERVER.value: observer_name})
