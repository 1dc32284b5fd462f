"""What a track has taken and no sync has confirmed yet, kept so that it can be written again."""

from collections import deque
from typing import Final

MAX_UNCONFIRMED_BYTES: Final = 16 << 20
"""Two minutes of video: twice what waits for a full disk, so nothing leaves that the kernel never had."""


class Unconfirmed:
    """Whole frames in their order, and where each piece of them ends in the present file."""

    def __init__(self) -> None:
        self.packets = 0
        """How many are in the present file, confirmed ones too."""
        self.is_whole = True
        """Whether nothing of the present file had to be let go: then all that is not confirmed is here."""
        self._pieces: deque[tuple[int, int, bytes]] = deque()
        self._file_end = self._let_go_end = 0
        self._held_bytes = 0

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def add(self, frames: bytes, packets: int) -> None:
        """So many more packets, which follow in the present file; the oldest leave where it is too much."""
        self._file_end += len(frames)
        self._held_bytes += len(frames)
        self.packets += packets
        self._pieces.append((self._file_end, packets, frames))
        while self._held_bytes > MAX_UNCONFIRMED_BYTES:
            self.is_whole = False
            self._let_go_end, _, let_go = self._pieces.popleft()
            self._held_bytes -= len(let_go)

    def confirm(self, size: int) -> None:
        """So many first bytes of the present file are on the disk, perhaps with those that were let go."""
        if size >= self._let_go_end:
            self.is_whole = True
        while self._pieces and self._pieces[0][0] <= size:
            self._held_bytes -= len(self._pieces.popleft()[2])

    def begin(self, start_bytes: int) -> bytes:
        """All that is held, to be written behind the first `start_bytes` of a new file."""
        pieces, self._pieces = self._pieces, deque()
        self._file_end, self.packets, self.is_whole = start_bytes, 0, True
        self._let_go_end = 0
        for _, packets, frames in pieces:
            self._file_end += len(frames)
            self.packets += packets
            self._pieces.append((self._file_end, packets, frames))
        return b"".join(frames for _, _, frames in pieces)
