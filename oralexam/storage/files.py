"""The data folder: where the database, recordings, listening copies and models stand."""

import errno
import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from oralexam.errors import BadInput, Refused, SystemFault
from oralexam.identifiers import is_id

LEAST_FREE = 0.05
"""Below this share of the disk, new sittings are refused; a call that runs goes on (fault notes)."""
LITTLE_FREE = 0.15
"""Below this share somebody is told to make room (fault notes)."""
REMOVE_TRIES = 5
HOLDS = "holds"
"""An empty file here, named as a sitting or a session: its files are under legal hold."""


class DataFolder:
    """One folder that holds all the data of a centre; nothing outside it is ever written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        """The folder itself."""
        return self._root

    @property
    def database_path(self) -> Path:
        """The embedded database."""
        return self._root / "oralexam.sqlite3"

    def recordings_dir(self) -> Path:
        """The journals of all sittings, one folder a sitting: written by media, read by all others."""
        return self._made(self._root / "recordings")

    def listening_dir(self, sitting_id: str) -> Path:
        """What replay has made from a sitting's journals; it can be made again.

        Raises:
            BadInput: `bad-id`.
        """
        return self._made(self._root / "listening" / _checked(sitting_id))

    def papers_dir(self) -> Path:
        """Papers that people brought, and the pictures of their pages, by SHA-256."""
        return self._made(self._root / "papers")

    def reference_dir(self) -> Path:
        """The centre's dictionaries and documentation, and the pictures of their pages, by SHA-256."""
        return self._made(self._root / "reference")

    def session_papers_dir(self, session_id: str) -> Path:
        """The papers of a session's candidates: theirs go when the session's people are erased.

        Raises:
            BadInput: `bad-id`.
        """
        return self._root / "session-papers" / _checked(session_id)

    def centre_key_dir(self) -> Path:
        """The centre's key, with which appeal packs are signed; whoever makes the key makes the folder."""
        return self._root / "centre-key"

    def copies_key_dir(self) -> Path:
        """The key that browsers encrypt their own copies to; whoever makes the key makes the folder."""
        return self._root / "copies-key"

    def packs_dir(self) -> Path:
        """Appeal packs that wait to be fetched: whatever is erased, they all go, and can be made again."""
        return self._root / "packs"

    def remove_packs(self) -> None:
        """Remove every pack, also one that is being made.

        Raises:
            SystemFault: `data-folder-not-writable`.
        """
        _remove(self.packs_dir())

    def remove_sitting(self, sitting_id: str, *, decided: bool = False) -> None:
        """Remove every file of a sitting, in whatever folder; what is not there is no fault.

        With `decided`, whoever calls has asked for holds already, and a transaction stands behind the answer.

        Raises:
            BadInput: `bad-id`.
            Refused: `under-legal-hold`.
            SystemFault: `data-folder-not-writable`.
        """
        if not decided:
            self.refuse_if_held(sitting_id)
        for found in self._root.glob(f"*/{_checked(sitting_id)}*"):
            _remove(found)
        self.remove_packs()

    def remove_recordings(self, sitting_id: str, *, decided: bool = False) -> None:
        """Remove the journals of a sitting, and what was read in the check of its stations.

        Raises:
            BadInput, Refused, SystemFault: as `remove_sitting` says.
        """
        if not decided:
            self.refuse_if_held(sitting_id)
        _remove(self._root / "recordings" / _checked(sitting_id))
        _remove(self._root / "read-sentences" / _checked(sitting_id))
        self.remove_packs()

    def remove_listening(self, sitting_id: str, *, decided: bool = False) -> None:
        """Remove what replay has made from a sitting's journals.

        Raises:
            BadInput, Refused, SystemFault: as `remove_sitting` says.
        """
        if not decided:
            self.refuse_if_held(sitting_id)
        _remove(self._root / "listening" / _checked(sitting_id))
        self.remove_packs()

    def left_of(self, sitting_id: str) -> frozenset[str]:
        """The folders in which something of a sitting stands.

        Raises:
            BadInput: `bad-id`.
        """
        return frozenset(found.parent.name for found in self._root.glob(f"*/{_checked(sitting_id)}*"))

    def hold_only(self, ids: Collection[str]) -> None:
        """From now on the files of these sittings and sessions, and of no others, are removed by nobody.

        A hold stands in a folder of its own: files that are under hold are so with any database beside them.

        Raises:
            BadInput: `bad-id`.
            SystemFault: `data-folder-not-writable`.
        """
        folder = self._made(self._root / HOLDS)
        wanted = {_checked(each) for each in ids}
        try:
            for each in wanted:
                (folder / each).touch()
            for found in folder.iterdir():
                if found.name not in wanted:
                    found.unlink()
        except OSError as error:
            raise _not_writable(error) from error

    def is_held(self, name: str) -> bool:
        """Whether the files of this sitting or session are marked as held.

        Raises:
            BadInput: `bad-id`.
        """
        return (self._root / HOLDS / _checked(name)).exists()

    def refuse_if_held(self, name: str) -> None:
        """Refuse where the files of this sitting or session are marked as held.

        Raises:
            BadInput: `bad-id`.
            Refused: `under-legal-hold`.
        """
        if self.is_held(name):
            raise Refused("under-legal-hold")

    def probe_writable(self) -> None:
        """Write a small file, have it on the disk, remove it.

        Raises:
            SystemFault: `data-folder-not-writable`.
        """
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._root, prefix=".probe-") as probe:
                probe.write(b"oralexam")
                probe.flush()
                os.fsync(probe.fileno())
        except OSError as error:
            raise _not_writable(error) from error

    def free_fraction(self) -> float:
        """How much of the disk is free: 0 to 1."""
        usage = shutil.disk_usage(self._root)
        return usage.free / usage.total

    def _made(self, folder: Path) -> Path:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(error) from error
        return folder


def _remove(folder: Path) -> None:
    for left in reversed(range(REMOVE_TRIES)):
        try:
            if folder.is_file():
                folder.unlink()
                return
            shutil.rmtree(folder)
        except FileNotFoundError:
            if not folder.exists():
                return
        except OSError as error:
            # A worker that is at it may put a file there while the others go: then it is not empty.
            if error.errno != errno.ENOTEMPTY or not left:
                raise _not_writable(error) from error
        else:
            return


def _checked(sitting_id: str) -> str:
    """`sitting_id`, if it is one that the server makes: nothing else can become a path."""
    if not is_id(sitting_id):
        raise BadInput("bad-id")
    return sitting_id


def _not_writable(error: OSError) -> SystemFault:
    return SystemFault("data-folder-not-writable", cause=type(error).__name__)
