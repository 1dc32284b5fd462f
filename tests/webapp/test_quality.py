"""The quality of marking through the real server: what was locked counts, and nothing before."""

from contextlib import AsyncExitStack

import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms.judging.drafts import new_draft
from oralexam.webapp.quality import desk as quality_desk
from tests.dossier import made_records as made
from tests.storage.samples import transcript
from tests.webapp.judges import Over, browser, make_over, stop
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.visitors import Visitor


async def test_only_exams_whose_deliberation_was_locked_count(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Looks around a seal tell nothing; no rehearsal; whose marks a link's are is not known beyond it."""
    for rehearsal in (True, False):
        over = await make_over(server, manager, stack, rehearsal=rehearsal)
        nothing = await ask(manager, "GET", "/api/quality")
        await over.seal("juror", 2)
        await over.seal("observer")
        assert await ask(manager, "GET", "/api/quality") == nothing
        await over.sign_both()
    page = await ask(manager, "GET", "/api/quality")
    assert (page["sittings"], page["without_person"], page["jurors"]) == (1, 1, [])
    assert page["lines"][0]["concordance"]["pairs"] > 1
    assert page["lines"][0]["concordance"]["exact"] is None
    assert page["not_played"] == {"stopped": 1}


async def test_words_are_counted_in_a_child_once_and_forgotten_with_the_part(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a part played whole: its talk is there; asked again, nothing is counted; erased, gone."""
    room = made.judged_call()
    server.stores.events.append(room.sitting_id, after_seq=0, events=room.history)
    for judge in ("juror", "observer"):
        server.stores.judgement_drafts.write(
            room.sitting_id,
            judge,
            lambda draft: draft,
            empty=new_draft("call", 1, ()),
            now=made.MADE,
        )
    for seat, text in (("juror", "how many lamps?"), ("candidate", "nine lamps")):
        server.stores.transcripts.save(room.sitting_id, transcript(room.sitting_id, seat, text))
    page = await ask(manager, "GET", "/api/quality")
    assert (page["sittings"], page["without_words"], page["not_played"]) == (1, 0, {})
    assert page["playing"][0]["with_words"] == 1
    assert page["playing"][0]["talk_share"] is None, "one part is too few"
    assert made.CANDIDATE not in str(page)

    async def never(_: object) -> None:
        pytest.fail("counted anew although nothing has changed")

    monkeypatch.setattr(quality_desk, "_compute", never)
    assert await ask(manager, "GET", "/api/quality") == page
    server.stores.events.erase_personal(room.sitting_id, now=made.MADE)
    assert (await ask(manager, "GET", "/api/quality"))["sittings"] == 0


async def test_jurors_of_a_session_are_compared_by_name(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """The members who sat: one candidate is too few for a figure, and is counted."""
    page = await opened(manager)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    browsers = {}
    for seat in ("juror", "observer"):
        browsers[seat] = await browser(server, stack)
        link = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": seat})
        await browsers[seat].join(link["link"])
    await stop(manager, call)
    over = Over(call, {}, browsers)
    await over.seal("juror", 2)
    await over.seal("observer")
    await over.sign_both()
    shown = await ask(manager, "GET", "/api/quality")
    names = sorted(member["name"] for member in page["session"]["members"])
    assert sorted(each["name"] for each in shown["jurors"]) == names
    assert {each["severity"]["too_few"] for each in shown["jurors"]} == {"candidates"}
    assert shown["without_person"] == 0


async def test_whoever_is_no_manager_sees_no_figure(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Nor do the judges whose marks they are made of."""
    over = await make_over(server, manager, stack)
    for who in ("candidate", "juror", "observer", "evaluator", "nobody"):
        expected = 401 if who == "nobody" else 403
        assert (await over.browsers[who].request("GET", "/api/quality"))[0] == expected, who
