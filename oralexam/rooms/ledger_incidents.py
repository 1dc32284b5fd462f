"""What was noted in a sitting, by persons or by the software, for its ledger. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from oralexam.rooms import events
from oralexam.rooms.call_events import CallAllowed, CallHeld, CallTakenUp, LineMarked, RingBusy, TroubleNoted
from oralexam.rooms.device_events import DeviceCheckOverridden, DevicesChanged, DevicesSwapped, LeakMeasured
from oralexam.rooms.draw_events import DrawVoided
from oralexam.rooms.formality_events import RecordingRefused, RefusalDecided
from oralexam.rooms.guest_events import GuestCame, GuestDismissed, GuestInvited, GuestLeft
from oralexam.rooms.guests import Guests, after_guest_event
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


class LedgerIncident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was noted, by a person or by the software (`by` is None)."""

    at: datetime
    phase: Phase
    code: str
    by: Seat | None
    author: str = ""
    text: str = ""
    scenario: str = ""
    """The scenario that a void draw takes out of the session."""
    concerned: tuple[str, ...] = ()
    """Whose page had shown that scenario; or, where no lot had fallen, whose share was missing."""


def in_phase(history: Iterable[events.AnyEvent]) -> Iterator[tuple[Phase, events.AnyEvent]]:
    """Each event, with the phase in which it happened or that it began."""
    phase = Phase.WAITING
    for event in history:
        if isinstance(event, events.PhaseEntered):
            phase = event.phase
        yield phase, event


def incidents_of(history: Iterable[events.AnyEvent]) -> Iterator[LedgerIncident]:
    """Every incident, in order; who looked on, and when, is named as well."""
    guests = Guests()
    for phase, event in in_phase(history):
        match event:
            case events.OutsideHelpNoted(at=at, characters=count):
                yield LedgerIncident(
                    at=at, phase=phase, code=event.incident, by=Seat.CANDIDATE, text=str(count)
                )
            case events.IncidentReported(at=at, by=by, author=author, code=code, text=text):
                yield LedgerIncident(at=at, phase=phase, code=code.value, by=by, author=author, text=text)
            case events.PartRestarted(at=at, by=by, author=author, reason=reason):
                yield LedgerIncident(
                    at=at, phase=phase, code="part-restarted", by=by, author=author, text=reason
                )
            case events.JuryChanged(at=at, by=by, author=author, reason=reason):
                yield LedgerIncident(
                    at=at, phase=phase, code="jury-changed", by=by, author=author, text=reason
                )
            case DrawVoided():
                yield LedgerIncident(
                    at=event.at,
                    phase=phase,
                    code=f"draw-{event.cause}",
                    by=event.by,
                    author=event.author,
                    text=event.reason,
                    scenario=event.scenario,
                    concerned=event.opened_by if event.scenario else event.missing,
                )
            case RecordingRefused(at=at, seat=seat):
                yield LedgerIncident(at=at, phase=phase, code="recording-refused", by=seat)
            case RefusalDecided(at=at, by=by, author=author, decision=text):
                yield LedgerIncident(
                    at=at, phase=phase, code="refusal-decided", by=by, author=author, text=text
                )
            case DeviceCheckOverridden() | CallAllowed():
                yield LedgerIncident(
                    at=event.at,
                    phase=phase,
                    code=str(type(event).__struct_config__.tag),
                    by=event.by,
                    author=event.author,
                    text=event.reason,
                )
            case LeakMeasured(at=at, by=by, author=author):
                more = "≥ " if event.at_least else ""
                text = f"{more}{event.attenuation_db:.0f} dB, {event.other_room}"
                yield LedgerIncident(
                    at=at, phase=phase, code="leak-measured", by=by, author=author, text=text
                )
            case CallHeld(at=at, by=by) | CallTakenUp(at=at, by=by):
                held = "call-held" if isinstance(event, CallHeld) else "call-taken-up"
                yield LedgerIncident(at=at, phase=phase, code=held, by=by)
            case LineMarked(at=at, by=by, busy=busy):
                how = "busy" if busy else "free"
                yield LedgerIncident(at=at, phase=phase, code=f"line-marked-{how}", by=by)
            case RingBusy(at=at, by=by, cause=cause):
                yield LedgerIncident(at=at, phase=phase, code=f"ring-busy-{cause.value}", by=by)
            case TroubleNoted(at=at, seat=seat, trouble=trouble, begins=begins):
                over = "" if begins else "-over"
                yield LedgerIncident(at=at, phase=phase, code=f"station-{trouble.value}{over}", by=seat)
            case GuestInvited() | GuestDismissed() | GuestCame() | GuestLeft():
                known = guests.of(event.seat)
                guests = after_guest_event(guests, event)
                guest = guests.of(event.seat) or known
                yield LedgerIncident(
                    at=event.at,
                    phase=phase,
                    code=str(type(event).__struct_config__.tag),
                    by=event.by if isinstance(event, GuestInvited | GuestDismissed) else None,
                    author=event.author if isinstance(event, GuestInvited | GuestDismissed) else "",
                    text=guest.name if guest is not None else "",
                )
            case DevicesChanged(at=at, seat=seat):
                yield LedgerIncident(at=at, phase=phase, code="devices-changed", by=seat)
            case DevicesSwapped(at=at, seat=seat):
                yield LedgerIncident(at=at, phase=phase, code=event.incident, by=seat)
            case events.IncidentNoted(at=at, code=noted):
                yield LedgerIncident(at=at, phase=phase, code=noted, by=None)
            case events.ServerReturned(at=at):
                yield LedgerIncident(at=at, phase=phase, code="server-returned", by=None)
            case _:
                pass
