"""The job `listening-copies`: from the journals of a sitting to files that a browser plays and seeks in.

The journals are the evidence and stay as they are; everything here can be made again from them.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from oralexam.copies.reader import Brought, brought, list_runs
from oralexam.jobs.job import Job
from oralexam.journal.decoding import decode
from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.opus import RATE_HZ, SeatAudio, lay_out
from oralexam.journal.reader import list_tracks, summary
from oralexam.journal.stretches import read_stretches
from oralexam.records.copies_apart import copies_apart
from oralexam.records.ffmpeg_program import find_ffmpeg
from oralexam.records.listening_place import ListeningPlace
from oralexam.records.loudness import loudness_of
from oralexam.records.manifest import (
    BUCKET_S,
    Copy,
    Gap,
    ListeningManifest,
    Peaks,
    TrackCopies,
    read_manifest,
)
from oralexam.records.mixing import mix
from oralexam.records.poster import write_poster
from oralexam.records.vp8 import Picture, lay_out_pictures
from oralexam.records.webm import LAST_PICTURE_S, write_audio, write_video
from oralexam.records.whole_voice import whole_voices
from oralexam.rooms.seats import PARTIES

_PEAKS_RATE_HZ: Final = 16_000
_GAPS_JOINED_S: Final = 0.1
"""Holes closer than this are one: a list is for people."""

_log = structlog.get_logger(__name__)


class PrepareListening:
    """Handler of `listening-copies`; done again, it makes everything anew in the place of what was there.

    Args:
        place: Where a sitting's copies are put, and what they are made from.
        key_folder: Where the key of the browsers' own copies lies; None: they are left aside.
    """

    def __init__(self, place: ListeningPlace, *, key_folder: Path | None = None) -> None:
        self._place = place
        self._key_folder = key_folder

    def __call__(self, job: Job) -> None:
        """Make the copies of the sitting that `job` names; none of a sitting that is not known (any more).

        Raises:
            SystemFault: `ffmpeg-missing`, `ffmpeg-failed`.
            OralExamError: The events cannot be read.
        """
        find_ffmpeg()  # before any work: without it the job would fail after all of it
        before = None
        # What a page has brought meanwhile asked for nothing: this was running.
        while before != (before := self._brought(job.sitting_id)):
            self._place.fill(job.sitting_id, self._make)

    def _brought(self, sitting_id: str) -> tuple[Brought, ...]:
        return brought(self._place.recordings, sitting_id) if self._key_folder is not None else ()

    def _make(self, sitting_id: str, zero_utc: datetime, work: Path) -> ListeningManifest:
        return copies_apart(
            self._place.recordings,
            sitting_id,
            zero_utc,
            work,
            key_folder=self._key_folder,
            recorded_s=self._place.recorded_s(sitting_id, zero_utc),
        )


class PrepareVoices:
    """Handler of `voice-copies`: outlines first, then the voices; pictures and the mix come later.

    Args:
        place: Where a sitting's copies are put, and what they are made from.
        outline: The outline of a seat's voice on the clock that begins at an instant, from whoever has heard
            it already; None where nobody has.
    """

    def __init__(
        self, place: ListeningPlace, *, outline: Callable[[str, str, datetime], Peaks | None]
    ) -> None:
        self._place = place
        self._outline = outline

    def __call__(self, job: Job) -> None:
        """Make what a replay opens on of the sitting that `job` names, unless all copies are there already.

        Raises:
            OralExamError: The events cannot be read.
        """
        self._place.fill(job.sitting_id, self._draw)
        self._place.fill(job.sitting_id, self._make)

    def _all_there(self, sitting_id: str) -> bool:
        """Asked with the place in hand: `listening-copies` may have come between outlines and voices."""
        there = read_manifest(self._place.listening, sitting_id)
        return there is not None and there.mix is not None

    def _draw(self, sitting_id: str, zero_utc: datetime, work: Path) -> ListeningManifest | None:
        if self._all_there(sitting_id):
            return None
        copies = []
        for seat in PARTIES:
            outline = self._outline(sitting_id, seat, zero_utc)
            if outline is not None:
                name = _write_peaks(work / f"{seat}-peaks.json", outline)
                copies.append(
                    TrackCopies(
                        seat=seat, audio=None, peaks=name, video=None, gaps=(), packets=0, missing_packets=0
                    )
                )
        return ListeningManifest(sitting_id=sitting_id, zero_utc=zero_utc, tracks=tuple(copies), mix=None)

    def _make(self, sitting_id: str, zero_utc: datetime, work: Path) -> ListeningManifest | None:
        if self._all_there(sitting_id):
            return None
        tracks = [track for track in list_tracks(self._place.recordings, sitting_id) if track.kind == "audio"]
        clocks, exam_clock = segment_clocks(tracks), ExamClock(zero_utc=zero_utc)
        copies = []
        for seat in (seat for seat in PARTIES if any(track.seat == seat for track in tracks)):
            voice = lay_out(read_stretches(tracks, clocks, seat=seat, kind="audio"), exam_clock)
            outline = self._outline(sitting_id, seat, zero_utc)
            path = work / f"{seat}-peaks.json"
            counted = [summary(each) for each in tracks if each.seat == seat]
            peaks, loudness_lufs = (
                _copy_peaks(voice, path) if outline is None else (_write_peaks(path, outline), None)
            )
            copies.append(
                TrackCopies(
                    seat=seat,
                    audio=_copy_audio(voice, work / f"{seat}-audio.webm"),
                    peaks=peaks,
                    video=None,
                    gaps=gaps_of(voice),
                    packets=sum(each.packets for each in counted),
                    missing_packets=sum(each.missing_packets for each in counted),
                    loudness_lufs=loudness_lufs,
                )
            )
        return ListeningManifest(sitting_id=sitting_id, zero_utc=zero_utc, tracks=tuple(copies), mix=None)


def make_copies(
    recordings: Path,
    sitting_id: str,
    zero_utc: datetime,
    work: Path,
    *,
    key_folder: Path | None = None,
    recorded_s: Sequence[tuple[float, float]] = (),
) -> ListeningManifest:
    """Write all copies of a sitting into `work`, and say what they are."""
    here = brought(recordings, sitting_id) if key_folder is not None else None
    tracks = list_tracks(recordings, sitting_id)
    clocks = segment_clocks(tracks)
    exam_clock = ExamClock(zero_utc=zero_utc)
    kept = list_runs(recordings, sitting_id) if key_folder is not None else []
    seen = {track.seat for track in tracks} | {files.header.seat for files in kept}
    seats = [seat for seat in PARTIES if seat in seen]
    voices: dict[str, SeatAudio | None] = {
        seat: lay_out(read_stretches(tracks, clocks, seat=seat, kind="audio"), exam_clock) for seat in seats
    }
    whole = whole_voices(
        voices,
        recordings=recordings,
        sitting_id=sitting_id,
        zero_utc=zero_utc,
        key_folder=key_folder,
        recorded_s=recorded_s,
    )
    files = {seat: _copy_audio(each.audio, work / f"{seat}-audio.webm") for seat, each in whole.items()}
    # ffmpeg mixes on another core while the peaks and the pictures are made here.
    with ThreadPoolExecutor(1, "mix") as pool:
        mixed = pool.submit(_mix, [file for file in files.values() if file], work)
        copies = []
        for seat, each in whole.items():
            voice = each.audio
            shown = lay_out_pictures(read_stretches(tracks, clocks, seat=seat, kind="video"), exam_clock)
            video = _copy_video(shown, work / f"{seat}-video.webm")
            counted = [summary(track) for track in tracks if (track.seat, track.kind) == (seat, "audio")]
            peaks, loudness_lufs = _copy_peaks(voice, work / f"{seat}-peaks.json")
            copies.append(
                TrackCopies(
                    seat=seat,
                    audio=files[seat],
                    peaks=peaks,
                    video=video,
                    poster=write_poster(shown, work / f"{seat}-poster.jpg"),
                    gaps=gaps_of(voice),
                    packets=sum(count.packets for count in counted),
                    missing_packets=sum(count.missing_packets for count in counted),
                    loudness_lufs=loudness_lufs,
                    copies=each.map,
                    version=each.version,
                )
            )
        return ListeningManifest(
            sitting_id=sitting_id,
            zero_utc=zero_utc,
            tracks=tuple(copies),
            mix=mixed.result(),
            brought=here,
        )


def _copy_audio(audio: SeatAudio | None, path: Path) -> Copy | None:
    if audio is None:
        return None
    write_audio(path, audio.frames)
    return Copy(name=path.name, starts_s=round(audio.starts_s, 3), duration_s=round(audio.duration_s, 3))


def _copy_peaks(audio: SeatAudio | None, path: Path) -> tuple[str | None, float | None]:
    """The name of the outline, and how loud the voice is: both from one decoding."""
    if audio is None:
        return None, None
    sound = decode(audio.frames, _PEAKS_RATE_HZ)
    outline = Peaks(bucket_s=BUCKET_S, starts_s=round(audio.starts_s, 3), peaks=outline_of(sound))
    return _write_peaks(path, outline), loudness_of(sound, _PEAKS_RATE_HZ)


def _write_peaks(path: Path, outline: Peaks) -> str:
    path.write_bytes(msgspec.json.encode(outline))
    return path.name


def _copy_video(pictures: Sequence[Picture], path: Path) -> Copy | None:
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
