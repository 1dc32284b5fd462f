"""`oralexam verify pack` and `oralexam verify sitting`, and the script that needs neither."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import cryptography
import pytest
from typer.testing import CliRunner, Result

from oralexam.cli.program import program
from oralexam.errors import OralExamError
from oralexam.evidence.centre_key import centre_key
from oralexam.evidence.making import make_pack
from oralexam.storage.files import DataFolder
from tests.evidence.packed import note_digests, order_for, record, small_candidacy
from tests.rooms.situations import SITTING


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder with one candidacy."""
    return small_candidacy(tmp_path / "data")


@pytest.fixture
def pack(folder: DataFolder, tmp_path: Path) -> Path:
    """Its pack."""
    make_pack(order_for(folder, tmp_path / "pack.zip"))
    return tmp_path / "pack.zip"


def run(*arguments: str) -> Result:
    """Run `oralexam verify ...`."""
    return CliRunner().invoke(program, ["verify", *arguments])


def sitting(folder: DataFolder, *more: str) -> Result:
    """Check the sitting where it stands."""
    return run("sitting", SITTING, "--data", str(folder.root), *more)


def change(folder: DataFolder, statement: str) -> None:
    """What somebody with the database file can do."""
    with closing(sqlite3.connect(folder.database_path)) as database, database:
        database.execute("DROP TRIGGER IF EXISTS corrections_never_change")
        database.execute("DROP TRIGGER IF EXISTS transcripts_never_change")
        assert database.execute(statement).rowcount > 0, statement


def codes(result: Result) -> list[str]:
    """What `--json` found."""
    assert result.exit_code == 1, result.output
    return [each["code"] for each in json.loads(result.stdout)["findings"]]


def test_a_pack_that_holds_is_said_in_both_languages(folder: DataFolder, pack: Path) -> None:
    """With the heads of its chains, to be compared with the paper."""
    key = centre_key(folder.centre_key_dir())
    result = run("pack", str(pack), "--key", key.groups)
    assert result.exit_code == 0, result.output
    assert "TIENT" in result.stdout
    assert "HOLDS" in result.stdout
    head = result.stdout.split()[2]
    assert run("pack", str(pack), "--key", key.fingerprint.upper(), "--printed", head).exit_code == 0
    assert run("pack", str(pack), "--key", key.groups, "--printed", "7" * 64).exit_code == 1


def test_another_key_is_not_the_centres(pack: Path) -> None:
    """The fingerprint on the paper decides, not the one in the pack."""
    assert codes(run("pack", str(pack), "--key", "00" * 32, "--json")) == ["other-key"]
    assert codes(run("pack", str(pack), "--key", "00 11", "--json")) == ["fingerprint-form"]


def test_what_is_no_pack_is_said(tmp_path: Path, folder: DataFolder) -> None:
    """An empty file, a photograph, a file that is not there."""
    key = centre_key(folder.centre_key_dir()).fingerprint
    for content in (b"", b"\xff\xd8\xff\xe0 a photograph" * 100):
        (tmp_path / "other").write_bytes(content)
        assert codes(run("pack", str(tmp_path / "other"), "--key", key, "--json")) == ["container-cut"]
    missing = run("pack", str(tmp_path / "none"), "--key", key)
    assert isinstance(missing.exception, OralExamError)
    assert missing.exception.reason == "file-unreadable"


def test_the_pack_inside_verifies_beside_its_signature(
    folder: DataFolder, pack: Path, tmp_path: Path
) -> None:
    """For whoever has unpacked the delivery."""
    with zipfile.ZipFile(pack) as delivery:
        delivery.extractall(tmp_path / "unpacked")
    inner = tmp_path / "unpacked" / "pack.zip"
    key = centre_key(folder.centre_key_dir()).fingerprint
    assert run("pack", str(inner), "--key", key).exit_code == 0
    inner.with_name("pack.zip.sig").unlink()
    assert codes(run("pack", str(inner), "--key", key, "--json")) == ["signature-missing"]


def test_the_script_in_the_pack_needs_only_python_and_cryptography(
    folder: DataFolder, pack: Path, tmp_path: Path
) -> None:
    """On a machine that has never seen oralexam: no other package can be found."""
    with zipfile.ZipFile(pack) as delivery:
        (tmp_path / "verify_pack.py").write_bytes(delivery.read("verify_pack.py"))
    bare = tmp_path / "packages"
    bare.mkdir()
    installed = Path(cryptography.__file__).parents[1]
    for needed in ("cryptography", "cffi", "pycparser", *(each.name for each in installed.glob("_cffi_*"))):
        if (installed / needed).exists():
            (bare / needed).symlink_to(installed / needed)
    # Isolated (-I), without any site (-S): the standard library, and what is named here.
    program = (
        f"import runpy, sys; sys.path.append({str(bare)!r}); sys.argv = sys.argv[1:];"
        " runpy.run_path(sys.argv[0], run_name='__main__')"
    )

    def checked(content: bytes, key: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "given.zip").write_bytes(content)
        script = (str(tmp_path / "verify_pack.py"), str(tmp_path / "given.zip"), "--key", key, "--json")
        return subprocess.run(
            [sys.executable, "-I", "-S", "-c", program, *script],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
        )

    key = centre_key(folder.centre_key_dir()).fingerprint
    content = pack.read_bytes()
    done = checked(content, key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == json.loads(run("pack", str(pack), "--key", key, "--json").stdout)
    at = len(content) // 3
    done = checked(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], key)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["findings"]


