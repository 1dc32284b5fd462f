"""The data folder: where the database, recordings, listening copies and models stand."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from oralexam.errors import BadInput, SystemFault
from oralexam.identifiers import is_id

LEAST_FREE = 0.05
"""Below this share of the disk, new sittings are refused; a call that runs goes on (fault notes)."""
LITTLE_FREE = 0.15
"""Below this share somebody is told to make room (fault notes)."""
REMOVE_TRIES = 5


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

    def remove_session_papers(self, session_id: str) -> None:
        """Remove every paper of a session's candidates; what is not there is no fault.

        Raises:
            BadInput: `bad-id`.
            SystemFault: `data-folder-not-writable`.
        """
        _remove(self.session_papers_dir(session_id))

    def centre_key_dir(self) -> Path:
        """The centre's key, with which appeal packs are signed; whoever makes the key makes the folder."""
        return self._root / "centre-key"

    def models_dir(self) -> Path:
        """Speech models."""
        return self._made(self._root / "models")

    def remove_sitting(self, sitting_id: str) -> None:
        """Remove every file of a sitting; what is not there is no fault.

        Raises:
            BadInput: `bad-id`.
            SystemFault: `data-folder-not-writable`.
        """
        name = _checked(sitting_id)
        for kind in ("recordings", "listening"):
            _remove(self._root / kind / name)

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
