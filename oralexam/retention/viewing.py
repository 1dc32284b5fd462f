"""What counts as looking at a recording, and when two looks are one."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.rooms.seats import Seat

ONE_VIEWING = timedelta(minutes=30)
"""Requests of one browser for one thing within it are one viewing: a player asks by ranges, dozens of times a
minute, and a page asks again when it is loaded again. Chosen: a part lasts ten minutes, so that who hears it
through twice is written down once, and who comes back after the next candidate is written down again."""


class ViewingKind(StrEnum):
    """What was looked at, or taken away."""

    REPLAY = "replay"
    """The replay's page, with its transcript, notes, texts and the shapes of the voices."""
    MEDIA = "media"
    """A recording was played: `detail` is the copy's name."""
    SAFE_VIEW = "safe-view"
    """The screen that the candidate of an interview looks at."""
    EXPORT = "export"
    """The transcript as a file: `detail` is the format."""
    RECORD = "record"
    """The printed record."""
    SESSION_TABLE = "session-table"
    """The table of a whole session."""
    PACK = "pack"
    """The appeal pack."""
    OWN_DATA = "own-data"
    """What a candidate asked for about themselves."""
    BLIND_MARKING = "blind-marking"
    """A second marking that hides who it is about."""


class Viewer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who looked. By a link nobody is known by name: then it is the seat, and the browser."""

    seat: Seat
    browser: str
    """A short digest of the browser's session: the same hand twice, and nothing to come in with."""
    account_id: str | None = None
    name: str = ""


class Viewed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was looked at: something of one sitting, of one candidacy, or of a whole session."""

    kind: ViewingKind
    detail: Annotated[str, msgspec.Meta(max_length=80)] = ""
    sitting_id: str | None = None
    session_id: str | None = None
    candidacy_id: str | None = None


class Viewing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the log. It names no candidate: it stays when a candidate's data are gone."""

    at: datetime
    viewed: Viewed
    viewer: Viewer
