"""What keeps the program from starting is said in one sentence, and nothing is left behind."""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program until it gives up."""
    import os

    return subprocess.run(
        [sys.executable, "-m", "oralexam", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    """The port, and what to do; exit code 1; no stack."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = serve("serve", "--port", str(port), "--data", str(tmp_path))
    assert ended.returncode == 1
    assert f"Port {port} is already in use" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file stands where the folder should be: no right in the world makes it writable."""
    place = tmp_path / "data"
    place.write_text("a file", encoding="utf-8")
    ended = serve("serve", "--port", "0", "--data", str(place))
    assert ended.returncode == 1
    assert "The data folder cannot be written to" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """The variable's own name is in the sentence."""
    ended = serve("serve", "--data", str(tmp_path), ORALEXAM_PORT="eighty")
    assert ended.returncode == 1
    assert "ORALEXAM_PORT" in ended.stderr


def test_the_server_process_knows_no_speech_model(tmp_path: Path) -> None:
    """Importing all that `serve` needs brings no torch, no engine and no onnxruntime."""
    code = (
        "import sys, oralexam.cli.serving\n"
        "print(sorted({'torch', 'whisper', 'ctranslate2', 'onnxruntime', 'numba'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path
    )
    assert ended.stdout.strip() == "[]"


def corrupt_database(data: Path) -> None:
    """Text where the database should be."""
    (data / "oralexam.sqlite3").write_text("this is no database, " * 500, encoding="utf-8")


def recordings_are_a_file(data: Path) -> None:
    """No folder for the journals can be made."""
    (data / "recordings").write_text("a file", encoding="utf-8")


def database_is_a_folder(data: Path) -> None:
    """Nobody can open that."""
    (data / "oralexam.sqlite3").mkdir()


@pytest.mark.parametrize("spoil", [corrupt_database, recordings_are_a_file, database_is_a_folder])
def test_a_spoilt_data_folder_is_named_and_left_alone(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    """One sentence, exit code 1, no stack; what was there is there."""
    data = tmp_path / "data"
    data.mkdir()
    spoil(data)
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
    ended = serve("serve", "--port", "0", "--data", str(data))
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert {name: (data / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--port", "0", "--host", "203.0.113.9"), {}, "This machine has no address"),
        (("--port", "0", "--host", "no-such-host.invalid"), {}, "no-such-host.invalid"),
        (("--port", "0"), {"ORALEXAM_SCENARIOS": "no-such-folder"}, "scenarios"),
        (("--port", "70000"), {}, "ORALEXAM_PORT"),
        (("--port", "0"), {"ORALEXAM_GRACE_S": "61"}, "ORALEXAM_GRACE_S"),
        (("--port", "0"), {"ORALEXAM_DRAIN_S": "soon"}, "ORALEXAM_DRAIN_S"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    arguments: tuple[str, ...], environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    """The sentence names what is wrong; exit code 1; no stack."""
    ended = serve("serve", *arguments, "--data", str(tmp_path / "data"), **environment)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_a_scenario_that_is_none_is_named(tmp_path: Path) -> None:
    """The file and the place in it."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "mine.toml").write_text('scenario_id = "mine"\nversion = "one"\n', encoding="utf-8")
    ended = serve("serve", "--port", "0", "--data", str(tmp_path / "data"), ORALEXAM_SCENARIOS=str(folder))
    assert ended.returncode == 1
    assert "mine.toml" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


@pytest.mark.parametrize(
    ("option", "name"),
    [("--candidate-audio", "letter.txt"), ("--model", "letter.txt"), ("--reference", "letter.txt")],
)
def test_a_rehearsal_with_a_file_that_is_something_else_starts_nothing(
    option: str, name: str, tmp_path: Path
) -> None:
    """The file is named, nothing is made, the exit code is 1."""
    letter = tmp_path / name
    letter.write_text("Dear Sir, ...", encoding="utf-8")
    more = ("--candidate-audio", str(letter)) if option == "--reference" else ()
    ended = serve("rehearse", option, str(letter), *more, "--data", str(tmp_path / "data"))
    assert ended.returncode == 1
    assert name in ended.stderr
    assert "Traceback" not in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
