"""A server and a browser; browsers are waited for as long as everything else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from oralexam.bootstrap.server import Server
from oralexam.settings import Settings
from tests.browser.exam_pages import CHROMIUM
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True, scope="session")
def _patient() -> None:
    """What a page is expected to show may take long on a loaded machine; Playwright's own patience is 5 s."""
    expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server without its worker."""
    running = Server(Settings(data=tmp_path, port=0, worker=False, drain_s=0))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        await chromium.close()
