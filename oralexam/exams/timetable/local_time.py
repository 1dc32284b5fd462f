"""From the centre's clock on the wall to instants; each day has its own offset from UTC."""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oralexam.errors import BadInput, Refused


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name.

    Raises:
        BadInput: `unknown-time-zone`.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a name that is a folder's
        raise BadInput("unknown-time-zone") from error


def instant(date: dt.date, time: dt.time, where: ZoneInfo) -> dt.datetime:
    """The instant at which the clocks there show `time` on `date`, in UTC.

    An hour that comes twice (end of summer time) is its first. PEP 495 gives `fold` and the missing hour.

    Raises:
        Refused: `time-does-not-exist`: the clocks jump over it (beginning of summer time).
    """
    local = dt.datetime.combine(date, time.replace(tzinfo=None), tzinfo=where)
    found = local.astimezone(dt.UTC)
    if found.astimezone(where).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused("time-does-not-exist", date=date.isoformat(), time=time.isoformat("minutes"))
    return found
