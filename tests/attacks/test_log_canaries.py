"""What people are called, write and hold in secret is not in the server's log, not even in a stack."""

import re
import signal
from pathlib import Path

import pytest

from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.faults.calls import TOKEN, RunningCall, browser, manager_of
from tests.faults.servers import Program
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

CANARY = "quokkaworth"
NAMES = {
    "candidate_name": f"Candidate {CANARY}",
    "juror_name": f"Juror {CANARY}",
    "observer_name": f"Observer {CANARY}",
    "room_name": f"Room {CANARY}",
}
SDP_WORDS = ("a=ice-pwd", "a=fingerprint", "a=candidate", "m=audio", "ice-ufrag")


async def whole_sitting(program: Program) -> list[str]:
    """A whole call with a canary in all that is typed; the secrets that must not be logged either."""
    async with (
        manager_of(program.url) as manager,
        browser(program.url) as visitor,
        RunningCall(manager, call_s=2.0, **NAMES) as call,
    ):
        secrets = [link.partition("#")[2] for link in call.links.values()]
        candidate = call.people[Seat.CANDIDATE]
        await candidate.client.order(
            lambda phase: commands.SaveNotes(from_phase=phase, text=f"notes {CANARY}", revision=1)
        )
        await candidate.until_phase(Phase.WRITING, Phase.HANDED_IN, timeout_s=PATIENCE_S)
        await misbehave(manager, visitor, call)
        secrets += [each.value for each in visitor.http.cookie_jar] + [
            each.value for each in manager.http.cookie_jar
        ]
        await candidate.until_phase(Phase.HANDED_IN, timeout_s=PATIENCE_S)
    return [*secrets, TOKEN]


async def misbehave(manager: Visitor, visitor: Visitor, call: RunningCall) -> None:
    """Put the canary wherever something is refused, too."""
    sitting_id, links = await manager.open_sitting(**NAMES)
    await visitor.join(links["candidate"])
    await visitor.join(f"#{CANARY}")
    await visitor.request("POST", "/api/join", data=f'{{"token": 1, "x": "{CANARY}"}}')
    await visitor.request("GET", f"/api/replay/{CANARY}")
    await visitor.request("GET", f"/api/replay/x%0a{CANARY}%0dforged")
    await visitor.request("GET", f"/api/{CANARY}?token={CANARY}")
    await manager.request("GET", f"/api/replay/{sitting_id}/media/{CANARY}.webm")
    await manager.request("POST", "/api/manager/sittings", json={**NAMES, "scenario": CANARY})
    await manager.request("POST", "/api/manager/sittings", json={**NAMES, "candidate_name": CANARY * 20})
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    for frame in (f'"{CANARY}"', f'{{"type":"{CANARY}"}}', "{" + CANARY):
        await page.socket.send_str(frame)
        await page.hear(lambda said: said["type"] == "refused")
    for sdp in (CANARY, f"v=0\r\ns={CANARY}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na={CANARY}\r\n"):
        await page.send({"type": "media-offer", "ref": 1, "sdp": sdp})
        await page.hear(lambda said: said["type"] == "refused")
    await page.order("save-notes", text=CANARY, revision=1)
    await page.order("save-text", text=CANARY * 5_000, revision=1)
    assert call.sitting_id != sitting_id


def check(log: str, secrets: list[str]) -> None:
    """Nothing that a person has said, typed or holds is in the log."""
    for secret in (CANARY, *secrets, *SDP_WORDS, *NAMES.values()):
        assert secret not in log, f"{secret!r}: {_around(log, secret)}"


def _around(log: str, secret: str) -> str:
    return next(line for line in log.splitlines() if secret in line)[:300]


@pytest.mark.parametrize("as_json", ["false", "true"])
async def test_a_whole_sitting_writes_no_secret_into_the_log(as_json: str, tmp_path: Path) -> None:
    """From the links to the hand-in, with everything refused that can be refused."""
    program = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_LOG_JSON=as_json)
    await program.start()
    try:
        secrets = await whole_sitting(program)
        assert await program.signal(signal.SIGTERM) == 0
    finally:
        await program.end()
    log = program.log.read_text(encoding="utf-8")
    assert "happened" in log
    assert "request-refused" in log
    check(log, secrets)
    # Every line is one that the server has begun: nobody has written a line of his own into it.
    begun = re.compile(r'\{"' if as_json == "true" else r"\d{4}-\d\d-\d\dT")
    assert [line for line in log.splitlines() if line and not begun.match(line)] == []


async def test_a_stack_shows_no_variable(tmp_path: Path) -> None:
    """Where code breaks on what people typed: the stack is logged, what they typed is not."""
    program = BrokenProgram(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN)
    await program.start()
    try:
        async with manager_of(program.url) as manager, browser(program.url) as visitor:
            sitting_id, links = await manager.open_sitting(**NAMES)
            await visitor.join(links["candidate"])
            page = await visitor.sit(sitting_id, "candidate")
            await page.until("waiting")
            answer = await page.order("save-notes", text=CANARY, revision=1)
            assert (answer["type"], answer["code"]) == ("refused", "room-failed")
            status, body = await manager.request(
                "POST", "/api/manager/jobs/retry", json={"sitting_id": sitting_id}
            )
            assert (status, body["code"]) == (500, "system-fault")
        assert await program.signal(signal.SIGTERM) == 0
    finally:
        await program.end()
    log = program.log.read_text(encoding="utf-8")
    assert log.count("Traceback") >= 2
    check(log, [link.partition("#")[2] for link in links.values()])


class BrokenProgram(Program):
    """The program with mistakes in its rooms and its API."""

    module = "tests.attacks.broken_server"
