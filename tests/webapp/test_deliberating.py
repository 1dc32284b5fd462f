"""What two judges write and sign together: nothing comes between, and nothing changes under the lock."""

import asyncio
from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms.judging.commands import SignDeliberation
from oralexam.rooms.seats import Seat
from tests.webapp.judges import Over


async def test_what_is_written_after_the_first_signature_is_not_locked_away(over: Over) -> None:
    """A draft that says more than what lies to be signed is laid down anew, by whichever of the two."""
    await over.seal("juror")
    await over.seal("observer", 2)
    proposal = await over.propose()
    await over.sign("juror", proposal)
    draft = await over.deliberate("juror", "comment-whole", text="Un mot de plus", seen=2)
    status, refused = await over.sign("observer", proposal)
    assert (status, refused["code"]) == (409, "deliberation-changed")
    _, page = await over.post("observer", "/deliberation/propose", revision=draft["revision"])
    again = page["deliberation"]["proposal"]
    assert (again["version"], again["signatures"]) == (2, [])
    assert again["body"]["deliberation"]["comment"] == "Un mot de plus"
    signed = await asyncio.gather(*(over.sign(who, again) for who in ("juror", "observer", "juror")))
    assert [status for status, _ in signed] == [200, 200, 200]
    locked = await over.page("juror")
    assert locked["locked"]
    assert len(locked["deliberation"]["proposal"]["signatures"]) == 2


async def test_nobody_writes_while_somebody_signs(
    server: Server, over: Over, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that comes as the last signature is given waits for it, and is refused under the lock."""
    await over.seal("juror")
    await over.seal("observer", 2)
    proposal = await over.propose()
    await over.sign("juror", proposal)
    late: list[asyncio.Task[tuple[int, Any]]] = []
    decide = server.rooms.command

    async def write_first(sitting_id: str, seat: Seat, command: Any) -> None:  # noqa: ANN401
        if isinstance(command, SignDeliberation):
            order = {"type": "comment-whole", "text": "Un mot de plus", "seen": 2}
            late.append(asyncio.create_task(over.post("juror", "/deliberation", order=order)))
            await asyncio.wait(late, timeout=0.2)
        await decide(sitting_id, seat, command)

    monkeypatch.setattr(server.rooms, "command", write_first)
    status, page = await over.sign("observer", proposal)
    assert (status, page["locked"]) == (200, True)
    status, refused = await late[0]
    assert (status, refused["code"]) == (409, "deliberation-locked")


async def test_after_the_lock_nothing_changes_until_two_people_reopen_it(over: Over) -> None:
    """Every order is refused by its reason; a judge asks, the other agrees; who holds a link is nobody."""
    await over.lock()
    order = {"type": "set-level", "criterion_id": "call-1", "level": 4, "seen": 9}
    assert (await over.post("juror", "/marks", order=order))[1]["code"] == "deliberation-locked"
    revision = (await over.page("juror"))["draft"]["revision"]
    corrected = await over.post("juror", "/correct", revision=revision, reason="x")
    assert corrected[1]["code"] == "deliberation-locked"
    together = await over.post("juror", "/deliberation", order={"type": "keep-equal"})
    assert together[1]["code"] == "deliberation-locked"
    assert (await over.post("manager", "/reopening", reason="Un recours"))[1]["code"] == "account-needed"
    assert (await over.post("juror", "/reopening", reason="Un recours"))[0] == 200
    assert (await over.post("juror", "/reopening/agree"))[1]["code"] == "same-person"
    assert (await over.post("manager", "/reopening/agree"))[1]["code"] == "account-needed"
    status, page = await over.post("observer", "/reopening/agree")
    assert (status, page["locked"]) == (200, False)
    assert page["deliberation"]["reopenings"][0]["reason"] == "Un recours"
    assert page["deliberation"]["earlier"][0]["locked_at"] is not None
    await over.mark("juror", "set-level", criterion_id="call-1", level=4, seen=9)
