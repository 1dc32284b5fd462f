"""A printed ledger, added up once more from the events that are stored."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from playwright.async_api import expect

from oralexam.rooms import call_events, events
from oralexam.rooms.phases import Phase
from tests.browser.examined import Examined

STROKE_S = 1
"""Whole seconds are strokes of the clock on the wall: a row has up to one more or less than it lasted."""


async def check_ledger(
    who: Examined,
    *,
    planned: Mapping[Phase, int],
    given: Mapping[Phase, int],
    paused_s: float,
    failed_s: float,
    reason: str,
) -> None:
    """Every second between the first and the last event is there once; each phase has what it was granted."""
    page = who.board
    address = f"{who.server.url}/api/manager/sittings/{who.sitting_id}/ledger"
    body = await (await page.context.request.get(address)).json()
    ledger: dict[str, Any] = body["ledger"]
    history = who.server.stores.events.load(who.sitting_id)
    first = history[0].at.replace(microsecond=0)
    handed_in = next(
        each.at for each in history if isinstance(each, events.PhaseEntered) and each.phase is Phase.HANDED_IN
    )
    assert ledger["total_s"] == (handed_in - first) // timedelta(seconds=1)

    rows = ledger["stretches"]
    assert sum(row["seconds"] for row in rows) == ledger["total_s"]
    assert all(one["ends_at"] == other["starts_at"] for one, other in pairwise(rows))
    assert datetime.fromisoformat(rows[0]["starts_at"]) == history[0].at
    assert datetime.fromisoformat(rows[-1]["ends_at"]) == handed_in
    kinds = {
        kind: sum(row["seconds"] for row in rows if row["kind"] == kind)
        for kind in ("running", "paused", "failed")
    }
    assert sum(kinds.values()) == ledger["total_s"]
    for kind, begins, ends, least_s in (
        ("paused", events.ClockPaused, events.ClockResumed, paused_s),
        ("failed", call_events.LinkLost, call_events.LinkBack, failed_s),
    ):
        lasted_s = _between_s(history, begins, ends)
        assert lasted_s >= least_s, kind
        assert abs(kinds[kind] - lasted_s) <= STROKE_S * len([row for row in rows if row["kind"] == kind])
    totals = {Phase(total["phase"]): total for total in ledger["totals"]}
    for phase, seconds in planned.items():
        total, more = totals[phase], given.get(phase, 0)
        assert (total["planned_s"], total["given_s"]) == (seconds, more)
        went_s = total["running_s"] + total["failed_s"]
        ran = [row for row in rows if row["phase"] == phase and row["kind"] != "paused"]
        assert abs(went_s - seconds - more) <= STROKE_S * len(ran), total
    assert sum(total["given_s"] for total in totals.values()) == sum(given.values())

    await page.goto(f"{who.server.url}/ledger/{who.sitting_id}")
    await expect(page.locator(".ledger-facts")).to_contain_text(who.name)
    cells = await page.locator(".ledger-stretches tbody td:nth-child(5)").all_inner_texts()
    assert sum(_seconds(cell) for cell in cells) == ledger["total_s"]
    await expect(page.locator(".ledger .note").first).to_contain_text(re.compile(rf"{ledger['total_s']}\s*s"))
    acts = page.locator(".ledger-acts li")
    if reason:
        await expect(page.locator(".ledger-paused")).to_contain_text(
            f"Nadia Benali (responsable de session) – {reason}"
        )
        await expect(acts.filter(has_text="Bruit")).to_contain_text(reason)
        await expect(acts.filter(has_text=re.compile(r"1\s*min de plus"))).to_contain_text(reason)
    else:
        await expect(page.locator(".ledger-paused")).to_have_count(0)
        await expect(acts.filter(has_text=re.compile("de plus|Bruit"))).to_have_count(0)


def _between_s(history: Sequence[events.AnyEvent], begins: type, ends: type) -> float:
    """How long something lasted in all: from its beginning to its end, or to the phase's; of any seat."""
    total_s, since, open_for = 0.0, history[0].at, set[str | None]()
    for event in history:
        seat = getattr(event, "seat", None)
        if isinstance(event, begins):
            since = since if open_for else event.at
            open_for.add(seat)
        elif open_for and isinstance(event, (ends, events.PhaseEntered)):
            open_for -= open_for if isinstance(event, events.PhaseEntered) else {seat}
            total_s += 0.0 if open_for else (event.at - since).total_seconds()
    return total_s


def _seconds(cell: str) -> int:
    """« 13 min 20 s »."""
    found = re.fullmatch(r"(?:(\d+)\s*min)?\s*(?:(\d+)\s*s)?", cell.strip())
    assert found is not None, cell
    return int(found[1] or 0) * 60 + int(found[2] or 0)
