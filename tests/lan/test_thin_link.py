"""A link of the exam room carries a voice and no picture: the voice goes alone, the picture returns."""

import asyncio
import time
from pathlib import Path

from playwright.async_api import Page

from tests.browser.exam_pages import inbound, until
from tests.lan.cut_calls import TWO_CHROMIUMS, LanCall, lan_call
from tests.lan.lan_day import Day
from tests.lan.namespaces import EXAM_ROOM
from tests.patience import PATIENCE_S

pytestmark = TWO_CHROMIUMS

THIN_KBIT_S = 120
"""Under issue 6's 150 kbit/s; a voice with its headers takes about 50."""
LISTENED_S = 5.0
LEAST_HEARD = 0.8
"""Of fifty packets a second: a try of the picture costs the voice a moment."""
SHED = "Liaison trop faible pour votre image"
STANDS = "L’image est arrêtée"


async def _frames(page: Page) -> int:
    """How many pictures of the other party have been decoded so far."""
    return sum(each.get("frames", 0) for each in await inbound(page) if each["kind"] == "video")


async def _pictures_move(call: LanCall) -> list[bool]:
    """Whether a picture comes to the candidate, and to the juror."""
    pages = (call.candidate, call.juror)
    before = [await _frames(page) for page in pages]
    await asyncio.sleep(2.0)
    return [await _frames(page) > frames for page, frames in zip(pages, before, strict=True)]


async def _voices(call: LanCall) -> list[float]:
    """Packets of sound a second, to the candidate and to the juror."""
    since = time.time()
    await asyncio.sleep(LISTENED_S)
    rates = []
    for page in (call.candidate, call.juror):
        counts = [count for at, count in (await call.seen(page)).arrivals if at > since]
        rates.append((counts[-1] - counts[0]) / LISTENED_S if counts else 0.0)
    return rates


async def test_the_voice_goes_alone_and_the_picture_returns(day: Day, tmp_path: Path) -> None:
    """Both pictures stop, both pages say why; both voices go on; with the link both pictures are back."""
    async with lan_call(day, tmp_path, call_s=300, scenario="amberline-kettles") as call:

        async def both_move() -> bool:
            return all(await _pictures_move(call))

        async def none_moves() -> bool:
            return not any(await _pictures_move(call))

        await until(both_move, PATIENCE_S, lambda: "no pictures at the beginning")
        await day.lan.make_thin(EXAM_ROOM, kbit_s=THIN_KBIT_S)
        thin = time.time()
        await call.candidate.get_by_text(SHED).wait_for()
        await until(none_moves, PATIENCE_S, lambda: "a picture still takes from the voice")
        shed_s = time.time() - thin
        for page in (call.candidate, call.juror):
            await page.get_by_text(STANDS).wait_for()
        voices = await _voices(call)
        await day.lan.make_wide(EXAM_ROOM)
        wide = time.time()
        await call.candidate.get_by_text(SHED).wait_for(state="detached")
        await until(both_move, PATIENCE_S, lambda: "the picture does not return")
        for page in (call.candidate, call.juror):
            await page.get_by_text(STANDS).wait_for(state="detached")
        print(f"shed {shed_s:.1f} s, voices {voices} a second, back {time.time() - wide:.1f} s")  # noqa: T201
        assert min(voices) >= LEAST_HEARD * 50
        assert call.problems == []
