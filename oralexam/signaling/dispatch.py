"""From a client's message to the room or the media, and from the room's events back to every seat."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import structlog

from oralexam.clock import Clock
from oralexam.errors import OralExamError, Refused
from oralexam.exams.day_acts import NOTHING_BEFORE, StepsBefore
from oralexam.exams.grids import criteria_of
from oralexam.exams.parts import ExchangeMode, StationSetup
from oralexam.exams.scenario import CandidateBrief, Scenario
from oralexam.media.layout import Mode
from oralexam.rooms import events
from oralexam.rooms.digest_events import DigestEvent
from oralexam.rooms.guest_events import GuestEvent
from oralexam.rooms.judging.events import JudgingEvent
from oralexam.rooms.judging.marker_events import MarkerNoted, MarkerRemoved, MarkerSet
from oralexam.rooms.phases import Phase
from oralexam.rooms.ports import CriteriaOf, ScenarioBank
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import GUESTS, JURY, Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.rooms.views import AnyView, CandidateView, GuestView, JuryView
from oralexam.signaling import client_messages as heard
from oralexam.signaling import server_messages as say
from oralexam.signaling.allowance import Allowance
from oralexam.signaling.hub import CLOSE_GONE, Connection, Hub

_log = structlog.get_logger(__name__)

OFFERS_A_SECOND = 1.0
OFFERS_AT_ONCE = 6.0
"""Of one seat, over all its sockets: a page that reconnects makes five in its first four seconds. Answering
one costs the event loop a key pair and its sockets, which a flood would take from everybody's call."""
IN_THE_ROOM = (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER, *GUESTS)
"""The seats that have a socket."""
UNSEEN = frozenset({Seat.OBSERVER, *GUESTS})
"""Whose coming and going the candidate is told nothing of: no frame, and no number that a frame took."""


class MediaDoor(Protocol):
    """Where an offer is answered."""

    async def connect(self, *, sitting_id: str, seat: Seat, mode: Mode, offer_sdp: str) -> str:
        """Answer an SDP offer for a seat's one connection."""
        ...


