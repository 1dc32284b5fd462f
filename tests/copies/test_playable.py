"""An own copy as a file that a person plays: each sample where it was said, whatever is missing."""

import io
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from oralexam.copies.format import run_id
from oralexam.copies.key import copies_key
from oralexam.copies.playable import playable
from oralexam.copies.reader import list_runs, read_run
from oralexam.copies.shelf import Shelf, header_of
from oralexam.copies.sound import sound_of
from tests.copies.own_runs import SEGMENT_PACKETS
from tests.copies.sealed import SITTING, PageRun
from tests.records.made_recordings import encode_opus, speech


def played(content: bytes) -> NDArray[np.float32]:
    """What a player gives of it."""
    parts = []
    with av.open(io.BytesIO(content), "r", format="ogg") as file:
        for frame in file.decode(audio=0):
            sound = frame.to_ndarray().reshape(-1)
            parts.append(sound / 32768 if sound.dtype == np.int16 else sound)
    return np.concatenate(parts).astype(np.float32)


def test_a_run_plays_as_long_as_it_lasts_with_silence_where_a_segment_is_missing(tmp_path: Path) -> None:
    """Eleven seconds, of which the third segment was lost in the browser; by another key, nothing."""
    key = copies_key(tmp_path / "key")
    page, shelf = PageRun(key), Shelf(tmp_path, key)
    standing = shelf.begin(page.text, header_of(page.text, sitting_id=SITTING, by="candidate"), now_us=1)
    packets = encode_opus(speech(11.3), bit_rate=64_000)
    for at in range(0, len(packets), SEGMENT_PACKETS):
        of_segment = packets[at : at + SEGMENT_PACKETS]
        if at == 2 * SEGMENT_PACKETS:
            continue
        last = at + SEGMENT_PACKETS >= len(packets)
        skip = 96_000 if at == 3 * SEGMENT_PACKETS else 0
        samples = len(of_segment) * 960 - (400 if last else 0)
        sealed = page.segment(of_segment, skip=skip, samples=samples, last=last)
        standing = shelf.append(shelf.find(SITTING, page.run), standing, sealed, now_us=1)
    (files,) = list_runs(tmp_path, SITTING)
    assert files.run == run_id(page.text)
    run_key = key.of_run(files.header, files.text)
    run = read_run(files, key)
    sound, expected = played(playable(files.sidecar, run_key)), sound_of(run)
    assert len(sound) == run.end_sample
    assert not sound[round(4.2 * 48_000) : round(5.9 * 48_000)].any()
    for second in (0.5, 2.0, 7.0, 9.5):
        here = slice(round(second * 48_000), round((second + 1.5) * 48_000))
        # The player's decoder is another one than ours: alike, not the same.
        assert np.corrcoef(sound[here], expected[here])[0, 1] > 0.9, second
    assert playable(files.sidecar, bytes(32)) == b""
    files.sidecar.unlink()
    assert playable(files.sidecar, run_key) == b""
