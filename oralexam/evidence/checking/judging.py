"""Marks (docs/decisions/0161): sealed versions, and the deliberation that both judges signed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .findings import UNREADABLE


def judging_findings(sitting_id: str, events: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """What does not hold of marks and deliberation: the reason, and the event's number."""
    return _Judging(sitting_id).told(events)


class _Judging:
    """The judging of a sitting, event by event."""

    def __init__(self, sitting_id: str) -> None:
        self.sitting_id = sitting_id
        self.seq = 0
        self.judges: tuple[str, ...] = ()
        self.versions: dict[str, int] = {}
        self.digests: dict[str, str] = {}
        self.proposals = 0
        self.proposal: str | None = None
        """The digest of what lies there to be signed."""
        self.signed: set[str] = set()
        self.locked = False
        self.asked_by: str | None = None
        self.findings: list[tuple[str, int]] = []

    def told(self, events: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
        """Go through the events; whatever cannot be read is a finding, too."""
        steps = {
            "judging-opened": self.opened,
            "judgement-sealed": self.sealed,
            "deliberation-proposed": self.proposed,
            "deliberation-signed": self.signs,
            "deliberation-locked": self.locks,
            "reopening-asked": self.asks,
            "deliberation-reopened": self.reopened,
            "second-marking-sealed": self.second,
        }
        for event in events:
            step = steps.get(event.get("kind", ""))
            self.seq = event.get("seq", 0)
            try:
                if step is not None:
                    step(event)
            except UNREADABLE:
                self.expect("unreadable", holds=False)
        return self.findings

    def expect(self, code: str, *, holds: bool) -> None:
        """Note `code` where something does not hold."""
        if not holds:
            self.findings.append((code, self.seq))

    def body(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What was hashed and signed for; nothing once it was erased."""
        text = event.get("body")
        if text is None:
            return {}
        self.expect("digest", holds=hashlib.sha256(text.encode()).hexdigest() == event["digest"])
        body: dict[str, Any] = json.loads(text)
        same = (body["sitting_id"], body["version"]) == (self.sitting_id, event["version"])
        self.expect("body-of-another", holds=same and body.get("judge", event["judge"]) == event["judge"])
        return body

    def second(self, event: Mapping[str, Any]) -> None:
        """Blind marks: sealed as the chain says, and nothing of the jury's."""
        if (text := event.get("body")) is not None:
            self.expect("digest", holds=hashlib.sha256(text.encode()).hexdigest() == event["digest"])

    def opened(self, event: Mapping[str, Any]) -> None:
        """It is fixed who judges."""
        self.expect("opened-twice", holds=not self.judges)
        self.judges = (event["player"], event["observer"])

    def sealed(self, event: Mapping[str, Any]) -> None:
        """A judge sealed a version; what lay there to be signed counts no more."""
        judge = event["judge"]
        self.expect("not-a-judge", holds=judge in self.judges)
        self.expect("version", holds=event["version"] == self.versions.get(judge, 0) + 1)
        self.expect("after-the-lock", holds=not self.locked)
        self.body(event)
        self.versions[judge], self.digests[judge] = event["version"], event["digest"]
        self.proposal, self.signed = None, set()

    def proposed(self, event: Mapping[str, Any]) -> None:
        """What came out was laid down."""
        self.expect("not-a-judge", holds=event["judge"] in self.judges)
        self.expect("version", holds=event["version"] == self.proposals + 1)
        self.expect("after-the-lock", holds=not self.locked)
        rests_on = [self.digests.get(judge) for judge in self.judges]
        body = self.body(event)
        self.expect("not-on-what-was-sealed", holds=None not in rests_on)
        self.expect("not-on-what-was-sealed", holds=body.get("rests_on", rests_on) == rests_on)
        self.proposals, self.proposal, self.signed = event["version"], event["digest"], set()

    def signs(self, event: Mapping[str, Any]) -> None:
        """A judge signed it."""
        self.expect("not-a-judge", holds=event["judge"] in self.judges)
        said = (event["version"], event["digest"])
        self.expect("signed-another", holds=said == (self.proposals, self.proposal))
        self.signed.add(event["judge"])

    def locks(self, event: Mapping[str, Any]) -> None:
        """Both have signed."""
        same = (event["version"], event["digest"]) == (self.proposals, self.proposal)
        self.expect("locked-without-both", holds=same and self.signed == set(self.judges))
        self.locked = True

    def asks(self, event: Mapping[str, Any]) -> None:
        """Somebody wants to take it up again."""
        self.asked_by = event["by"]

    def reopened(self, event: Mapping[str, Any]) -> None:
        """A second person agreed."""
        self.expect("reopened-by-one", holds=self.asked_by is not None and self.asked_by != event["by"])
        self.locked, self.asked_by = False, None
        self.proposal, self.signed = None, set()
