"""What may be asked of judging: made by the server alone, which knows whose browser asks. No page says it."""

import msgspec

from oralexam.rooms.command import Command
from oralexam.rooms.judging.deliberating import Deliberation
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.judging.marks import Judgement
from oralexam.rooms.seats import Seat


class Lines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the rules need to know of a grid, and of which sitting they speak."""

    sitting_id: str
    grid_id: str
    grid_version: int
    digest: str
    criteria: tuple[str, ...]
    levels: int
    """How many the scale has: 1 to this."""


class JudgingAct(Command, frozen=True, kw_only=True):
    """Something that one person does about the judging; the server says who."""

    by: str
    """A judge's key; `manager`, or `manager-` and the id of the account."""


class OpenJudging(JudgingAct, frozen=True, kw_only=True, tag="open-judging"):
    """Fix who judges and by which grid; nothing where that is fixed."""

    lines: Lines
    player_account: str = ""
    """The ids of the accounts of the two, as the service knows them; "" for who comes by a link."""
    observer_account: str = ""


class GiveJurorLink(JudgingAct, frozen=True, kw_only=True, tag="give-juror-link"):
    """Have a link made, after the part, by which a juror judges."""

    by_name: str
    seat: Seat


class SealJudgement(JudgingAct, frozen=True, kw_only=True, tag="seal-judgement"):
    """Seal the marks as they stand, or a correction of what is sealed."""

    lines: Lines
    judgement: Judgement
    version: int
    """The number that it is to have: what the page saw, and one."""
    nonce: str
    correction: bool = False
    reason: str = ""


class ProposeDeliberation(JudgingAct, frozen=True, kw_only=True, tag="propose-deliberation"):
    """Lay down what came out, to be signed."""

    lines: Lines
    deliberation: Deliberation
    nonce: str


class SignDeliberation(JudgingAct, frozen=True, kw_only=True, tag="sign-deliberation"):
    """Sign what was laid down: exactly that."""

    version: int
    digest: str


class AskReopening(JudgingAct, frozen=True, kw_only=True, tag="ask-reopening"):
    """Ask for a locked deliberation to be taken up again."""

    by_name: str
    reason: str


class AgreeReopening(JudgingAct, frozen=True, kw_only=True, tag="agree-reopening"):
    """The second person agrees."""

    by_name: str


class AskSecondMarking(JudgingAct, frozen=True, kw_only=True, tag="ask-second-marking"):
    """Have somebody else mark it blind."""

    assignment_id: str
    reason: SecondReason
    marker: str
    marker_name: str
    by_name: str


class SealSecondMarking(JudgingAct, frozen=True, kw_only=True, tag="seal-second-marking"):
    """Seal the blind marks; `by` is the account that was asked."""

    assignment_id: str
    lines: Lines
    judgement: Judgement
    nonce: str


JudgingCommand = (
    OpenJudging
    | GiveJurorLink
    | SealJudgement
    | ProposeDeliberation
    | SignDeliberation
    | AskReopening
    | AgreeReopening
    | AskSecondMarking
    | SealSecondMarking
)
"""Made by the server, from a judge's request; no message of the protocol."""
