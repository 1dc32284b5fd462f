"""Every event of judging once, with words that no encoding leaves alone."""

from datetime import datetime

from oralexam.rooms.judging import events
from oralexam.rooms.judging.sealing import digest_of
from oralexam.rooms.seats import Seat

BODY = '{"comment":"Zoë « hésite »"}'


def one_of_each(at: datetime) -> list[events.JudgingEvent]:
    """In an order in which they can be folded."""
    digest = digest_of(BODY)
    return [
        events.JudgingOpened(
            at=at,
            grid_id="call",
            grid_version=1,
            grid_digest=digest,
            player="juror",
            observer="observer",
            player_name="Jury Test-One",
            observer_name="Ida Test",
            player_account="account",
            observer_account="",
        ),
        events.JurorLinkGiven(
            at=at, seat=Seat.JUROR, judge="juror", by="manager", by_name="Mme Test-Manager"
        ),
        events.JudgementSealed(
            at=at,
            judge="juror",
            version=1,
            digest=digest,
            judge_name="Jury Test-One",
            body=BODY,
            reason="Zoë l’a dit",
        ),
        events.DeliberationProposed(at=at, judge="juror", version=1, digest=digest, body=BODY),
        events.DeliberationSigned(at=at, judge="juror", version=1, digest=digest, judge_name="Jury Test-One"),
        events.DeliberationLocked(at=at, version=1, digest=digest),
        events.ReopeningAsked(at=at, by="juror", by_name="Jury Test-One", reason="Appel de Zoë"),
        events.DeliberationReopened(at=at, by="manager", by_name="Mme Test-Manager"),
        events.SecondMarkingAsked(
            at=at,
            assignment_id="second",
            reason=events.SecondReason.APPEAL,
            marker="account",
            marker_name="Zoë Test-Two",
            by="manager",
            by_name="Mme Test-Manager",
        ),
        events.SecondMarkingSealed(at=at, assignment_id="second", marker="account", digest=digest, body=BODY),
    ]
