"""A pack is written entry by entry, never whole in memory; it is signed, and there only when it is whole.

```
delivery (ZIP)                      every ZIP here is of the one form of `checking.container`
  LISEZMOI-README.txt
  pack.zip                          the pack itself
    LISEZMOI-README.txt, verify_pack.py, record.pdf, sittings/…
    manifest.json                   the last entry: path, size and SHA-256 of all others, in their order
  pack.zip.sig                      64 bytes: Ed25519 over pack.zip, whole (RFC 8032)
  centre.pub
  verify_pack.py
```
"""

import errno
import hashlib
import mmap
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from oralexam.errors import SystemFault, Unavailable
from oralexam.evidence.checking.blobs import Blob, View, canonical_json, crc_of
from oralexam.evidence.checking.container import (
    MOST_BYTES,
    MOST_ENTRIES,
    central_header,
    directory_end,
    is_name,
    local_header,
)
from oralexam.evidence.checking.packs import (
    KEY_NAME,
    MANIFEST_NAME,
    PACK_NAME,
    README_NAME,
    SCRIPT_NAME,
    SIGNATURE_NAME,
    pem_of,
)
from oralexam.evidence.files import blob_of

MAKING: Final = ".making-"
"""What a pack is called until it is whole: what a killed process leaves is swept with the next start."""
Progress = Callable[[int], None]
"""Told how many bytes more have been written."""


class Container:
    """A ZIP of the one form, written into a file from where that stands now."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self._file = file
        self._base = file.tell()
        self._progress = progress
        self._rows: list[tuple[str, int, int, int]] = []

    def add(self, name: str, blob: Blob) -> tuple[int, str]:
        """Write one entry; return its size and SHA-256.

        Raises:
            SystemFault: `evidence-name`, `evidence-changed-meanwhile`, `pack-too-large`.
            OSError
        """
        digest, crc = hashlib.sha256(), 0
        with self.entry(name) as patch:
            for chunk in blob.chunks():
                self._file.write(chunk)
                digest.update(chunk)
                crc = zlib.crc32(chunk, crc)
                self._progress(len(chunk))
            patch(blob.size, crc)
        return blob.size, digest.hexdigest()

    @contextmanager
    def entry(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """One entry, whose bytes are written meanwhile; what it gives is called with their size and CRC."""
        taken = {known.lower() for known, *_ in self._rows}
        if not is_name(name) or name.lower() in taken:
            raise SystemFault("evidence-name")
        if len(self._rows) >= MOST_ENTRIES:
            raise SystemFault("pack-too-large")
        begins = self._file.tell()
        self._file.write(local_header(name, 0, 0))

        def patch(size: int, crc: int) -> None:
            ends = self._file.tell()
            if ends - self._base > MOST_BYTES:
                raise SystemFault("pack-too-large")
            self._file.seek(begins)
            self._file.write(local_header(name, size, crc))
            self._file.seek(ends)
            self._rows.append((name, size, crc, begins - self._base))

        yield patch

    def close(self) -> None:
        """Write the directory; the file stands behind it."""
        begins = self._file.tell()
        for row in self._rows:
            self._file.write(central_header(*row))
        ends = self._file.tell()
        if ends - self._base > MOST_BYTES:
            raise SystemFault("pack-too-large")
        self._file.write(directory_end(len(self._rows), ends - begins, begins - self._base))


@contextmanager
def made_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file beside `target` that takes its place on the disk at the end, or is gone.

    Raises:
        Unavailable: `disk-full`.
        SystemFault: `data-folder-not-writable`.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=MAKING)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(descriptor)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Unavailable("disk-full") from error
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error


def write_delivery(
    file: IO[bytes],
    entries: Iterable[tuple[str, Blob]],
    manifest: Mapping[str, Any],
    *,
    readme: str,
    script: str,
    key: Ed25519PrivateKey,
    progress: Progress = lambda _: None,
) -> None:
    """Write the pack, what proves it and how to check that.

    Args:
        file: empty, to be read and written.
        entries: what the pack holds beside the two texts, in order.
        manifest: without `entries`, which are told as they are written.
        readme: the words to whoever receives it.
        script: the stand-alone verifier.
        key: the centre's.
        progress: told of every piece.
    """
    texts = {README_NAME: blob_of(readme), SCRIPT_NAME: blob_of(script)}
    public = key.public_key().public_bytes_raw()
    delivery = Container(file, progress)
    delivery.add(README_NAME, texts[README_NAME])
    with delivery.entry(PACK_NAME) as patch:
        begins = file.tell()
        pack = Container(file, progress)
        told = []
        for name, blob in (*texts.items(), *entries):
            size, digest = pack.add(name, blob)
            told.append({"path": name, "size": size, "sha256": digest})
        whole = {**manifest, "centre_key": public.hex(), "entries": told}
        pack.add(MANIFEST_NAME, blob_of(canonical_json(whole)))
        pack.close()
        signature, crc = _signed(file, begins, key)
        patch(file.tell() - begins, crc)
    delivery.add(SIGNATURE_NAME, blob_of(signature))
    delivery.add(KEY_NAME, blob_of(pem_of(public)))
    delivery.add(SCRIPT_NAME, texts[SCRIPT_NAME])
    delivery.close()


def _signed(file: IO[bytes], begins: int, key: Ed25519PrivateKey) -> tuple[bytes, int]:
    """The signature and the CRC of what stands in `file` from `begins` on: read where it lies."""
    file.flush()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        whole = memoryview(mapped)
        view = whole[begins : file.tell()]
        try:
            return key.sign(view), crc_of(View(view))
        finally:
            view.release()
            whole.release()
