"""The draw (docs/decisions/0070): seal, commitments, shares, chance and lot, all computed again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .blobs import HEX
from .findings import UNREADABLE


def draw_findings(sitting_id: str, events: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """What does not hold of a sitting's draws: the reason, and the number of the draw."""
    return _Draws(sitting_id, events[0] if events else {}).told(events[1:])


def _lines(*lines: str) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _seal(names: Sequence[str], digests: Sequence[str]) -> str:
    lines = [f"{name} {digest}" for name, digest in zip(names, digests, strict=True)] if digests else names
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lot(names: Sequence[str], sealed: str, chance: str) -> str:
    number = hashlib.sha256(bytes.fromhex(sealed) + bytes.fromhex(chance)).digest()
    return names[int.from_bytes(number, "big") % len(names)]


class _Draws:
    """The draws of a sitting, event by event."""

    def __init__(self, sitting_id: str, opened: Mapping[str, Any]) -> None:
        self.sitting_id = sitting_id
        self.eligible = sorted(set(opened.get("eligible", ())))
        self.jurors = list(opened.get("shares_from", ()))
        self.now: dict[str, Any] | None = None
        self.shares: dict[str, dict[str, str]] = {}
        self.drawn: str | None = None
        self.void: list[str] = []
        self.findings: list[tuple[str, int]] = []

    def told(self, events: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
        """Go through the events; whatever cannot be read is a finding, too."""
        steps = {
            "draw-begun": self.begun,
            "share-committed": self.given,
            "share-revealed": self.given,
            "scenario-drawn": self.fallen,
            "draw-voided": self.voided,
        }
        for event in events:
            step = steps.get(event.get("kind", ""))
            try:
                if step is not None:
                    step(event)
                elif (event.get("kind"), event.get("phase")) == ("phase-entered", "preparation"):
                    self.expect("prepared-before-the-draw", holds=self.drawn is not None)
            except UNREADABLE:
                self.expect("unreadable", holds=False)
        return self.findings

    @property
    def number(self) -> int:
        """Of the draw that is looked at."""
        return int(self.now["number"]) if self.now else len(self.void) + 1

    def expect(self, code: str, *, holds: bool) -> None:
        """Note `code` where something does not hold."""
        if not holds:
            self.findings.append((code, self.number))

    def begun(self, event: Mapping[str, Any]) -> None:
        """The set was sealed, and the server committed."""
        self.expect("begun-twice", holds=self.now is None and self.drawn is None)
        draw = event["draw"]
        names, shares = draw["eligible"], draw["shares"]
        self.expect("number-wrong", holds=draw["number"] == len(self.void) + 1)
        self.expect("of-another-sitting", holds=draw["sitting_id"] == self.sitting_id)
        left_out = [each["name"] for each in event["excluded"]]
        self.expect("set-not-as-opened", holds=sorted([*names, *left_out]) == self.eligible)
        self.expect("void-scenario-in-set", holds=not set(names) & set(self.void))
        givers = [each["who"] for each in shares]
        self.expect("not-who-should-contribute", holds=givers == ["server", *self.jurors])
        sealed = len(names) == len(draw["digests"]) and names == sorted(set(names))
        self.expect("seal-wrong", holds=sealed and _seal(names, draw["digests"]) == draw["sealed_set"])
        early = any(each["share"] or bool(each["commitment"]) != (each["who"] == "server") for each in shares)
        self.expect("given-before-the-draw-began", holds=not early)
        self.now = draw
        self.shares = {each["who"]: dict(each) for each in shares}
        if share := event.get("server_share"):
            self.expect(
                "share-wrong", holds=self.commitment("server", share) == self.shares["server"]["commitment"]
            )

    def commitment(self, who: str, share: str) -> str:
        """What binds `who` to `share` in this draw."""
        now = self.now or {}
        bound = (str(now["sitting_id"]), str(now["number"]), str(now["sealed_set"]))
        return _lines("oralexam draw share v1", *bound, who, share)

    def given(self, event: Mapping[str, Any]) -> None:
        """A juror committed, or a share was revealed."""
        if self.now is None or self.now["number"] != event["number"] or self.drawn is not None:
            self.expect("share-of-no-open-draw", holds=False)
            return
        mine = self.shares.get(event["who"])
        if mine is None:
            self.expect("not-your-share", holds=False)
        elif event["kind"] == "share-committed":
            others = [each["commitment"] for each in self.shares.values()]
            self.expect("commitment-malformed", holds=HEX.fullmatch(event["commitment"]) is not None)
            self.expect("share-committed", holds=not mine["commitment"])
            self.expect("commitment-copied", holds=event["commitment"] not in others)
            mine["commitment"] = event["commitment"]
        else:
            all_committed = all(each["commitment"] for each in self.shares.values())
            self.expect("not-all-committed", holds=all_committed)
            self.expect("share-malformed", holds=HEX.fullmatch(event["share"]) is not None)
            self.expect("share-revealed", holds=not mine["share"])
            self.expect(
                "share-wrong", holds=self.commitment(event["who"], event["share"]) == mine["commitment"]
            )
            mine["share"] = event["share"]

    def fallen(self, event: Mapping[str, Any]) -> None:
        """The lot fell."""
        self.expect("drawn-twice", holds=self.drawn is None)
        lot = event["lot"]
        names, digests = list(lot["eligible"]), list(lot.get("digests", ()))
        if self.now is not None:
            shares = self.shares.values()
            self.expect("drawn-before-all-was-revealed", holds=all(each["share"] for each in shares))
            self.expect("set-changed", holds=(names, digests) == (self.now["eligible"], self.now["digests"]))
            self.expect("seal-wrong", holds=lot["sealed_set"] == self.now["sealed_set"])
            bound = (str(self.now["sitting_id"]), str(self.now["number"]), str(self.now["sealed_set"]))
            given = (f"{each['who']} {each['share']}" for each in shares)
            chance = _lines("oralexam draw chance v1", *bound, *given)
            self.expect("chance-wrong", holds=lot["chance"] == chance)
        else:
            self.expect("drawn-without-shares", holds=not self.jurors)
            sealed = names == sorted(set(names)) and _seal(names, digests) == lot["sealed_set"]
            self.expect("result-wrong", holds=sealed and set(names) <= set(self.eligible))
        self.expect("result-wrong", holds=lot["drawn"] == _lot(names, lot["sealed_set"], lot["chance"]))
        self.drawn = lot["drawn"]

    def voided(self, event: Mapping[str, Any]) -> None:
        """A draw counts for nothing any more."""
        self.expect("number-wrong", holds=event["number"] == self.number)
        self.expect("void-of-another-scenario", holds=event["scenario"] == (self.drawn or ""))
        due = list(self.shares.values()) if self.now and self.drawn is None else []
        what = "share" if all(each["commitment"] for each in due) else "commitment"
        missing = [each["who"] for each in due if not each[what]]
        self.expect("missing-wrong", holds=event["missing"] == missing)
        self.void.append(event["scenario"])
        self.now, self.shares, self.drawn = None, {}, None
