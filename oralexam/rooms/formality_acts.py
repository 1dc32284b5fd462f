"""What is done before anything is recorded: let in, inform, agree or refuse, decide. Pure."""

from datetime import datetime

from oralexam.errors import Refused
from oralexam.rooms import commands, events, formality_commands
from oralexam.rooms import formality_events as happened
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.formalities import Formalities
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


def decide_formality(
    state: RoomState, command: commands.AnyCommand, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """The events that a command of the formalities makes happen; none where it changes nothing.

    Raises:
        Refused: `no-formalities`, `not-admitted`, `notice-outdated`, `nothing-refused`.
        BadInput: `reason-missing`, `reason-too-long`.
    """
    asked, standing = _asked(state), state.formalities
    match command:
        case formality_commands.AdmitCandidate():
            return [] if standing.admitted_at else [happened.CandidateAdmitted(at=now, by=seat)]
        case formality_commands.AcknowledgeNotice(version=version):
            if seat is Seat.CANDIDATE and standing.admitted_at is None:
                raise Refused("not-admitted")
            if version != asked.notice_version:
                raise Refused("notice-outdated", version=asked.notice_version)
            if standing.acknowledged_at(seat):
                return []
            return [happened.NoticeAcknowledged(at=now, seat=seat, version=version)]
        case formality_commands.RefuseRecording():
            return [] if standing.refusal_of(seat) else [happened.RecordingRefused(at=now, seat=seat)]
        case formality_commands.DecideRefusal(seat=refused, decision=decision):
            if standing.refusal_of(refused) is None:
                raise Refused("nothing-refused", seat=refused)
            return [happened.RefusalDecided(at=now, by=seat, seat=refused, decision=reason_of(decision))]
        case _:
            raise TypeError(command)


def _asked(state: RoomState) -> Formalities:
    if state.sitting.formalities is None:
        raise Refused("no-formalities")
    return state.sitting.formalities
