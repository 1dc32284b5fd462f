"""Where journal tests write."""

from pathlib import Path

import pytest


@pytest.fixture
def track_path(tmp_path: Path) -> Path:
    """Where a test may write one track."""
    return tmp_path / "candidate-audio-001.mjr"