def test_a_sitting_that_holds_is_said_beside_a_server_that_runs(folder: DataFolder) -> None:
    """Nothing in the folder is changed by looking."""
    before = folder.database_path.read_bytes()
    result = sitting(folder)
    assert result.exit_code == 0, result.output
    assert f"The sitting {SITTING}: HOLDS" in result.stdout
    assert folder.database_path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE events SET canonical = replace(canonical, 'Salle 1', 'Salle 2') WHERE seq = 1",
            "chain-hash",
        ),
        ("UPDATE personal_payloads SET payload = replace(payload, 'Paul', 'Jean')", "chain-payload"),
        ("DELETE FROM personal_payloads WHERE seq = 1", "chain-payload-missing"),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", "chain-head"),
        ("DELETE FROM events WHERE seq = 5", "chain-order"),
        ("UPDATE transcripts SET body = replace(body, 'leeds', 'Paris')", "transcript-changed"),
        (
            """UPDATE corrections SET body = replace(body, '"revision":1', '"revision":2')""",
            "correction-missing",
        ),
        ("UPDATE scenario_versions SET body = replace(body, 'A mission', 'Another')", "scenario-changed"),
    ],
)
def test_what_was_changed_in_the_database_is_found(folder: DataFolder, statement: str, found: str) -> None:
    """An operator's edit: a word, a name, a row."""
    change(folder, statement)
    assert found in codes(sitting(folder, "--json"))


def test_what_was_changed_in_the_files_is_found(folder: DataFolder) -> None:
    """A bit of a recording, its end, its other half."""
    journal = folder.recordings_dir() / SITTING / "candidate-audio-001.mjr"
    content = journal.read_bytes()
    journal.write_bytes(content[:500] + bytes([content[500] ^ 4]) + content[501:])
    assert codes(sitting(folder, "--json")) == ["recording-changed", "recording-not-as-chained"]
    journal.write_bytes(content[:-20])
    assert "recording-cut" in codes(sitting(folder, "--json"))
    journal.write_bytes(content + b"more")
    assert codes(sitting(folder, "--json")) == ["recording-continued", "recording-not-as-chained"]
    journal.unlink()
    assert codes(sitting(folder, "--json")) == ["recording-half", "recording-gone"]


def test_what_a_killed_server_left_holds_and_is_said(folder: DataFolder) -> None:
    """A journal without its closing line, which the chain names by a further event: a note, no finding."""
    journal = record(folder, SITTING, "observer", closed=False)
    assert "recording-not-chained" in sitting(folder, "--json").stdout
    note_digests(folder, SITTING)
    assert "recording-not-chained" in sitting(folder, "--json").stdout, "somebody may still write to it"
    for path in (journal, journal.with_suffix(".jsonl")):
        os.utime(path, (1, 1))
    note_digests(folder, SITTING)
    result = sitting(folder, "--json")
    assert result.exit_code == 0, result.output
    notes = json.loads(result.stdout)["notes"]
    assert [(each["code"], journal.stem in each["where"]) for each in notes] == [
        ("recording-not-closed", True)
    ]


def test_what_was_erased_by_kind_may_be_missing_and_nothing_else(folder: DataFolder) -> None:
    """A year after: notes and texts are gone, names are not; a name that is missing is still found."""
    change(
        folder,
        "INSERT INTO erasures SELECT sitting_id, 'writings', '2027-12-09 00:00:00' FROM transcripts",
    )
    change(
        folder,
        "DELETE FROM personal_payloads WHERE (sitting_id, seq) IN"
        " (SELECT sitting_id, seq FROM events WHERE canonical LIKE '%-saved%')",
    )
    result = sitting(folder, "--json")
    assert result.exit_code == 0, result.output
    assert [each["code"] for each in json.loads(result.stdout)["notes"]] == ["erased"]
    change(folder, "DELETE FROM personal_payloads WHERE seq = 1")
    assert codes(sitting(folder, "--json")) == ["chain-payload-missing"]


def test_an_unknown_sitting_is_said(folder: DataFolder) -> None:
    """No such sitting; no id at all; no data folder."""
    unknown = run("sitting", SITTING.replace("5", "6"), "--data", str(folder.root))
    assert isinstance(unknown.exception, OralExamError)
    assert unknown.exception.reason == "unknown-sitting"
    nowhere = run("sitting", "../x")
    assert isinstance(nowhere.exception, OralExamError)
    assert nowhere.exception.reason == "bad-id"
