"""How far the judging of a sitting is: the fold of its events, and the one gate to what a colleague did."""

from datetime import datetime

import msgspec

from oralexam.rooms.judging import events
from oralexam.rooms.judging.deliberating import DeliberationBody
from oralexam.rooms.judging.judge import Judge
from oralexam.rooms.judging.marks import SealedBody


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sealed version of one judge."""

    judge: str
    version: int
    at: datetime
    digest: str
    reason: str
    body: str
    """`marks.SealedBody` as JSON; "" once erased."""
    independent: bool
    """Sealed before both were: nothing of the colleague's had been seen."""

    def read(self) -> SealedBody | None:
        """What was sealed; None once erased."""
        return msgspec.json.decode(self.body, type=SealedBody) if self.body else None


class Signature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A judge's, under one proposal."""

    judge: str
    name: str
    at: datetime


class Proposal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was laid down to be signed."""

    judge: str
    version: int
    at: datetime
    digest: str
    body: str
    """`deliberating.DeliberationBody` as JSON; "" once erased."""
    signatures: tuple[Signature, ...] = ()
    withdrawn: bool = False
    """Marks were corrected, or another was laid down, or it was reopened: it can be signed no more."""
    locked_at: datetime | None = None

    def read(self) -> DeliberationBody | None:
        """What was laid down; None once erased."""
        return msgspec.json.decode(self.body, type=DeliberationBody) if self.body else None

    def signed_by(self, judge: str) -> bool:
        """Whether that judge has signed it."""
        return any(each.judge == judge for each in self.signatures)


class Reopening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act of two people; of one, until the second has agreed."""

    asked_by: str
    asked_by_name: str
    asked_at: datetime
    reason: str
    of_version: int
    """Of the proposal that was locked."""
    agreed_by: str | None = None
    agreed_by_name: str = ""
    agreed_at: datetime | None = None


