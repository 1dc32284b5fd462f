"""Where journal tests write."""

from pathlib import Path

import pytest

from tests.journal.refusing_disk import RefusingDisk


@pytest.fixture
def track_path(tmp_path: Path) -> Path:
    """Where a test may write one track."""
    return tmp_path / "candidate-audio-001.mjr"


@pytest.fixture
def refusing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RefusingDisk:
    """Such a disk, which takes everything at first."""
    return RefusingDisk(tmp_path, monkeypatch)
