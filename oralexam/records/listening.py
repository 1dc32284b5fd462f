"""The job `listening-copies`: from the journals of a sitting to files that a browser plays and seeks in.

The journals are the evidence and stay as they are; everything here can be made again from them.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from oralexam.errors import NotFound
from oralexam.jobs.job import Job
from oralexam.journal.decoding import decode
from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.opus import RATE_HZ, SeatAudio, lay_out
from oralexam.journal.reader import list_tracks, summary
from oralexam.journal.stretches import Stretch, read_stretches
from oralexam.records.exam_zero import exam_zero
from oralexam.records.ffmpeg_program import find_ffmpeg
from oralexam.records.manifest import (
    MANIFEST_NAME,
    Copy,
    Gap,
    ListeningManifest,
    Peaks,
    TrackCopies,
)
from oralexam.records.mixing import mix
from oralexam.records.vp8 import lay_out_pictures
from oralexam.records.webm import LAST_PICTURE_S, write_audio, write_video
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.folding import fold
from oralexam.rooms.seats import PARTIES

BUCKET_S: Final = 0.02
"""One peak for each Opus frame: 30,000 in ten minutes, more than any screen has pixels."""
_PEAKS_RATE_HZ: Final = 16_000
_GAPS_JOINED_S: Final = 0.1
"""Holes closer than this are one: a list is for people."""

_log = structlog.get_logger(__name__)

LoadEvents = Callable[[str], Sequence[AnyEvent]]


class PrepareListening:
    """Handler of `listening-copies`; done again, it makes everything anew in the place of what was there.

    Args:
        recordings: The folder of all journals.
        listening: The folder that gets one folder a sitting.
        load_events: A sitting's events: they know the exam clock's zero.
    """

    def __init__(self, *, recordings: Path, listening: Path, load_events: LoadEvents) -> None:
        self._recordings = recordings
        self._listening = listening
        self._load_events = load_events

    def __call__(self, job: Job) -> None:
        """Make the copies of the sitting that `job` names; none of a sitting that is not known (any more).

        Raises:
            SystemFault: `ffmpeg-missing`, `ffmpeg-failed`.
            OralExamError: The events cannot be read.
        """
        find_ffmpeg()  # before any work: without it the job would fail after all of it
        folder = self._listening / job.sitting_id
        try:
            self._make(job, folder)
        except Exception:
            # A wipe takes journals and folder away under the work: whatever broke then is no fault.
            if self._is_known(job.sitting_id):
                raise
        # Asked again at the end: a rehearsal that was wiped meanwhile must leave nothing behind. The wipe
        # takes the events first and the files then, so that one of the two sees what the other made.
        if not self._is_known(job.sitting_id):
            shutil.rmtree(folder, ignore_errors=True)
            _log.info("listening-copies-not-wanted", sitting_id=job.sitting_id)

    def _is_known(self, sitting_id: str) -> bool:
        try:
            self._load_events(sitting_id)
        except NotFound:
            return False
        return True

    def _make(self, job: Job, folder: Path) -> None:
        zero_utc = exam_zero(fold(self._load_events(job.sitting_id)))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder, ignore_cleanup_errors=True) as work:
            manifest = make_copies(self._recordings, job.sitting_id, zero_utc, Path(work))
            (Path(work) / MANIFEST_NAME).write_bytes(msgspec.json.encode(manifest))
            for name in (*sorted(manifest.names()), MANIFEST_NAME):
                _put(Path(work) / name, folder / name)
        _sweep(folder, {*manifest.names(), MANIFEST_NAME})
        _log.info("listening-copies-made", sitting_id=job.sitting_id, files=len(manifest.names()))


def make_copies(recordings: Path, sitting_id: str, zero_utc: datetime, work: Path) -> ListeningManifest:
    """Write all copies of a sitting into `work`, and say what they are."""
    tracks = list_tracks(recordings, sitting_id)
    clocks = segment_clocks(tracks)
    exam_clock = ExamClock(zero_utc=zero_utc)
    seats = [seat for seat in PARTIES if any(track.seat == seat for track in tracks)]
    voices = {
        seat: lay_out(read_stretches(tracks, clocks, seat=seat, kind="audio"), exam_clock) for seat in seats
    }
    files = {seat: _copy_audio(voice, work / f"{seat}-audio.webm") for seat, voice in voices.items()}
    # ffmpeg mixes on another core while the peaks and the pictures are made here.
    with ThreadPoolExecutor(1, "mix") as pool:
        mixed = pool.submit(_mix, [file for file in files.values() if file], work)
        copies = []
        for seat, voice in voices.items():
            pictures = read_stretches(tracks, clocks, seat=seat, kind="video")
            counted = [summary(each) for each in tracks if (each.seat, each.kind) == (seat, "audio")]
            copies.append(
                TrackCopies(
                    seat=seat,
                    audio=files[seat],
                    peaks=_copy_peaks(voice, work / f"{seat}-peaks.json"),
                    video=_copy_video(pictures, exam_clock, work / f"{seat}-video.webm"),
                    gaps=gaps_of(voice),
                    packets=sum(each.packets for each in counted),
                    missing_packets=sum(each.missing_packets for each in counted),
                )
            )
        return ListeningManifest(
            sitting_id=sitting_id, zero_utc=zero_utc, tracks=tuple(copies), mix=mixed.result()
        )


def _copy_audio(audio: SeatAudio | None, path: Path) -> Copy | None:
    if audio is None:
        return None
    write_audio(path, audio.frames)
    return Copy(name=path.name, starts_s=round(audio.starts_s, 3), duration_s=round(audio.duration_s, 3))


def _copy_peaks(audio: SeatAudio | None, path: Path) -> str | None:
    if audio is None:
        return None
    sound = decode(audio.frames, _PEAKS_RATE_HZ)
    outline = Peaks(bucket_s=BUCKET_S, starts_s=round(audio.starts_s, 3), peaks=outline_of(sound))
    path.write_bytes(msgspec.json.encode(outline))
    return path.name


def _copy_video(stretches: list[Stretch], exam_clock: ExamClock, path: Path) -> Copy | None:
    pictures = lay_out_pictures(stretches, exam_clock)
    if not pictures:
        return None
    write_video(path, pictures)
    lasts_s = pictures[-1].at_s - pictures[0].at_s + LAST_PICTURE_S
    return Copy(name=path.name, starts_s=round(pictures[0].at_s, 3), duration_s=round(lasts_s, 3))


def _mix(voices: Sequence[Copy], work: Path) -> Copy | None:
    if not voices:
        return None
    starts_s = min(voice.starts_s for voice in voices)
    ends_s = max(voice.starts_s + voice.duration_s for voice in voices)
    target = work / "mix.webm"
    mix([(work / voice.name, voice.starts_s - starts_s) for voice in voices], target, work=work)
    return Copy(name=target.name, starts_s=starts_s, duration_s=round(ends_s - starts_s, 3))


def outline_of(sound: NDArray[np.float32]) -> list[float]:
    """The greatest amplitude of each bucket of sound at 16 kHz, the last one perhaps short."""
    size = round(BUCKET_S * _PEAKS_RATE_HZ)
    padded = np.pad(np.abs(sound), (0, -len(sound) % size)).reshape(-1, size)
    outline: list[float] = np.minimum(padded.max(axis=1), 1.0).astype(np.float64).round(3).tolist()
    return outline


def gaps_of(audio: SeatAudio | None) -> tuple[Gap, ...]:
    """Where nothing usable arrived of a voice, on the exam clock; holes that lie close are one."""
    gaps: list[Gap] = []
    for frame in audio.frames if audio else ():
        if audio is None or not frame.concealed:
            continue
        starts_s = round(audio.starts_s + frame.at_samples / RATE_HZ, 3)
        ends_s = round(starts_s + frame.samples / RATE_HZ, 3)
        if gaps and starts_s - gaps[-1].ends_s <= _GAPS_JOINED_S:
            starts_s = gaps.pop().starts_s
        gaps.append(Gap(starts_s=starts_s, ends_s=ends_s))
    return tuple(gaps)


def _put(made: Path, target: Path) -> None:
    """Move a finished file into its place, whole or not at all, also after a power cut."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(target)


def _sweep(folder: Path, names: set[str]) -> None:
    """Remove what an earlier run, or one that was killed, has left."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in names:
            path.unlink(missing_ok=True)
