"""Channels: numbered messages, resumed after a loss, one live connection a seat."""

import json

import pytest

from oralexam.clock import ManualClock
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms.events import SittingOpened
from oralexam.rooms.folding import fold
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import AnyView
from oralexam.signaling import server_messages as say
from oralexam.signaling.client_messages import Hello
from oralexam.signaling.hub import CLOSE_GONE, CLOSE_REPLACED, KEPT_MESSAGES, Hub

SITTING = "2f0f6a52-5d8f-4b55-9f6c-0a6f0c8f1b11"


class Page:
    """A connection that keeps what it is sent."""

    def __init__(self) -> None:
        self.said: list[dict[str, object]] = []
        self.closed: int | None = None

    def send(self, frame: str) -> None:
        """Keep the message."""
        self.said.append(json.loads(frame))

    def close(self, code: int) -> None:
        """Keep the code."""
        self.closed = code

    def types(self) -> list[object]:
        """The types of what was said, in order."""
        return [message["type"] for message in self.said]


def view(name: str = "Inès Marchetti") -> AnyView:
    """A candidate's first view."""
    opened = SittingOpened(
        at=ManualClock().now(),
        format_id="aie-title",
        plan=ExchangePlan(),
        eligible=("a@1",),
        rehearsal=False,
        pace=1,
        room_name="salle 1",
        candidate_name=name,
        juror_name="Mme Okafor",
        observer_name="Mme Aubertin",
    )
    now = ManualClock().now()
    return view_for(
        Seat.CANDIDATE, fold([opened]), sitting_id=SITTING, scenario=None, present=frozenset(), now=now
    )


@pytest.fixture
def hub() -> Hub:
    """A hub of one run."""
    return Hub(clock=ManualClock())


def arrive(hub: Hub, page: Page, hello: Hello | None = None, name: str = "Inès Marchetti") -> bool:
    """Seat `page` as the candidate."""
    return hub.attach(SITTING, Seat.CANDIDATE, page, hello or Hello(), lambda: view(name))


def saved(revision: int):
    """A message as the dispatcher makes it."""
    at = ManualClock().now()
    return lambda seq: say.Saved(seq=seq, what="notes", revision=revision, saved_at=at)


def test_a_first_visit_gets_a_welcome_and_a_view(hub: Hub) -> None:
    """Nothing was missed by a page that has seen nothing."""
    page = Page()
    arrive(hub, page)
    assert page.types() == ["welcome", "view"]
    assert page.said[0]["resumed"] is False
    assert page.said[1]["seq"] == 1


def test_who_comes_back_gets_exactly_what_was_missed(hub: Hub) -> None:
    """The messages behind `last_seq`, each once, in order, and no view that says nothing new."""
    page = Page()
    arrive(hub, page)
    hub.detach(SITTING, Seat.CANDIDATE, page)
    for revision in (1, 2, 3):
        hub.tell(SITTING, Seat.CANDIDATE, saved(revision))
    again = Page()
    arrive(hub, again, Hello(epoch=hub.epoch, last_seq=2))
    assert again.types() == ["welcome", "saved", "saved"]
    assert [message["revision"] for message in again.said[1:]] == [2, 3]
    assert again.said[0]["resumed"] is True


def test_another_run_of_the_server_means_a_fresh_view(hub: Hub) -> None:
    """Numbers of another epoch mean nothing."""
    page = Page()
    arrive(hub, page, Hello(epoch="another", last_seq=0))
    assert page.types() == ["welcome", "view"]


def test_who_missed_too_much_gets_a_fresh_view(hub: Hub) -> None:
    """A channel keeps a bounded number of messages."""
    page = Page()
    arrive(hub, page)
    hub.detach(SITTING, Seat.CANDIDATE, page)
    for revision in range(KEPT_MESSAGES + 1):
        hub.tell(SITTING, Seat.CANDIDATE, saved(revision))
    again = Page()
    arrive(hub, again, Hello(epoch=hub.epoch, last_seq=1))
    assert again.types() == ["welcome", "view"]


def test_a_number_from_the_future_is_not_believed(hub: Hub) -> None:
    """A page that claims more than was ever sent gets a fresh view."""
    page = Page()
    arrive(hub, page, Hello(epoch=hub.epoch, last_seq=99))
    assert page.types() == ["welcome", "view"]


def test_the_newer_connection_wins_visibly(hub: Hub) -> None:
    """The older page is told and closed; its leaving afterwards changes nothing."""
    older, newer = Page(), Page()
    assert not arrive(hub, older)
    assert arrive(hub, newer)
    assert older.types()[-1] == "replaced"
    assert older.closed == CLOSE_REPLACED
    assert not hub.detach(SITTING, Seat.CANDIDATE, older)
    assert hub.present(SITTING) == {Seat.CANDIDATE}


def test_a_hundred_racing_connections_leave_one(hub: Hub) -> None:
    """However many come, one is live."""
    pages = [Page() for _ in range(100)]
    for page in pages:
        arrive(hub, page)
    assert hub.connections() == 1
    assert [page.closed for page in pages] == [CLOSE_REPLACED] * 99 + [None]


