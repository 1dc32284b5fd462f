"""The centre's key: made once, closed to others, never made anew by itself."""

import hashlib
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from oralexam.doctor.evidence import check_centre_key
from oralexam.doctor.findings import Verdict
from oralexam.errors import SystemFault
from oralexam.evidence.centre_key import centre_key, known_centre_key, signing_key
from tests.doctor import english


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the key is to be kept; not made yet."""
    return tmp_path / "centre-key"


def _reason(folder: Path) -> str:
    with pytest.raises(SystemFault) as fault:
        centre_key(folder)
    return fault.value.reason


def test_nobody_else_may_read_it(folder: Path) -> None:
    """Folder 0700, files 0600, and nothing else lies about."""
    centre_key(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"centre.key": 0o600, "centre.pub": 0o600}


def test_a_restart_finds_the_same_key(folder: Path) -> None:
    """Byte for byte; and the modes are put right again."""
    first = centre_key(folder)
    before = (folder / "centre.key").read_bytes()
    (folder / "centre.key").chmod(0o644)
    assert centre_key(folder) == first
    assert (folder / "centre.key").read_bytes() == before
    assert stat.S_IMODE((folder / "centre.key").stat().st_mode) == 0o600


def test_the_fingerprint_is_that_of_the_raw_public_key(folder: Path) -> None:
    """SHA-256 of 32 bytes, in sixteen groups of four digits."""
    key = centre_key(folder)
    public = load_pem_public_key((folder / "centre.pub").read_bytes())
    assert key.fingerprint == hashlib.sha256(public.public_bytes_raw()).hexdigest()
    assert re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", key.groups)
    assert key.groups.replace(" ", "") == key.fingerprint


def test_many_who_start_at_once_have_one_key(folder: Path) -> None:
    """The first one makes it, all others read it."""
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(centre_key, [folder] * 16))) == 1
    assert signing_key(folder).public_key().public_bytes_raw() == centre_key(folder).raw


def test_a_start_that_was_cut_short_is_finished(folder: Path) -> None:
    """The private half stood alone: its public one is written, no other key is made."""
    key = centre_key(folder)
    (folder / "centre.pub").unlink()
    assert centre_key(folder) == key


def test_a_key_that_was_lost_is_not_made_anew(folder: Path) -> None:
    """What was printed names the old one: somebody must decide."""
    centre_key(folder)
    (folder / "centre.key").unlink()
    assert _reason(folder) == "centre-key-lost"
    assert [path.name for path in folder.iterdir()] == ["centre.pub"]


def test_what_is_no_key_is_said(folder: Path) -> None:
    """An empty file, as a full disk leaves it; another kind of key."""
    folder.mkdir()
    (folder / "centre.key").write_bytes(b"")
    assert _reason(folder) == "centre-key-unreadable"
    (folder / "centre.pub").write_bytes(b"no key")
    assert _reason(folder) == "centre-key-unreadable"


def test_two_halves_of_different_keys_sign_nothing(folder: Path, tmp_path: Path) -> None:
    """A pack would be signed by a key that nobody was told."""
    centre_key(folder)
    centre_key(tmp_path / "other")
    (folder / "centre.key").write_bytes((tmp_path / "other" / "centre.key").read_bytes())
    with pytest.raises(SystemFault, match="centre-keys-differ"):
        signing_key(folder)


def test_nothing_says_the_private_half(folder: Path) -> None:
    """The value that goes around has the public half only."""
    key = centre_key(folder)
    seed = signing_key(folder).private_bytes_raw()
    assert seed.hex() not in repr(key)
    assert repr(seed) not in repr(key)
    assert known_centre_key(folder) == key


def test_the_doctor_tells_the_fingerprint(folder: Path) -> None:
    """And what to do where the key is open to others, lost, or mixed up."""
    assert "first start" in english.found(check_centre_key(folder.parent))
    key = centre_key(folder)
    found = check_centre_key(folder.parent)
    assert found.verdict is Verdict.GOOD
    assert key.groups in english.found(found)
    (folder / "centre.key").chmod(0o640)
    assert "chmod 600" in english.advice(check_centre_key(folder.parent))
    (folder / "centre.key").unlink()
    assert "from a copy" in english.advice(check_centre_key(folder.parent))


def test_a_process_that_is_killed_while_it_makes_the_key_leaves_one_or_none(folder: Path) -> None:
    """Whatever stands after a kill at a random moment is a whole key, or nothing."""
    program = (
        "import sys, pathlib; from oralexam.evidence.centre_key import centre_key; print('up', flush=True);"
        " centre_key(pathlib.Path(sys.argv[1]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    key = centre_key(folder)
    assert signing_key(folder).public_key().public_bytes_raw() == key.raw
