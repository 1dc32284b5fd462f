"""What a rehearsal asks of a server with the manager's rights: a sitting, its links, and what came of it.

Answers are read for what is needed here and no more, so that a rehearsal of one version can be played on a
server of the next.
"""

from typing import Literal

import msgspec
from yarl import URL

from oralexam.errors import SystemFault
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript

SCENARIO = "amberline-kettles"
"""The scenario that the shipped lines are a call of."""

ReadyState = Literal["ready", "queued", "running", "waiting-for-model", "failed"]


class SittingWanted(msgspec.Struct, frozen=True, kw_only=True):
    """The rehearsal to open; the pace, the length and the loss are refused on anything but a rehearsal."""

    candidate_name: str = "Camille (répétition)"
    juror_name: str = "Jury (répétition)"
    observer_name: str = "Observation (répétition)"
    room_name: str = "Répétition"
    rehearsal: bool = True
    pace: float
    call_s: float
    scenario: str = SCENARIO
    grace_s: float = 0.0
    """Nothing: a grace that the centre grants would end the call later than its plan."""
    loss: float
    seed: int


class OpenedSitting(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting, and the link of each seat."""

    sitting_id: str
    links: dict[Seat, str]

    def token(self, seat: Seat) -> str:
        """The secret of a seat's link: what stands behind the «#»."""
        return URL(self.links[seat]).fragment


class RecordedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One journal, as the server has it."""

    seat: Seat
    kind: str
    segment: int
    duration_s: float
    packets: int
    missing_packets: int
    sha256: str
    path: str


class JobState(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work on what was recorded."""

    kind: str
    state: str
    reason: str | None = None


class ServerReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the server says came of a rehearsal."""

    recordings: tuple[RecordedFile, ...]
    transcripts: tuple[TrackTranscript, ...] = ()
    jobs: tuple[JobState, ...] = ()


class MediaFile(msgspec.Struct, frozen=True, kw_only=True):
    """A listening copy, or its picture."""

    url: str


class ReplayTrack(msgspec.Struct, frozen=True, kw_only=True):
    """One speaker in the replay."""

    seat: Seat
    audio: MediaFile | None = None
    peaks: MediaFile | None = None


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the candidate's notes or text."""

    text: str


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What the replay page is given, as far as a rehearsal looks at it."""

    media_state: ReadyState
    media_reason: str | None = None
    transcript_state: ReadyState
    transcript_reason: str | None = None
    tracks: tuple[ReplayTrack, ...] = ()
    mix: MediaFile | None = None
    notes: tuple[Written, ...] = ()
    text: tuple[Written, ...] = ()
    transcripts: tuple[TrackTranscript, ...] = ()


class ManagerDesk:
    """The manager's requests, by a session that holds the manager's seat."""

    def __init__(self, web: WebClient) -> None:
        self._web = web

    async def sign_in(self, token: str) -> None:
        """Take the manager's seat.

        Raises:
            ServerSaidNo: The token is unknown, used or too old.
            SystemFault: `not-a-manager-token`: it opens another seat.
        """
        if await self._web.join(token) != "/manager":
            raise SystemFault("not-a-manager-token")

    async def open(self, wanted: SittingWanted) -> OpenedSitting:
        """Open a rehearsal."""
        return await self._web.post("/api/manager/sittings", wanted, OpenedSitting)

    async def report(self, sitting_id: str) -> ServerReport:
        """What came of a rehearsal."""
        return await self._web.get(f"/api/manager/sittings/{sitting_id}/report", ServerReport)

    async def replay(self, sitting_id: str) -> Replay:
        """What the replay shows now."""
        return await self._web.get(f"/api/replay/{sitting_id}", Replay)

    async def plays(self, url: str) -> bool:
        """Whether a listening copy is served by ranges, as a player asks for it."""
        status, content = await self._web.first_bytes(url, 64)
        return status == 206 and len(content) == 64

    async def draws(self, url: str) -> bool:
        """Whether an outline is served: whole, since it travels packed."""
        status, content = await self._web.first_bytes(url, 64)
        return status in {200, 206} and len(content) == 64
