"""Listening copies of a sitting, as a worker would have made them; each holds a canary instead of sound."""

import msgspec

from oralexam.bootstrap.server import Server
from oralexam.records.exam_zero import exam_zero
from oralexam.records.manifest import MANIFEST_NAME, Copy, ListeningManifest, TrackCopies
from oralexam.rooms.folding import fold


def keep_copies(server: Server, sitting_id: str) -> None:
    """Both voices and their mix, of ten minutes."""
    folder = server._files.listening_dir(sitting_id)
    for name in ("candidate.webm", "juror.webm", "mix.webm"):
        (folder / name).write_text(f"canary-{name.removesuffix('.webm')}")
    copies = {
        seat: Copy(name=f"{seat}.webm", starts_s=0.0, duration_s=600.0)
        for seat in ("candidate", "juror", "mix")
    }
    manifest = ListeningManifest(
        sitting_id=sitting_id,
        zero_utc=exam_zero(fold(server.stores.events.load(sitting_id))),
        tracks=tuple(
            TrackCopies(
                seat=seat,
                audio=copies[seat],
                peaks=None,
                video=None,
                gaps=(),
                packets=1,
                missing_packets=0,
            )
            for seat in ("candidate", "juror")
        ),
        mix=copies["mix"],
    )
    (folder / MANIFEST_NAME).write_bytes(msgspec.json.encode(manifest))
