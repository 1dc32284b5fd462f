"""What listening copies are made of: each voice's journal, its holes filled from the browser's own copy.

In the process that makes the copies only: it decodes, and encodes what was filled.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import av
import msgspec
import numpy as np
import structlog

from oralexam.copies.filling import Filled, fill
from oralexam.copies.gaps import CopyMap
from oralexam.copies.key import copies_key
from oralexam.copies.reader import list_runs, read_run
from oralexam.journal.opus import LOOKAHEAD_SAMPLES, RATE_HZ, OpusFrame, SeatAudio

_FRAME_SAMPLES: Final = 960
_BIT_S: Final = 64_000
"""As browsers encode their own copies: what was sent loses nothing that can be heard."""
_LEAST_GAP_SAMPLES: Final = 120
"""2.5 ms, the shortest hole that a journal's own timeline knows."""


class WholeVoice(msgspec.Struct, frozen=True, kw_only=True):
    """A seat's voice as it is heard; `map` is None where its browser brought no copy."""

    audio: SeatAudio | None
    map: CopyMap | None = None
    version: str = ""
    """Tells this filling from any other; empty where every packet is the journal's."""


def whole_voices(
    voices: Mapping[str, SeatAudio | None],
    *,
    recordings: Path,
    sitting_id: str,
    zero_utc: datetime,
    key_folder: Path | None,
    recorded_s: Sequence[tuple[float, float]] = (),
) -> dict[str, WholeVoice]:
    """By seat: what arrived, made whole as far as own copies allow; without a key nothing can be opened.

    `recorded_s` says when calls ran, on the exam clock: a page whose link is lost may go on behind their end.

    Raises:
        SystemFault: `copies-key-damaged`, and what else reading the key says.
    """
    found = list_runs(recordings, sitting_id) if key_folder is not None else []
    if not found or key_folder is None:
        return {seat: WholeVoice(audio=audio) for seat, audio in voices.items()}
    key = copies_key(key_folder)
    heard = [audio for audio in voices.values() if audio is not None]
    # While a call is recorded somebody's journal runs: what lies beside all of them was not part of it, but
    # where nobody's packets came while it went on.
    ran = [*recorded_s, *((audio.starts_s, audio.starts_s + audio.duration_s) for audio in heard)]
    earliest_s = min((first for first, _ in ran), default=0.0)
    latest_s = max((end for _, end in ran), default=0.0)
    whole = {}
    for seat, audio in voices.items():
        runs = [read_run(files, key) for files in found if files.header.seat == seat]
        if not runs:
            whole[seat] = WholeVoice(audio=audio)
            continue
        audio = audio or SeatAudio(starts_s=earliest_s, frames=())  # noqa: PLW2901 -- nothing of it has arrived
        starts_us = (zero_utc.timestamp() + audio.starts_s) * 1e6
        filled = fill(
            audio,
            runs,
            starts_us=starts_us,
            earliest_s=earliest_s,
            latest_s=latest_s,
            between_s=_between(ran),
        )
        structlog.get_logger(__name__).info(
            "own-copy-laid-beside",
            sitting_id=sitting_id,
            seat=seat,
            filled_samples=filled.map.filled_samples,
            missing_samples=filled.map.missing_samples,
            not_trusted=[run.reason for run in filled.map.runs if run.reason],
        )
        kept = audio if audio.frames else None
        whole[seat] = _encoded(filled) if filled.taken else WholeVoice(audio=kept, map=filled.map)
    return whole


def _between(ran: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The stretches in which no call ran, between the first and the last."""
    found = []
    until = min((first for first, _ in ran), default=0.0)
    for first, end in sorted(ran):
        if first > until:
            found.append((until, first))
        until = max(until, end)
    return found


def _encoded(filled: Filled) -> WholeVoice:
    """Packets of what was filled; frames that nobody has all of count as concealed."""
    # The encoder's own delay comes behind the last frame: one more brings the end out.
    short = -len(filled.sound) % _FRAME_SAMPLES
    short += _FRAME_SAMPLES if short < LOOKAHEAD_SAMPLES else 0
    sound = np.pad(filled.sound, (0, short))
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE_HZ, "mono", "s16"
    encoder.bit_rate = _BIT_S
    encoder.options = {"application": "audio", "frame_duration": "20", "vbr": "on"}
    packets: list[bytes] = []
    for start in range(0, len(sound), _FRAME_SAMPLES):
        frame = av.AudioFrame.from_ndarray(
            sound[start : start + _FRAME_SAMPLES].reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = RATE_HZ, start
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    lost = np.pad(filled.held == 0, (0, short)).reshape(-1, _FRAME_SAMPLES).sum(axis=1)
    frames = [
        OpusFrame(
            at_samples=number * _FRAME_SAMPLES,
            samples=_FRAME_SAMPLES,
            data=packet,
            concealed=bool(lost[number] >= _LEAST_GAP_SAMPLES),
        )
        for number, packet in enumerate(packets[: len(lost)])
    ]
    version = hashlib.sha256(b"".join(packets)).hexdigest()[:12]
    audio = SeatAudio(starts_s=filled.starts_s, frames=frames)
    return WholeVoice(audio=audio, map=filled.map, version=version)
