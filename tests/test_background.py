"""A task in the background ends with its owner, and is heard when it ends before."""

import asyncio

from structlog.testing import capture_logs

from oralexam.background import BackgroundTask


async def _broken() -> None:
    raise ValueError("no such thing")


async def test_what_breaks_is_logged_when_it_breaks() -> None:
    """Its owner need not stop it first, which may be weeks later."""
    task = BackgroundTask("look-out")
    with capture_logs() as said:
        task.start(_broken())
        for _ in range(10):
            await asyncio.sleep(0)
    assert not task.is_running
    assert [(line["event"], line["task"], type(line["exc_info"])) for line in said] == [
        ("task-broke", "look-out", ValueError)
    ]
    await task.stop()


async def test_it_has_ended_when_stop_returns_and_nothing_is_said_of_that() -> None:
    """What it does on being cancelled is done by then."""
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    task = BackgroundTask("look-out")
    with capture_logs() as said:
        task.start(work())
        await asyncio.sleep(0)
        await task.stop()
    assert ended.is_set()
    assert not task.is_running
    assert said == []


async def test_what_was_never_started_may_be_stopped() -> None:
    """A server that fails while it starts closes all of itself."""
    await BackgroundTask("look-out").stop()
