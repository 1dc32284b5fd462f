"""The transcript as a file: who gets it, under which name, and what it says on the way."""

import json
from urllib.parse import unquote

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.transcripts.exports.formats import FORMATS
from oralexam.transcripts.exports.naming import disposition
from tests.transcripts.exports.made_documents import track, utterance
from tests.webapp.visitors import Visitor


def _written(server: Server, sitting_id: str) -> None:
    """A sitting of which the candidate's voice is written down."""
    made = track("candidate", (utterance(1.0, "Good morning how many cartons"),))
    server.stores.transcripts.save(sitting_id, msgspec.structs.replace(made, sitting_id=sitting_id))


@pytest.mark.parametrize("name", [*FORMATS])
async def test_every_format_comes_as_a_file(
    name: str, server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """With its type, as an attachment, never sniffed, never kept by a cache."""
    sitting_id, links = await manager.open_sitting()
    _written(server, sitting_id)
    await visitor.join(links["evaluator"])
    path = f"{server.url}/api/replay/{sitting_id}/exports/{name}?language=en"
    async with visitor.http.get(path) as response:
        content = await response.read()
        assert response.status == 200
        assert response.content_type == FORMATS[name].media_type
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        named = response.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="transcription-Ines-Marchetti-')
    assert f".{FORMATS[name].extension}\"; filename*=UTF-8''transcription-In%C3%A8s-Marchetti-" in named
    assert content.startswith(b"PK") if name == "docx" else b"cartons" in content


async def test_nothing_written_down_is_said(manager: Visitor) -> None:
    """No empty file: the code says why."""
    sitting_id, _ = await manager.open_sitting()
    status, body = await manager.request("GET", f"/api/replay/{sitting_id}/exports/vtt")
    assert (status, body["code"]) == (409, "transcript-not-ready")


async def test_what_is_not_offered_is_not_found(server: Server, manager: Visitor) -> None:
    """Formats and languages are a closed list."""
    sitting_id, _ = await manager.open_sitting()
    _written(server, sitting_id)
    for asked, expected in (
        ("exe", (404, "unknown-export")),
        ("vtt?language=xx", (400, "unknown-export-language")),
    ):
        status, body = await manager.request("GET", f"/api/replay/{sitting_id}/exports/{asked}")
        assert (status, body["code"]) == expected
    unknown = "00000000-0000-4000-8000-000000000000"
    status, body = await manager.request("GET", f"/api/replay/{unknown}/exports/vtt")
    assert (status, body["code"]) == (404, "unknown-sitting")


async def test_candidate_and_jury_get_no_transcript(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """Whoever plays may not read what was written down, in any format."""
    sitting_id, links = await manager.open_sitting()
    _written(server, sitting_id)
    for seat in ("candidate", "juror", "observer"):
        await visitor.join(links[seat])
        for name in FORMATS:
            status, _ = await visitor.request("GET", f"/api/replay/{sitting_id}/exports/{name}")
            assert status == 403
    assert "cartons" not in "".join(visitor.told)


async def test_the_log_names_nobody(
    server: Server, manager: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    """That a transcript was taken is logged, with sitting, seat and format: no name, no word."""
    sitting_id, _ = await manager.open_sitting()
    _written(server, sitting_id)
    await manager.request("GET", f"/api/replay/{sitting_id}/exports/json")
    said = capsys.readouterr()
    logged = [line for line in (said.out + said.err).splitlines() if "transcript-exported" in line]
    assert len(logged) == 1
    assert sitting_id in logged[0]
    assert "Marchetti" not in logged[0]


@pytest.mark.parametrize(
    "stem", ["a\r\nSet-Cookie: x", 'a";filename="b.exe', "…", "名前", "../../etc/passwd", "a%00b", ""]
)
def test_a_name_cannot_leave_its_header(stem: str) -> None:
    """Quotes, line breaks and separators end nothing; who knows only ASCII gets a name, too (RFC 6266)."""
    header = disposition(stem, "vtt")
    assert "\r" not in header
    assert "\n" not in header
    plain_name, encoded = header.removeprefix("attachment; filename=").split("; filename*=UTF-8''")
    assert plain_name.isascii()
    assert plain_name.count('"') == 2
    assert not set("\\/;") & set(plain_name)
    assert len(plain_name) > len('".vtt"')
    assert unquote(encoded).endswith(".vtt")
    assert not set('";\r\n ') & set(encoded)


async def test_json_counts_from_the_sound(server: Server, manager: Visitor) -> None:
    """What began a second after the call's begin, and the sound half a second before, is at 1.5 s."""
    sitting_id, _ = await manager.open_sitting()
    _written(server, sitting_id)
    async with manager.http.get(f"{server.url}/api/replay/{sitting_id}/exports/json") as response:
        read = json.loads(await response.read())
    assert read["utterances"][0]["start_s"] == 1.5


async def test_what_a_person_corrected_is_what_is_exported(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """The words as they stand, and how much of them was read; the times are those of the sound."""
    sitting_id, links = await manager.open_sitting()
    _written(server, sitting_id)
    await visitor.join(links["evaluator"])
    order = {
        "type": "correct",
        "utterance_id": "heard-0",
        "revision": 0,
        "text": "Good evening how many cartons",
    }
    body = {"order": order}
    status, said = await visitor.request(
        "POST", f"/api/replay/{sitting_id}/corrections/candidate/1", json=body
    )
    assert status == 200, said
    async with visitor.http.get(f"{server.url}/api/replay/{sitting_id}/exports/json") as response:
        read = json.loads(await response.read())
    assert read["utterances"][0]["text"] == "Good evening how many cartons"
    assert read["utterances"][0]["words"][1]["start_s"] == 1.9
    candidate = next(each for each in read["speakers"] if each["seat"] == "candidate")
    assert (candidate["read"], candidate["read_of"]) == (1, 1)
    assert any("relu" in line for line in read["about"])
