"""What was read aloud in the check of a station: kept until it is compared, then only how many words differ.

A technician's figure about plumbing: it stops nobody, and no juror sees it; an accent or a stutter is no
fault (exam day notes). The server imports this without numpy.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import msgspec

from oralexam.errors import BadInput
from oralexam.identifiers import is_id, new_id

READ_SENTENCE = "read-sentence"
"""What a seat has read, compared with what stood on its page; the job's subject is the seat."""
KEPT = timedelta(hours=24)
"""A sound that nobody could compare by then (no model, no worker) goes all the same."""
LARGEST_BYTES = 4_000_000
"""Twenty seconds at 96 kHz, 16 bits."""
_HEAD_BYTES = 44

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "office-1": "Good morning, I would like to know when the office opens on Monday.",
        "train-1": "The train to the coast was late, so we waited in the small café near the bridge.",
        "garden-1": "My neighbour grows tomatoes and beans, and gives half of them to his friends.",
        "library-1": "Please bring the book back by the end of the month, or tell us if you need it longer.",
    }
)
"""As web/js/devices/sentences.js shows them; a test compares the two."""


class Compared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a sentence the machine has otherwise; which words is kept nowhere."""

    seat: str
    sentence: str
    words: int
    wrong: int
    at: datetime


class SentenceFiles:
    """The folder of these sounds and figures, one folder a sitting: an erasure of the sitting takes it."""

    def __init__(self, root: Path) -> None:
        self._root = root / "read-sentences"

    def put(self, sitting_id: str, seat: str, sentence: str, wave: bytes) -> None:
        """Keep a sound until it is compared, in the place of what the seat read before.

        Raises:
            BadInput: `unknown-sentence`, `not-a-sound`, `bad-id`.
        """
        if sentence not in SENTENCES:
            raise BadInput("unknown-sentence")
        if len(wave) < _HEAD_BYTES or wave[:4] != b"RIFF" or wave[8:16] != b"WAVEfmt ":
            raise BadInput("not-a-sound")
        folder = self._folder(sitting_id)
        folder.mkdir(parents=True, exist_ok=True)
        for older in self.waiting(sitting_id, seat):
            older.unlink(missing_ok=True)
        _write(folder / f"{seat}.{sentence}.{new_id()}.wav", wave)

    def waiting(self, sitting_id: str, seat: str) -> list[Path]:
        """The sounds of a seat that are not compared yet."""
        return sorted(self._folder(sitting_id).glob(f"{seat}.*.wav"))

    def save(self, sitting_id: str, compared: Compared, sound: Path) -> None:
        """Keep the figures, and let the sound go; nothing where the sound is gone already: it was erased."""
        if sound.exists():
            _write(self._folder(sitting_id) / f"{compared.seat}.json", msgspec.json.encode(compared))
        sound.unlink(missing_ok=True)

    def of(self, sitting_id: str) -> list[Compared]:
        """What is known of a sitting's seats."""
        found = sorted(self._folder(sitting_id).glob("*.json"))
        return [msgspec.json.decode(each.read_bytes(), type=Compared) for each in found]

    def sweep(self, now: datetime) -> int:
        """Remove sounds that are older than `KEPT`; how many."""
        old = [
            each
            for each in self._root.glob("*/*.wav")
            if now.timestamp() - each.stat().st_mtime > KEPT.total_seconds()
        ]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def _folder(self, sitting_id: str) -> Path:
        if not is_id(sitting_id):
            raise BadInput("bad-id")
        return self._root / sitting_id


def _write(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)


def sentence_of(sound: Path) -> str:
    """Which sentence a sound is of, by its name."""
    return sound.name.split(".")[1]
