"""What keeps the program from starting is said in one sentence, and nothing is left behind."""

import socket
import subprocess
import sys
from pathlib import Path


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
    """Importing all that `serve` needs brings neither torch nor whisper nor onnxruntime."""
    code = (
        "import sys, oralexam.cli.serve\n"
        "print(sorted({'torch', 'whisper', 'onnxruntime', 'numba'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path
    )
    assert ended.stdout.strip() == "[]"