class Dispatcher:
    """Speaks with the clients of all rooms."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        hub: Hub,
        media: MediaDoor,
        scenarios: ScenarioBank,
        clock: Clock,
        before: Callable[[str], StepsBefore] = lambda _sitting_id: NOTHING_BEFORE,
        criteria: CriteriaOf = lambda _sitting_id, part: criteria_of(part),
        guest_refused: Callable[[str], str] = lambda _sitting_id: "",
        unrecorded: Callable[[str], Collection[Seat]] = lambda _sitting_id: (),
    ) -> None:
        """Speak with nobody yet. `before` tells what stands before a sitting's part.

        `guest_refused` is asked before a guest's offer is answered: a code, or "" where they may come.
        `unrecorded` tells whose voice is not written down: the jury's to know.
        """
        self._rooms = rooms
        self._hub = hub
        self._media = media
        self._scenarios = scenarios
        self._clock = clock
        self._before = before
        self._criteria = criteria
        self._guest_refused = guest_refused
        self._unrecorded = unrecorded
        self._offers: dict[tuple[str, Seat], Allowance] = {}
        rooms.subscribe(self.happened)

    async def arrive(self, sitting_id: str, seat: Seat, connection: Connection, hello: heard.Hello) -> None:
        """Seat a new connection, and let the others see it."""
        state = await self._rooms.state(sitting_id)
        if seat in GUESTS and state.guests.of(seat) is None:
            connection.close(CLOSE_GONE)  # dismissed while the socket was on its way
            return
        self._hub.attach(sitting_id, seat, connection, hello, lambda: self._view(sitting_id, seat, state))
        self._show_all(sitting_id, state, _sees(seat))

    async def leave(self, sitting_id: str, seat: Seat, connection: Connection) -> None:
        """Note that a connection is gone, and let the others see it."""
        if self._hub.detach(sitting_id, seat, connection):
            self._show_all(sitting_id, await self._rooms.state(sitting_id), _sees(seat))

    async def hush(self, sitting_id: str, seat: Seat, connection: Connection, *, quiet: bool) -> None:
        """Note that a connection has fallen quiet, or is heard again, and let the others see it."""
        if self._hub.hush(sitting_id, seat, connection, quiet=quiet):
            _log.info("seat-quiet" if quiet else "seat-heard", sitting_id=sitting_id, seat=seat)
            self._show_all(sitting_id, await self._rooms.state(sitting_id), _sees(seat))

    async def take(self, sitting_id: str, seat: Seat, message: heard.AnyClientMessage) -> None:
        """Carry out what a client says; whatever comes of it is told to its seat."""
        match message:
            case heard.Ping(ref=ref):
                self._hub.answer_ping(sitting_id, seat, ref)
            case heard.Order(ref=ref):
                await self._carry_out(sitting_id, seat, message)
            case heard.MediaOffer(ref=ref):
                await self._answer_offer(sitting_id, seat, message)
            case heard.Hello():
                self.refuse(sitting_id, seat, None, "hello-twice")

    async def announce_draining(self, until: datetime) -> None:
        """Tell every connected seat that the server stops soon."""
        for sitting_id in self._rooms.live_states():
            for seat in self._hub.connected(sitting_id):
                self._hub.tell(sitting_id, seat, lambda seq: say.Draining(seq=seq, until=until))

    def ask_for_offer(self, sitting_id: str, seat: Seat) -> None:
        """Tell a seat that its media connection is gone by the server's doing."""
        if seat in self._hub.connected(sitting_id):
            self._hub.tell(sitting_id, seat, lambda seq: say.MediaGone(seq=seq))

    def release(self, sitting_id: str) -> bool:
        """Drop what is kept of a sitting that is over; False while somebody is connected to it."""
        if not self._hub.release(sitting_id):
            return False
        for seat in IN_THE_ROOM:
            self._offers.pop((sitting_id, seat), None)
        return True

    def refuse(self, sitting_id: str, seat: Seat, ref: int | None, code: str) -> None:
        """Tell a seat that something was not done."""
        _log.info("refused", sitting_id=sitting_id, seat=seat, code=code)
        self._hub.tell(sitting_id, seat, lambda seq: say.Refused(seq=seq, ref=ref, code=code))

    async def happened(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Tell every seat of a room what its events mean for it."""
        shown: frozenset[Seat] = frozenset()
        for event in happened:
            match event:
                case events.NotesSaved() | events.TextSaved() | events.SheetSaved():
                    self._tell_saved(sitting_id, event)
                case _:
                    shown |= _told_of(event, state)
                    _log.info("happened", sitting_id=sitting_id, kind=type(event).__name__, phase=state.phase)
        self._show_all(sitting_id, state, shown)

    def _tell_saved(
        self, sitting_id: str, event: events.NotesSaved | events.TextSaved | events.SheetSaved
    ) -> None:
        what = {events.NotesSaved: "notes", events.TextSaved: "text", events.SheetSaved: "sheet"}[type(event)]
        self._hub.tell(
            sitting_id,
            Seat.CANDIDATE,
            lambda seq: say.Saved(seq=seq, what=what, revision=event.revision, saved_at=event.at),
        )

    async def _carry_out(self, sitting_id: str, seat: Seat, order: heard.Order) -> None:
        try:
            await self._rooms.command(sitting_id, seat, order.command)
        except OralExamError as refusal:
            self.refuse(sitting_id, seat, order.ref, refusal.reason)
        else:
            self._hub.tell(sitting_id, seat, lambda seq: say.Accepted(seq=seq, ref=order.ref))

    async def _answer_offer(self, sitting_id: str, seat: Seat, offer: heard.MediaOffer) -> None:
        allowance = self._offers.setdefault(
            (sitting_id, seat), Allowance(a_second=OFFERS_A_SECOND, at_once=OFFERS_AT_ONCE)
        )
        try:
            if not allowance.take():
                raise Refused("offer-too-soon")
            state = await self._rooms.state(sitting_id)
            if seat in GUESTS and state.guests.of(seat) is None:
                raise Refused("not-your-seat")
            if state.drawn is None or not _call_may_be(state):
                raise Refused("no-call-now", phase=state.phase)
            if seat in GUESTS and (why := self._guest_refused(sitting_id)):
                raise Refused(why)
            answer = await self._media.connect(
                sitting_id=sitting_id, seat=seat, mode=media_mode(state), offer_sdp=offer.sdp
            )
        except OralExamError as refusal:
            self.refuse(sitting_id, seat, offer.ref, refusal.reason)
        else:
            self._hub.tell(sitting_id, seat, lambda seq: say.MediaAnswer(seq=seq, ref=offer.ref, sdp=answer))

    async def brief_of(self, sitting_id: str, seat: Seat) -> CandidateBrief | None:
        """The candidate's file, if `seat` sees it now; None while it does not.

        Raises:
            NotFound: `unknown-sitting`.
        """
        match self._view(sitting_id, seat, await self._rooms.state(sitting_id)):
            case CandidateView(brief=brief):
                return brief
            case JuryView(candidate_brief=brief):
                return brief
            case GuestView():
                return None

    def again(self, sitting_id: str) -> None:
        """Show every connected seat its view again: something that stands before the part has changed."""
        state = self._rooms.live_states().get(sitting_id)
        if state is not None and self._hub.connected(sitting_id):
            self._show_all(sitting_id, state)

    def again_to_jury(self, sitting_id: str) -> None:
        """Show the jury its view again: a recording stands still, or goes on."""
        state = self._rooms.live_states().get(sitting_id)
        if state is not None:
            self._show_all(sitting_id, state, JURY)

    def _show_all(self, sitting_id: str, state: RoomState, seats: Collection[Seat] = IN_THE_ROOM) -> None:
        here = self._hub.connected(sitting_id)
        for seat in (each for each in IN_THE_ROOM if each in seats):
            # A guest who is away missed nothing: whoever comes is shown the room as it is then.
            if seat not in GUESTS or (seat in here and state.guests.of(seat) is not None):
                self._hub.show(sitting_id, seat, self._view(sitting_id, seat, state))

    def _view(self, sitting_id: str, seat: Seat, state: RoomState) -> AnyView:
        return view_for(
            seat,
            state,
            sitting_id=sitting_id,
            scenario=drawn_scenario(state, self._scenarios.all()),
            present=self._hub.present(sitting_id),
            now=self._clock.now(),
            waits_for=self._before(sitting_id).waits_for,
            criteria=self._criteria(sitting_id, state.sitting.part),
            unrecorded=self._unrecorded(sitting_id),
        )


def _sees(seat: Seat) -> frozenset[Seat]:
    """Who is shown that `seat` came, went or fell quiet."""
    return frozenset(IN_THE_ROOM) - ({Seat.CANDIDATE} if seat in UNSEEN else set())


def _told_of(event: events.AnyEvent, state: RoomState) -> frozenset[Seat]:
    """Whose view `event` may change.

    What the jury notes for itself makes no frame for the candidate, however that view may have aged; and a
    marker none for the other juror.
    """
    match event:
        case events.FactPressed():
            return frozenset(JURY)
        case _ if isinstance(event, GuestEvent):
            return frozenset(JURY)
        case MarkerSet(judge=judge) | MarkerNoted(judge=judge) | MarkerRemoved(judge=judge):
            return frozenset(seat for seat in JURY if state.jurors.seated[seat] == judge)
        case _ if isinstance(event, JudgingEvent | DigestEvent):
            # No page of the room shows it, and the candidate's does not even learn when it was.
            return frozenset()
        case _:
            return frozenset(IN_THE_ROOM)


def drawn_scenario(state: RoomState, scenarios: Mapping[str, Scenario]) -> Scenario | None:
    """The scenario that the lot fell on; None where nothing is drawn or it is no longer in the bank."""
    return scenarios.get(state.drawn.lot.drawn) if state.drawn else None


_IN_PERSON: Mapping[StationSetup, Mode] = MappingProxyType(
    {
        StationSetup.TWO_MICROPHONES: "two-microphones",
        StationSetup.ONE_MICROPHONE: "one-microphone",
        StationSetup.TWO_STATIONS: "two-stations",
    }
)


def media_mode(state: RoomState) -> Mode:
    """How the two are together, as media calls it: what the room is equipped with, or the scenario says."""
    if state.sitting.station_setup is not None:
        return _IN_PERSON[state.sitting.station_setup]
    return "video" if state.drawn and state.drawn.mode is ExchangeMode.VIDEO else "telephone"


def _call_may_be(state: RoomState) -> bool:
    """Whether a media connection makes sense: from ringing on, and while one may still call back."""
    return state.phase in {Phase.RINGING, Phase.CONNECTING, Phase.CALL, Phase.WRITING}
