"""Indicators are shown to nobody before both judges have sealed: not in any response, not in any message."""

import ast
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.errors import Refused
from oralexam.identifiers import new_id
from oralexam.measures.frequency import english_ranks
from oralexam.measures.meanings import MEANINGS
from oralexam.measures.measuring import measure
from oralexam.webapp.judging.indicator_door import behind_the_gate
from tests.transcripts.exports.made_documents import LINES, track, utterance
from tests.webapp.judges import Over, stop
from tests.webapp.made_days import ask
from tests.webapp.visitors import Visitor

ROOT = Path(__file__).resolve().parents[2]
SEATS = ("candidate", "juror", "observer", "evaluator")
MOVED = {each.key for each in MEANINGS if each.key not in {"pauses", "overlaps", "interruptions"}} | {
    "within_clause",
    "pauses_from",
    "running_words",
    "speech_rate",
}
"""Names by which an indicator would be known; the others are words that anything may use."""


@pytest.fixture
async def everybody(server: Server, manager: Visitor) -> AsyncIterator[tuple[str, dict[str, Visitor]]]:
    """A sitting whose voices are written down, and a browser for each who has to do with it."""
    sitting_id, links = await manager.open_sitting()
    for seat, lines in LINES.items():
        made = track(seat, tuple(utterance(*line) for line in lines))
        server.stores.transcripts.save(sitting_id, msgspec.structs.replace(made, sitting_id=sitting_id))
    async with AsyncExitStack() as stack:
        found = {"manager": manager}
        for seat in SEATS:
            jar = aiohttp.CookieJar(unsafe=True)
            http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
            found[seat] = Visitor(http, server.url)
            await found[seat].join(links[seat])
        yield sitting_id, found


async def test_no_answer_and_no_message_holds_an_indicator(
    server: Server, everybody: tuple[str, dict[str, Visitor]]
) -> None:
    """Whoever asks for whatever address of this sitting, or sits in it, is told none."""
    sitting_id, visitors = everybody
    app = server._doors._runners[0].app
    assert app is not None
    patterns = {
        route.resource.canonical
        for route in app.router.routes()
        if route.method == "GET"
        and route.resource is not None
        and route.resource.canonical.startswith("/api/")
    }
    asked = [path for pattern in sorted(patterns) for path in _paths(pattern, sitting_id)]
    answered = 0
    for visitor in visitors.values():
        for path in asked:
            status, _ = await visitor.request("GET", path)
            answered += status == 200
    for seat in ("candidate", "juror", "observer"):
        page = await visitors[seat].sit(sitting_id, seat)
        await page.until("waiting")
        await page.socket.close()
    assert answered > 20
    told = "\n".join(text for visitor in visitors.values() for text in visitor.told)
    assert "cartons" in told  # The transcript itself was among the answers.
    assert [name for name in sorted(MOVED) if name in told] == []


async def test_the_door_opens_to_both_judges_once_both_have_sealed(
    server: Server, manager: Visitor, everybody: tuple[str, dict[str, Visitor]]
) -> None:
    """Not with the first seal; to evaluators and the manager with the lock; never to the candidate."""
    sitting_id, visitors = everybody
    await stop(manager, sitting_id)
    over = Over(sitting_id, {}, {**visitors, "nobody": visitors["candidate"]})
    path = over.path("/indicators")

    async def answers() -> dict[str, tuple[int, str]]:
        found = {}
        for who, visitor in visitors.items():
            status, body = await visitor.request("GET", path)
            found[who] = (status, body.get("code", ""))
        return found

    closed = (409, "not-sealed-by-both")
    asked = {"juror": closed, "observer": closed, "evaluator": closed, "manager": closed}
    asked["candidate"] = (403, "not-your-seat")
    assert await answers() == asked
    await over.seal("juror")
    assert await answers() == asked
    # The desk refuses first; the door that counts does so by itself, whoever may come to it one day.
    with pytest.raises(Refused, match="not-sealed-by-both"):
        behind_the_gate(sitting_id, await server.rooms.state(sitting_id), ())
    await over.seal("observer", 2)
    opened = {**asked, "juror": (200, ""), "observer": (200, "")}
    for who in ("evaluator", "manager"):
        opened[who] = (409, "not-locked")
    assert await answers() == opened
    proposal = await over.propose()
    for who in ("juror", "observer"):
        await over.sign(who, proposal)
    assert await answers() == {**dict.fromkeys(asked, (200, "")), "candidate": asked["candidate"]}
    told = await ask(visitors["juror"], "GET", path)
    assert [each["seat"] for each in told["speakers"]] == ["candidate", "juror"]
    assert all(each["limits"] for speaker in told["speakers"] for each in speaker["indicators"])
    heard = "\n".join(visitors["candidate"].told)
    assert [name for name in sorted(MOVED) if name in heard] == []


def _paths(pattern: str, sitting_id: str) -> list[str]:
    path = pattern.replace("{sitting_id}", sitting_id)
    paths = [path.replace("{seat}", seat) for seat in SEATS] if "{seat}" in path else [path]
    if path.endswith("exports/{format}"):
        paths = [path.replace("{format}", name) for name in ("json", "txt", "vtt", "textgrid", "eaf", "srt")]
    return [_filled(each) for each in paths]


def _filled(path: str) -> str:
    while "{" in path:
        path = path[: path.index("{")] + new_id() + path[path.index("}") + 1 :]
    return path


def test_there_would_be_something_to_tell() -> None:
    """The same transcripts have indicators, under the names that are looked for."""
    tracks = [track(seat, tuple(utterance(*line) for line in lines)) for seat, lines in LINES.items()]
    found = json.dumps(
        [each.key for one in measure(tracks, ranks=english_ranks()) for each in one.indicators]
    )
    assert len([name for name in MOVED if name in found]) > 10


def test_only_one_door_knows_indicators() -> None:
    """One door imports it and asks the gate first; a child counts sealed parts, and no module imports it."""
    importers, importers_of_the_child = set(), set()
    for path in (ROOT / "oralexam").rglob("*.py"):
        if path.is_relative_to(ROOT / "oralexam" / "measures"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            importers |= {path.name for name in names if name.startswith("oralexam.measures")}
            importers_of_the_child |= {path.name for name in names if name.endswith("agreement.talk_child")}
    assert importers == {"indicator_door.py", "talk_child.py"}
    assert importers_of_the_child == set()


def test_no_message_has_a_field_for_one() -> None:
    """Neither in the protocol nor in what an export holds."""
    for name in ("protocol.schema.json", "transcript-export.schema.json"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert [key for key in MOVED if key in text] == []
