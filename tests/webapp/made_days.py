"""A session set up through the API, as the manager's pages do it."""

from typing import Any

from oralexam.identifiers import new_id
from tests.webapp.visitors import Visitor

CAUSE = "canary-cause-dyslexia"
CANDIDATES = (
    "Nom;Prénom;Numéro;Jury;Salle;Tiers-temps\nMarchetti;Inès;12;Jury 1;Salle 1;1/3\nOkoye;Tom;13;1;;\n"
)
JURORS = "Nom;B2;Jury\nClaire Morel;oui;Jury 1\nHassan Idrissi;;Jury 1\n"


async def ask(manager: Visitor, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401
    """The body of an answer that must be a good one."""
    status, body = await manager.request(method, path, **options)
    assert status in {200, 201}, body
    return body


async def drafted(manager: Visitor, *, format_id: str = "aie-title") -> str:
    """A new session, empty."""
    body = await ask(
        manager, "POST", "/api/sessions", json={"title": "Titre, décembre", "format_id": format_id}
    )
    session_id: str = body["session_id"]
    return session_id


async def save(manager: Visitor, page: dict[str, Any], **change: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write fields of a session; `causes` goes beside it."""
    causes = change.pop("causes", None)
    body = {"session": {**page["session"], **change}, "revision": page["revision"], "causes": causes}
    path = f"/api/sessions/{page['session']['session_id']}"
    saved: dict[str, Any] = await ask(manager, "PUT", path, json=body)
    return saved


async def ready(manager: Visitor, *, format_id: str = "aie-title") -> dict[str, Any]:
    """A session with one jury, two rooms and two candidates, by two lists; it can be opened."""
    session_id = await drafted(manager, format_id=format_id)
    path = f"/api/sessions/{session_id}"
    page = await ask(manager, "GET", path)
    jurors = f"{path}/roster/jurors/import?revision={page['revision']}"
    page = await ask(manager, "POST", jurors, data=JURORS.encode("cp1252"))
    rooms = [
        {"place_id": new_id(), "name": "Salle 1", "kind": "exam-room"},
        {"place_id": new_id(), "name": "Salle 2", "kind": "jury-room"},
    ]
    juries = [{**page["session"]["juries"][0], "jury_room_id": rooms[1]["place_id"]}]
    days = [{"date": "2126-12-08", "opens": "08:30:00", "closes": "18:00:00"}]
    page = await save(manager, page, places=rooms, juries=juries, days=days)
    candidates = f"{path}/roster/candidates/import?revision={page['revision']}"
    page = await ask(manager, "POST", candidates, data=CANDIDATES.encode("cp1252"))
    first = page["session"]["candidacies"][0]["candidacy_id"]
    return await save(manager, page, causes={first: CAUSE})


async def opened(manager: Visitor) -> dict[str, Any]:
    """The same, opened."""
    page = await ready(manager)
    assert page["problems"] == []
    body: dict[str, Any] = await ask(
        manager, "POST", f"/api/sessions/{page['session']['session_id']}/open", json={}
    )
    return body


def sitting_of(page: dict[str, Any], candidacy_id: str, part: str = "call") -> str:
    """The sitting of one part of one candidate."""
    found: str = next(
        each["sitting_id"]
        for each in page["sittings"]
        if (each["candidacy_id"], each["part"]) == (candidacy_id, part)
    )
    return found


async def confirm(manager: Visitor, candidacy_id: str, kind: str = "written") -> None:
    """The end of a written block of a candidate."""
    await ask(manager, "POST", f"/api/manager/candidacies/{candidacy_id}/confirm-block", json={"kind": kind})
