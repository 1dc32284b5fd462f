"""What the listening copies of a sitting are: one small file beside them, written last."""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from oralexam.copies.gaps import CopyMap
from oralexam.copies.reader import Brought

MANIFEST_NAME: Final = "manifest.json"
LISTENING_COPIES: Final = "listening-copies"
"""The kind of the jobs that make all of them, once a call is over for good; their subject is empty."""
VOICE_COPIES: Final = "voice-copies"
"""The kind of the jobs that make outlines and voices at each end of a call, before what takes long."""
BUCKET_S: Final = 0.02
"""One peak for each Opus frame: 30,000 in ten minutes, more than any screen has pixels."""


class Copy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file beside the manifest, and where it lies on the exam clock."""

    name: str
    starts_s: float
    duration_s: float


class Gap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of a track in which sound is missing."""

    starts_s: float
    ends_s: float


class TrackCopies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was made of one seat's recordings; `packets` and `missing_packets` are those of the voice."""

    seat: str
    audio: Copy | None
    peaks: str | None
    """The name of the peaks file."""
    video: Copy | None
    gaps: tuple[Gap, ...]
    packets: int
    missing_packets: int
    poster: str | None = None
    """The name of the picture that stands there before anybody plays; None: none, or of an older release."""
    loudness_lufs: float | None = None
    """Integrated loudness of the voice (`records.loudness`); None: of an older release, or silence."""
    copies: CopyMap | None = None
    """How the browser's own copy lies beside the journal; None: there is none, or nobody has looked yet."""
    version: str = ""
    """Of a voice whose holes were filled: another filling has another one. Empty: all of it arrived."""


class ListeningManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All copies of a sitting; `zero_utc` is the instant that its times count from."""

    sitting_id: str
    zero_utc: datetime
    tracks: tuple[TrackCopies, ...]
    mix: Copy | None
    brought: tuple[Brought, ...] | None = None
    """The own copies that were there when this was begun; None: none were looked at."""

    def heard(self) -> frozenset[str]:
        """The files in which nobody is seen: sound and its outlines."""
        copies = [self.mix, *(track.audio for track in self.tracks)]
        outlines = [track.peaks for track in self.tracks if track.peaks]
        return frozenset([copy.name for copy in copies if copy] + outlines)

    def names(self) -> frozenset[str]:
        """Every file that may be asked for; anything else beside it is none of anybody's business."""
        copies = [self.mix, *(track.audio for track in self.tracks), *(track.video for track in self.tracks)]
        names = [copy.name for copy in copies if copy]
        drawn = [name for track in self.tracks for name in (track.peaks, track.poster) if name]
        return frozenset(names + drawn)


class Peaks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A voice's outline: the greatest amplitude (0 to 1) of each bucket, from `starts_s` on."""

    bucket_s: float
    starts_s: float
    peaks: list[float]


def read_manifest(listening: Path, sitting_id: str) -> ListeningManifest | None:
    """The manifest of a sitting's copies; None until they have been made, or if it is of an older kind."""
    try:
        data = (listening / sitting_id / MANIFEST_NAME).read_bytes()
        return msgspec.json.decode(data, type=ListeningManifest)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
