"""kill -9 of the server in any phase, start again: same phase, same deadline, same notes."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from oralexam.cli.draw_report import report_of
from oralexam.storage.files import DataFolder
from tests.faults.servers import Program
from tests.webapp.visitors import SeatPage, Visitor

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program."""
    running = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN)
    await running.start()
    yield running
    await running.end()


@pytest.fixture
async def browsers(program: Program) -> AsyncIterator[dict[str, Visitor]]:
    """Three browsers."""
    seats = ("manager", "candidate", "juror")
    made = {seat: aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) for seat in seats}
    yield {seat: Visitor(http, program.url) for seat, http in made.items()}
    for http in made.values():
        await http.close()


async def _play_to(phase: str, pages: dict[str, SeatPage]) -> None:
    """Bring the room to `phase` by its commands; the bounds of this sitting are minutes away."""
    steps = {
        "drawn": ("juror", "draw-scenario", {}),
        "preparation": ("juror", "start-preparation", {}),
        "ringing": ("candidate", "save-notes", {"text": "PO 4471, 8 cartons", "revision": 1}),
        "connecting": ("candidate", "answer", {}),
    }
    for name, (seat, command, fields) in steps.items():
        if name == "connecting":
            await pages["juror"].until("ringing")
            await pages["candidate"].until("ringing")
            await pages["juror"].order("ring")
        if command == "draw-scenario":
            answer = await pages[seat].draw()
        else:
            answer = await pages[seat].order(command, **fields)
        assert answer["type"] == "accepted", answer
        await pages["juror"].until(name)
        await pages["candidate"].until(name)
        if name == phase:
            return


@pytest.mark.parametrize("phase", ["drawn", "preparation", "ringing", "connecting"])
async def test_a_killed_server_stands_where_it_stood(
    phase: str, program: Program, browsers: dict[str, Visitor]
) -> None:
    """What was acknowledged is there; what comes next comes at the same instant."""
    await browsers["manager"].join(TOKEN)
    # Two seconds of preparation: long enough to be killed in, short enough to wait for.
    sitting_id, links = await browsers["manager"].open_sitting(
        rehearsal=True, pace=450, call_s=60, scenario="amberline-kettles"
    )
    pages = {}
    for seat in ("candidate", "juror"):
        await browsers[seat].join(links[seat])
        pages[seat] = await browsers[seat].sit(sitting_id, seat)
        await pages[seat].until("waiting")
    await _play_to(phase, pages)
    before = dict(pages["candidate"].view)

    assert await program.signal(signal.SIGKILL) == -signal.SIGKILL
    await program.start()

    again = await browsers["candidate"].sit(sitting_id, "candidate")
    await again.hear(lambda said: said["type"] == "view")
    expected = "ringing" if phase == "preparation" and again.view["phase"] == "ringing" else phase
    assert again.view["phase"] == expected
    if again.view["phase"] == phase:
        assert again.view["deadline"] == before["deadline"]
    else:
        # The preparation ran out while the server was dead: the next phase began at its deadline.
        assert again.view["phase_since"] == before["deadline"]
    assert again.view["notes"]["text"] == before["notes"]["text"]


async def test_a_server_killed_while_it_waits_loses_no_sitting_and_no_link(
    program: Program, browsers: dict[str, Visitor]
) -> None:
    """The sitting waits on; who was in is in; a link that nobody used works once; the draw can begin."""
    await browsers["manager"].join(TOKEN)
    sitting_id, links = await browsers["manager"].open_sitting()
    assert (await browsers["candidate"].join(links["candidate"]))[0] == 200
    waiting = await (await browsers["candidate"].sit(sitting_id, "candidate")).until("waiting")

    assert await program.signal(signal.SIGKILL) == -signal.SIGKILL
    await program.start()

    candidate = await browsers["candidate"].sit(sitting_id, "candidate")
    assert await candidate.until("waiting") == waiting
    assert (await browsers["juror"].join(links["candidate"]))[1]["code"] == "link-used"
    assert await browsers["juror"].join(links["juror"]) == (200, {"next": f"/seat/{sitting_id}/juror"})
    juror = await browsers["juror"].sit(sitting_id, "juror")
    await juror.until("waiting")
    status, listed = await browsers["manager"].request("GET", "/api/manager/sittings")
    assert (status, [each["phase"] for each in listed["sittings"]]) == (200, ["waiting"])
    assert (await juror.draw())["type"] == "accepted"
    await candidate.until("drawn")


async def test_a_server_killed_in_the_middle_of_a_draw_still_has_its_share(
    program: Program, browsers: dict[str, Visitor]
) -> None:
    """It had committed to it; what it reveals after its return opens that commitment, and the lot falls."""
    await browsers["manager"].join(TOKEN)
    sitting_id, links = await browsers["manager"].open_sitting()
    await browsers["juror"].join(links["juror"])
    juror = await browsers["juror"].sit(sitting_id, "juror")
    await juror.until("waiting")
    assert (await juror.order("draw-scenario"))["type"] == "accepted"
    while not juror.view["draw"]:
        await juror.hear(lambda said: said["type"] == "view")
    bound = juror.view["draw"]["shares"][0]["commitment"]

    assert await program.signal(signal.SIGKILL) == -signal.SIGKILL
    await program.start()

    again = await browsers["juror"].sit(sitting_id, "juror")
    await again.until("waiting")
    assert again.view["draw"]["shares"][0] == {"who": "server", "commitment": bound, "share": ""}
    assert (await again.commit_share())["type"] == "accepted"
    assert (await again.reveal_share())["type"] == "accepted"
    drawn = await again.until("drawn")
    assert drawn["draw"]["shares"][0]["share"]
    assert report_of(DataFolder(program.data), sitting_id).holds


async def test_a_stopped_server_closes_in_order(program: Program) -> None:
    """SIGTERM with no call running: it stops at once, with exit code 0."""
    assert await program.signal(signal.SIGTERM) == 0