def test_a_quiet_connection_is_away_and_is_still_told(hub: Hub) -> None:
    """Nobody sees its seat as present; what happens meanwhile is sent to it; heard again, it is present."""
    heard: list[bool] = []
    page, other = Page(), Page()
    arrive(hub, page)
    hub.listen(lambda sitting_id: heard.append(Seat.CANDIDATE in hub.present(sitting_id)))
    assert hub.hush(SITTING, Seat.CANDIDATE, page, quiet=True)
    assert not hub.hush(SITTING, Seat.CANDIDATE, page, quiet=True)
    assert not hub.hush(SITTING, Seat.CANDIDATE, other, quiet=True)
    assert hub.connected(SITTING) == {Seat.CANDIDATE}
    hub.tell(SITTING, Seat.CANDIDATE, saved(1))
    assert page.types()[-1] == "saved"
    assert not hub.release(SITTING)
    assert hub.hush(SITTING, Seat.CANDIDATE, page, quiet=False)
    assert heard == [False, True]


def test_whoever_takes_a_quiet_seat_is_heard(hub: Hub) -> None:
    """A page that comes back to a seat whose old link is dead is present at once."""
    older, newer = Page(), Page()
    arrive(hub, older)
    hub.hush(SITTING, Seat.CANDIDATE, older, quiet=True)
    arrive(hub, newer)
    assert hub.present(SITTING) == {Seat.CANDIDATE}


def test_a_view_that_says_nothing_new_is_not_sent(hub: Hub) -> None:
    """A hidden observer's coming and going is not to be felt as a message either."""
    page = Page()
    arrive(hub, page)
    hub.show(SITTING, Seat.CANDIDATE, view())
    assert page.types() == ["welcome", "view"]
    hub.show(SITTING, Seat.CANDIDATE, view("Another Name"))
    assert page.types() == ["welcome", "view", "view"]


def test_a_pong_repeats_the_last_number(hub: Hub) -> None:
    """Heartbeats do not fill the memory of a channel."""
    page = Page()
    arrive(hub, page)
    hub.answer_ping(SITTING, Seat.CANDIDATE, 7)
    assert page.said[-1]["type"] == "pong"
    assert page.said[-1]["seq"] == 1
    again = Page()
    arrive(hub, again, Hello(epoch=hub.epoch, last_seq=1))
    assert again.types() == ["welcome"]


def test_channels_that_nobody_uses_can_be_dropped(hub: Hub):
    """Not while somebody is connected; and a page that was away gets a view, never another run of numbers."""
    page = Page()
    hub.attach(SITTING, Seat.CANDIDATE, page, Hello(), view)
    assert not hub.release(SITTING)
    for revision in range(5):
        hub.tell(SITTING, Seat.CANDIDATE, saved(revision))
    last = page.said[-1]["seq"]
    hub.detach(SITTING, Seat.CANDIDATE, page)
    assert hub.release(SITTING)
    for revision in range(9):
        hub.tell(SITTING, Seat.CANDIDATE, saved(revision))
    assert isinstance(last, int)
    back = Page()
    hub.attach(SITTING, Seat.CANDIDATE, back, Hello(epoch=hub.epoch, last_seq=last - 1), view)
    assert back.said[0]["resumed"] is False
    assert back.types()[-1] == "view"


def test_listeners_hear_who_comes_and_goes(hub: Hub):
    """The board shows who is connected as it changes; a replaced connection's goodbye is no news."""
    heard: list[tuple[str, int]] = []
    hub.listen(lambda sitting_id: heard.append((sitting_id, len(hub.present(sitting_id)))))
    first, second = Page(), Page()
    hub.attach(SITTING, Seat.CANDIDATE, first, Hello(), view)
    hub.attach(SITTING, Seat.CANDIDATE, second, Hello(), view)
    hub.detach(SITTING, Seat.CANDIDATE, first)
    hub.detach(SITTING, Seat.CANDIDATE, second)
    hub.forget(SITTING)
    assert heard == [(SITTING, 1), (SITTING, 1), (SITTING, 0), (SITTING, 0)]


@pytest.mark.parametrize("away", [False, True])
def test_whoever_takes_over_a_seat_gets_nothing_that_its_former_holder_missed(hub: Hub, *, away: bool):
    """Whether that page was there or away: a juror's frames hold markers that are that juror's own."""
    former = Page()
    hub.attach(SITTING, Seat.JUROR, former, Hello(), view)
    if away:
        hub.detach(SITTING, Seat.JUROR, former)
    hub.tell(SITTING, Seat.JUROR, saved(7))
    hub.dismiss(SITTING, Seat.JUROR)
    assert former.closed == (None if away else CLOSE_GONE)
    page = Page()
    hub.attach(SITTING, Seat.JUROR, page, Hello(epoch=hub.epoch, last_seq=1), view)
    assert page.said[0]["resumed"] is False
    assert page.types() == ["welcome", "view"]
