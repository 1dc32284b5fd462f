"""Media services for tests, stopped afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.media.media_clients import Studio


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """A running media service."""
    studio = Studio(tmp_path / "recordings")
    await studio.service.start()
    yield studio
    await studio.close()
