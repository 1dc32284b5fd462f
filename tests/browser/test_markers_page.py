"""The observing juror marks moments by key and by tap, through a link that is lost; nobody else feels it."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.judging.markers import Marker
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.webapp.sittings.desk import SittingRequest
from tests.browser.exam_pages import new_page, open_page, until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
WANTED = SittingRequest(
    candidate_name="Inès Marchetti",
    juror_name="Mme Okafor",
    observer_name="Mme Aubertin",
    room_name="salle 1",
    rehearsal=True,
    pace=3600,
    call_s=600,
    scenario="amberline-kettles",
    shares_from=(),
)
_CUT = """
window.cut = false;
window.sockets = [];
window.frames_told = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    window.sockets.push(this);
    this.addEventListener("message", ({data}) => window.frames_told.push(data));
    if (window.cut) queueMicrotask(() => this.close());
  }
};
"""
"""While it is cut, the page's socket closes as soon as it is made; what it was told is kept."""
_WAITS = re.compile("(attend|attendent) la liaison")


async def _call(server: Server, sitting_id: str) -> None:
    """From the draw to a call that runs, by orders to the room."""

    async def order(seat: Seat, command: commands.AnyCommand) -> None:
        await server.rooms.command(sitting_id, seat, command)

    await order(Seat.JUROR, commands.DrawScenario(from_phase=Phase.WAITING))
    await order(Seat.JUROR, commands.StartPreparation(from_phase=Phase.DRAWN))

    async def reached() -> bool:
        return (await server.rooms.state(sitting_id)).phase is Phase.RINGING

    await until(reached, PATIENCE_S, lambda: "nothing rings")
    await order(Seat.JUROR, commands.Ring(from_phase=Phase.RINGING))
    await order(Seat.CANDIDATE, commands.Answer(from_phase=Phase.RINGING))
    for seat in PARTIES:
        await server.rooms.media_flowing(sitting_id, seat)


async def _told(page: Page) -> list[str]:
    told: list[str] = await page.evaluate("window.frames_told.filter((frame) => !frame.includes('\"pong\"'))")
    return told


async def test_moments_are_marked_by_key_and_tap_and_keep_their_time_without_a_link(
    server: Server, browser: Browser
) -> None:
    """One press a marker; a note beside the last; what was pressed offline comes once, with its moment."""
    problems: list[str] = []
    sitting_id, links = await server.desk.open(WANTED)
    candidate = await new_page(browser, problems)
    await candidate.add_init_script(_CUT)
    await candidate.goto(links[Seat.CANDIDATE])
    await candidate.wait_for_url(re.compile("/seat"))
    observer = await open_page(browser, links[Seat.OBSERVER], problems)
    await observer.evaluate("localStorage.setItem('oralexam-observer-without-sound', 'yes')")
    await observer.add_init_script(_CUT)
    await observer.reload()
    await _call(server, sitting_id)
    heading = observer.get_by_role("heading", name="Repères par critère")
    await expect(heading).to_be_attached()
    await expect(candidate.get_by_text("Temps d’échange restant").first).to_be_visible()
    # The pads are there before the call; what is pressed before this page has heard of it marks nothing.
    minus = observer.get_by_role("button", name="Conciliation : moins".replace(" :", "\u00a0:"))
    await expect(minus).to_be_enabled()

    async def marked(wanted: list[tuple[str, str, str]]) -> tuple[Marker, ...]:
        seen: list[tuple[str, str, str]] = []

        async def there() -> bool:
            standing = (await server.rooms.state(sitting_id)).markers.standing
            seen[:] = [(each.criterion_id, each.sign.value, each.note) for each in standing]
            return seen == wanted

        await until(there, PATIENCE_S, lambda: f"{seen} where {wanted} was wanted")
        return (await server.rooms.state(sitting_id)).markers.standing

    await observer.keyboard.press("Digit2")
    await minus.click()
    await marked([("call-2", "+", ""), ("call-1", "-", "")])
    await observer.keyboard.press("n")
    await observer.keyboard.type("propose 3 dates")
    await observer.keyboard.press("Enter")
    await marked([("call-2", "+", ""), ("call-1", "-", "propose 3 dates")])
    # The server knows before the page has heard so: what is cut then would wait, too.
    await expect(observer.get_by_text(_WAITS)).to_have_count(0)

    await observer.evaluate("window.cut = true; window.sockets.at(-1).close()")
    await expect(observer.get_by_text("La liaison avec le serveur est coupée")).to_be_visible()
    await observer.locator("h1").first.evaluate("() => document.activeElement.blur()")
    await observer.keyboard.press("Digit1")
    pressed_at = server._clock.now()
    await expect(observer.get_by_text("1 repère attend la liaison")).to_be_visible()
    assert len((await server.rooms.state(sitting_id)).markers.standing) == 2
    await observer.evaluate("window.cut = false")
    *_, late = await marked([("call-2", "+", ""), ("call-1", "-", "propose 3 dates"), ("call-1", "+", "")])
    assert abs((late.pressed_at - pressed_at).total_seconds()) < 0.5
    await expect(observer.get_by_text(_WAITS)).to_have_count(0)
    await observer.keyboard.press("Backspace")
    await marked([("call-2", "+", ""), ("call-1", "-", "propose 3 dates")])

    assert "marker" not in "".join(await _told(candidate))
    assert "propose 3 dates" not in "".join(await _told(candidate)) + await candidate.content()
    assert not [each for each in problems if "WebSocket" not in each]