class Second(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A blind marking by somebody who did not judge: asked for, and perhaps sealed."""

    assignment_id: str
    reason: events.SecondReason
    marker: str
    marker_name: str
    asked_by_name: str
    asked_at: datetime
    sealed_at: datetime | None = None
    digest: str = ""
    body: str = ""
    """`marks.SealedBody` as JSON; "" before it is sealed, and once erased."""

    @property
    def key(self) -> str:
        """Under which its draft and its sealed body stand: no judge's."""
        return f"second-{self.assignment_id}"

    def read(self) -> SealedBody | None:
        """What was sealed; None before, and once erased."""
        return msgspec.json.decode(self.body, type=SealedBody) if self.body else None


class Judging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the judging of a sitting has come to."""

    opened: events.JudgingOpened | None = None
    sealed: tuple[Sealed, ...] = ()
    """Every version of both, in the order in which they were sealed."""
    proposals: tuple[Proposal, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    seconds: tuple[Second, ...] = ()
    """Blind markings beside the jury's; nothing of the jury's looks at them."""

    @property
    def judges(self) -> tuple[Judge, ...]:
        """Who played, who observed; nobody before the first of them began."""
        if self.opened is None:
            return ()
        return (
            Judge(key=self.opened.player, name=self.opened.player_name),
            Judge(key=self.opened.observer, name=self.opened.observer_name),
        )

    @property
    def accounts(self) -> dict[str, str]:
        """The account of each judge by key, "" for who came by a link; of who is missing the session says."""
        if self.opened is None:
            return {}
        said = (
            (self.opened.player, self.opened.player_account),
            (self.opened.observer, self.opened.observer_account),
        )
        return {key: account for key, account in said if account is not None}

    def name_of(self, key: str) -> str:
        """A judge's name; "" for nobody, and once erased."""
        return next((judge.name for judge in self.judges if judge.key == key), "")

    def sealed_by(self, key: str) -> tuple[Sealed, ...]:
        """A judge's versions, oldest first."""
        return tuple(each for each in self.sealed if each.judge == key)

    def standing_of(self, key: str) -> Sealed | None:
        """A judge's newest version."""
        return next(reversed(self.sealed_by(key)), None)

    @property
    def both_sealed(self) -> bool:
        """The one gate: only then is a colleague's mark or marker, or any indicator, shown to anybody."""
        return self.opened is not None and all(self.sealed_by(judge.key) for judge in self.judges)

    @property
    def proposal(self) -> Proposal | None:
        """What lies there to be signed, or was locked; None where nothing does."""
        last = self.proposals[-1] if self.proposals else None
        return None if last is None or last.withdrawn else last

    @property
    def locked(self) -> Proposal | None:
        """What was signed by both and holds."""
        return self.proposal if self.proposal and self.proposal.locked_at else None

    @property
    def ever_locked(self) -> tuple[Proposal, ...]:
        """Every deliberation that both signed, whether or not it was reopened since: it was shown then."""
        return tuple(each for each in self.proposals if each.locked_at is not None)

    def second(self, assignment_id: str) -> Second | None:
        """The blind marking of that id."""
        return next((each for each in self.seconds if each.assignment_id == assignment_id), None)

    @property
    def reopening(self) -> Reopening | None:
        """What was asked for and not agreed to yet."""
        last = self.reopenings[-1] if self.reopenings else None
        return last if last is not None and last.agreed_at is None else None


def after_judging(judging: Judging, event: events.JudgingEvent) -> Judging:
    """Where it stands once `event` has happened."""
    replace = msgspec.structs.replace
    match event:
        case events.JudgingOpened():
            return replace(judging, opened=event)
        case events.JurorLinkGiven():
            return judging
        case events.JudgementSealed():
            sealed = Sealed(
                judge=event.judge,
                version=event.version,
                at=event.at,
                digest=event.digest,
                reason=event.reason,
                body=event.body,
                independent=not judging.both_sealed,
            )
            return replace(_withdrawn(judging), sealed=(*judging.sealed, sealed))
        case events.DeliberationProposed():
            proposal = Proposal(
                judge=event.judge, version=event.version, at=event.at, digest=event.digest, body=event.body
            )
            return replace(judging, proposals=(*_withdrawn(judging).proposals, proposal))
        case events.DeliberationSigned():
            last = judging.proposals[-1]
            signature = Signature(judge=event.judge, name=event.judge_name, at=event.at)
            return _with_last(judging, replace(last, signatures=(*last.signatures, signature)))
        case events.DeliberationLocked():
            return _with_last(judging, replace(judging.proposals[-1], locked_at=event.at))
        case events.ReopeningAsked():
            asked = Reopening(
                asked_by=event.by,
                asked_by_name=event.by_name,
                asked_at=event.at,
                reason=event.reason,
                of_version=judging.proposals[-1].version,
            )
            return replace(judging, reopenings=(*judging.reopenings, asked))
        case events.DeliberationReopened():
            agreed = replace(
                judging.reopenings[-1], agreed_by=event.by, agreed_by_name=event.by_name, agreed_at=event.at
            )
            return replace(_withdrawn(judging), reopenings=(*judging.reopenings[:-1], agreed))
        case events.SecondMarkingAsked():
            second = Second(
                assignment_id=event.assignment_id,
                reason=event.reason,
                marker=event.marker,
                marker_name=event.marker_name,
                asked_by_name=event.by_name,
                asked_at=event.at,
            )
            return replace(judging, seconds=(*judging.seconds, second))
        case events.SecondMarkingSealed():
            return replace(
                judging,
                seconds=tuple(
                    replace(each, sealed_at=event.at, digest=event.digest, body=event.body)
                    if each.assignment_id == event.assignment_id
                    else each
                    for each in judging.seconds
                ),
            )


def _withdrawn(judging: Judging) -> Judging:
    """What lay there to be signed lies there no more."""
    if judging.proposal is None:
        return judging
    return _with_last(judging, msgspec.structs.replace(judging.proposals[-1], withdrawn=True))


def _with_last(judging: Judging, proposal: Proposal) -> Judging:
    return msgspec.structs.replace(judging, proposals=(*judging.proposals[:-1], proposal))
