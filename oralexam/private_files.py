"""Files that only their owner may read: written whole or not at all, and on the disk when it is said."""

import contextlib
import os
import tempfile
from pathlib import Path

FOLDER_MODE = 0o700
SECRET_MODE = 0o600


def write_private(path: Path, content: bytes) -> None:
    """Put `content` in the place of whatever stands at `path`.

    Raises:
        OSError
    """
    made = _written_beside(path, content)
    try:
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    _sync_folder(path.parent)


def write_private_once(path: Path, content: bytes) -> None:
    """Write a file that nobody has written: of two who try, one is told that it is there.

    Raises:
        FileExistsError: it is there, and stays as it is.
        OSError
    """
    made = _written_beside(path, content)
    try:
        path.hardlink_to(made)
    finally:
        made.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _written_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    # mkstemp makes the file with mode 0600 before anything stands in it.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, SECRET_MODE)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return Path(name)


def _sync_folder(folder: Path) -> None:
    """Have the folder on the disk, too: a file that no folder lists is lost in a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
