"""The pack as a whole: container, signature, manifest, and each sitting in it."""

import hashlib
import mmap
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .blobs import HEX, Blob, read_json, sha256_of, text_of
from .container import read_container
from .findings import UNREADABLE, Broken, Report
from .sittings import check_printed, check_sitting

FORMAT = "oralexam-appeal-pack"
VERSION = 1
README_NAME = "LISEZMOI-README.txt"
PACK_NAME = "pack.zip"
SIGNATURE_NAME = "pack.zip.sig"
KEY_NAME = "centre.pub"
SCRIPT_NAME = "verify_pack.py"
MANIFEST_NAME = "manifest.json"
DELIVERY = (README_NAME, PACK_NAME, SIGNATURE_NAME, KEY_NAME, SCRIPT_NAME)
"""What the file that is handed over holds, in this order: the pack, what proves it, and how to check that."""


def check_file(path: Path, *, key: str, printed: Sequence[str] = ()) -> Report:
    """Check the file that was handed over, or a `pack.zip` that lies beside its `pack.zip.sig`.

    Raises:
        OSError
    """
    beside = path.with_name(path.name + ".sig")
    signature = beside.read_bytes() if beside.is_file() else None
    with path.open("rb") as file:
        if not path.stat().st_size:
            return check_bytes(memoryview(b""), key=key, printed=printed, signature=signature)
        # Never closed by hand: slices of it live on in the report's making; it goes with them.
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return check_bytes(memoryview(mapped), key=key, printed=printed, signature=signature)


def check_bytes(
    data: memoryview, *, key: str, printed: Sequence[str] = (), signature: bytes | None = None
) -> Report:
    """Check a pack that lies in memory; whatever is wrong with it is a finding, never an exception."""
    report = Report()
    try:
        _check(report, data, fingerprint_of(key), printed, signature)
    except Broken as broken:
        report.find(broken.code, broken.where)
    except UNREADABLE as error:
        report.find("unreadable", detail=type(error).__name__)
    return report


def fingerprint_of(text: str) -> str:
    """A fingerprint as people type it: in groups, in capitals, with colons.

    Raises:
        Broken
    """
    digits = re.sub(r"[\s:.-]", "", text).lower()
    if not HEX.fullmatch(digits):
        raise Broken("fingerprint-form")
    return digits


def pem_of(raw: bytes) -> bytes:
    """A public key as other programs read it (RFC 8410)."""
    return Ed25519PublicKey.from_public_bytes(raw).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _check(
    report: Report, data: memoryview, key: str, printed: Sequence[str], signature: bytes | None
) -> None:
    delivered = read_container(data)
    if tuple(delivered) == DELIVERY:
        pack = delivered[PACK_NAME].data
        signature = bytes(delivered[SIGNATURE_NAME].data)
        entries = read_container(pack)
    elif signature is not None:
        pack, entries, delivered = data, delivered, {}
    else:
        raise Broken("signature-missing")
    if MANIFEST_NAME not in entries:
        raise Broken("manifest-missing")
    manifest = read_json(text_of(entries[MANIFEST_NAME]))
    if (manifest["format"], manifest["version"]) != (FORMAT, VERSION):
        raise Broken("format-unknown")
    report.told = manifest
    raw = bytes.fromhex(manifest["centre_key"])
    if hashlib.sha256(raw).hexdigest() != key:
        report.find("other-key")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, pack)
    except (InvalidSignature, ValueError):
        report.find("signature-wrong")
    for name in (README_NAME, SCRIPT_NAME):
        if delivered and bytes(delivered[name].data) != bytes(entries[name].data):
            report.find("beside-differs", name)
    if delivered and bytes(delivered[KEY_NAME].data) != pem_of(raw):
        report.find("beside-differs", KEY_NAME)
    _check_entries(report, manifest, entries)
    passed: dict[str, str] = {}
    for sitting in manifest["sittings"]:
        folder = sitting["folder"] + "/"
        files = {name.removeprefix(folder): blob for name, blob in entries.items() if name.startswith(folder)}
        check_sitting(report, sitting, files, passed)
    check_printed(report, printed, passed)


def _check_entries(report: Report, manifest: Mapping[str, Any], entries: Mapping[str, Blob]) -> None:
    told = [each["path"] for each in manifest["entries"]]
    if [*told, MANIFEST_NAME] != list(entries):
        report.find("entries-differ")
    for each in manifest["entries"]:
        blob = entries.get(each["path"])
        if blob is None:
            report.find("entry-missing", each["path"])
        elif (blob.size, sha256_of(blob)) != (each["size"], each["sha256"]):
            report.find("entry-changed", each["path"])
