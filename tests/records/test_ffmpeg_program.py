"""Where ffmpeg is found."""

import shutil
import subprocess

import pytest

from oralexam.records.ffmpeg_program import find_ffmpeg


def test_the_wheels_ffmpeg_is_taken_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """imageio-ffmpeg carries one."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    program = find_ffmpeg()
    assert subprocess.run([program, "-version"], capture_output=True, check=False).returncode == 0
