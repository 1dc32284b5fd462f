"""Browsers are waited for as long as everything else."""

import pytest
from playwright.async_api import expect

from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True, scope="session")
def _patient() -> None:
    """What a page is expected to show may take long on a loaded machine; Playwright's own patience is 5 s."""
    expect.set_options(timeout=PATIENCE_S * 1000)
