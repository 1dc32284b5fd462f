"""A server and a browser; browsers are waited for as long as everything else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST
from playwright.async_api import Browser, async_playwright, expect

from oralexam.bootstrap.server import Server
from oralexam.settings import Settings
from tests.browser.exam_pages import browser_with
from tests.browser.skipping_clock import SkippingClock, installed
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
def clock(monkeypatch: pytest.MonkeyPatch) -> SkippingClock:
    """The clock of the server that is built next: `usefixtures` makes it before there is one."""
    return installed(monkeypatch)


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed at their cheapest."""
    monkeypatch.setattr("oralexam.webapp.people.passwords.RFC_9106_LOW_MEMORY", CHEAPEST)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, whose fake microphone beeps and whose fake camera shows a clock."""
    async with async_playwright() as playwright, browser_with(playwright, None) as chromium:
        yield chromium
