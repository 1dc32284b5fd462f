"""No part begins before each station is found good, or the manager has let it pass and said why."""

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.parts import StationSetup
from oralexam.rooms import commands, events
from oralexam.rooms.device_checks import MOST_REPORTS, CheckStanding, StationCheck, stations_of
from oralexam.rooms.device_commands import (
    OverrideDeviceCheck,
    ReportDevices,
    ReportDevicesChanged,
    ReportDevicesSwapped,
)
from oralexam.rooms.device_events import DeviceCheckOverridden, DeviceFault, DeviceKind
from oralexam.rooms.folding import fold
from oralexam.rooms.formalities import Formalities
from oralexam.rooms.formality_commands import AcknowledgeNotice, AdmitCandidate
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.devices import GOOD, good_devices
from tests.rooms.situations import TableRoom, answer, bring_to, kinds, ring
from tests.rooms.test_formalities import VERSION, refused_start, seen_by


def a_room(*stations: Seat) -> TableRoom:
    """Everybody is informed; these stations are checked, both without any named."""
    room = TableRoom()
    asked = Formalities(notice_version=VERSION, devices_of=stations or PARTIES)
    room.history[0] = msgspec.structs.replace(room.state.sitting, formalities=asked)
    bring_to(room, Phase.DRAWN)
    room.press(Seat.MANAGER, AdmitCandidate)
    for seat in PARTIES:
        room.order(seat, AcknowledgeNotice(from_phase=room.phase, version=VERSION))
    return room


def bad(room: TableRoom, fault: DeviceFault = DeviceFault.QUIET) -> ReportDevices:
    """The check of a station did not go well."""
    return ReportDevices(from_phase=room.phase, fault=fault, figures=GOOD, devices="0" * 16)


def test_the_preparation_waits_for_the_stations_of_both() -> None:
    """First measured, then good; a bad signal is measured again."""
    room = a_room()
    assert refused_start(room) == "devices-not-checked"
    assert kinds(room.order(Seat.CANDIDATE, good_devices(room.phase))) == ["DeviceChecked"]
    assert refused_start(room) == "devices-not-checked"
    room.order(Seat.JUROR, bad(room))
    assert refused_start(room) == "devices-bad"
    room.order(Seat.JUROR, good_devices(room.phase))
    room.press(Seat.JUROR, commands.StartPreparation)
    assert room.phase is Phase.PREPARATION


def test_a_bad_signal_is_let_pass_by_the_manager_who_says_why() -> None:
    """It stands in the chain and in the ledger; the reason can be erased."""
    room = a_room()
    room.order(Seat.JUROR, good_devices(room.phase))
    room.order(Seat.CANDIDATE, bad(room, DeviceFault.NOISY))
    with pytest.raises(BadInput, match="reason-missing"):
        room.manage(OverrideDeviceCheck, seat=Seat.CANDIDATE, reason=" ")
    room.manage(OverrideDeviceCheck, seat=Seat.CANDIDATE, reason="road works, heard well all the same")
    with pytest.raises(Refused, match="device-check-holds"):
        room.manage(OverrideDeviceCheck, seat=Seat.CANDIDATE, reason="again")
    room.press(Seat.JUROR, commands.StartPreparation)
    incidents = ledger_of(room.history, now=room.clock.now()).incidents
    assert [(each.code, each.text) for each in incidents] == [
        ("device-check-overridden", "road works, heard well all the same")
    ]
    assert DeviceCheckOverridden.personal == {"author", "reason"}
    erased = [
        msgspec.structs.replace(each, reason="") if isinstance(each, DeviceCheckOverridden) else each
        for each in room.history
    ]
    assert fold(erased).formalities.devices.of(Seat.CANDIDATE).standing is CheckStanding.OVERRIDDEN


def test_devices_that_change_before_the_part_are_checked_again() -> None:
    """What was measured was another microphone."""
    room = a_room()
    for seat in PARTIES:
        room.order(seat, good_devices(room.phase))
    assert kinds(room.press(Seat.CANDIDATE, ReportDevicesChanged)) == ["DevicesChanged"]
    assert room.press(Seat.CANDIDATE, ReportDevicesChanged) == []
    assert refused_start(room) == "devices-not-checked"
    room.order(Seat.CANDIDATE, good_devices(room.phase))
    room.press(Seat.JUROR, commands.StartPreparation)


def test_devices_that_change_later_stop_nothing() -> None:
    """It is shown, and the call is held."""
    room = a_room()
    for seat in PARTIES:
        room.order(seat, good_devices(room.phase))
    room.press(Seat.JUROR, commands.StartPreparation)
    room.press(Seat.CANDIDATE, ReportDevicesChanged)
    room.pass_s(900)
    ring(room)
    answer(room)
    room.press(Seat.JUROR, ReportDevicesChanged)
    assert room.phase is Phase.CONNECTING
    check = room.state.formalities.devices.of(Seat.JUROR)
    assert (check.standing, check.changed_at) == (CheckStanding.CHANGED, room.clock.now())


def swapped(room: TableRoom, device: DeviceKind, *, heard: bool) -> list[events.AnyEvent]:
    """The juror takes another device."""
    return room.order(
        Seat.JUROR,
        ReportDevicesSwapped(from_phase=room.phase, device=device, devices="1" * 16, heard=heard),
    )


def test_a_device_that_is_chosen_in_the_call_and_heard_takes_back_that_one_has_changed() -> None:
    """It stands in the ledger; the new one was heard and not measured, so that another part asks again."""
    room = a_room()
    for seat in PARTIES:
        room.order(seat, good_devices(room.phase))
    room.press(Seat.JUROR, commands.StartPreparation)
    with pytest.raises(Refused, match="not-now"):
        swapped(room, DeviceKind.MICROPHONE, heard=True)
    room.pass_s(900)
    ring(room)
    answer(room)
    room.press(Seat.JUROR, ReportDevicesChanged)

    def check() -> StationCheck:
        return room.state.formalities.devices.of(Seat.JUROR)

    swapped(room, DeviceKind.LOUDSPEAKER, heard=True)
    assert check().standing is CheckStanding.CHANGED
    swapped(room, DeviceKind.MICROPHONE, heard=False)
    assert (check().standing, check().changed_at) == (CheckStanding.CHANGED, room.clock.now())
    swapped(room, DeviceKind.MICROPHONE, heard=True)
    assert (check().standing, check().changed_at, check().figures) == (CheckStanding.SWAPPED, None, None)
    assert not check().holds
    assert kinds(room.press(Seat.JUROR, ReportDevicesChanged)) == ["DevicesChanged"]
    noted = [each.code for each in ledger_of(room.history, now=room.clock.now()).incidents]
    assert noted == [
        "devices-changed",
        "loudspeaker-swapped",
        "microphone-swapped",
        "microphone-heard",
        "devices-changed",
    ]


def test_a_swap_is_noted_where_no_check_was_asked_for_too() -> None:
    """And a page cannot fill the chain with it."""
    room = TableRoom()
    bring_to(room, Phase.CALL)
    assert kinds(swapped(room, DeviceKind.CAMERA, heard=True)) == ["DevicesSwapped"]
    for _ in range(MOST_REPORTS - 1):
        swapped(room, DeviceKind.MICROPHONE, heard=True)
    assert room.state.formalities.devices.of(Seat.JUROR).standing is CheckStanding.MISSING
    with pytest.raises(Refused, match="too-many-device-checks"):
        swapped(room, DeviceKind.MICROPHONE, heard=True)


def test_a_check_of_an_earlier_part_counts() -> None:
    """The page says how long ago; that stands in the event."""
    room = a_room()
    carried = msgspec.structs.replace(good_devices(room.phase), age_s=3600.0)
    room.order(Seat.CANDIDATE, carried)
    check = room.state.formalities.devices.of(Seat.CANDIDATE)
    assert check.standing is CheckStanding.GOOD
    assert check.measured_at is not None
    assert (room.clock.now() - check.measured_at).total_seconds() == 3600


@pytest.mark.parametrize("age_s", [0.0, 3600.0])
def test_a_page_that_calls_bad_figures_good_is_not_believed(age_s: float) -> None:
    """Measured now or before an earlier part: what it heard itself blocks. Only it can tell two in one."""
    room = a_room()
    noisy = msgspec.structs.replace(GOOD, snr_db=8.0)
    told = msgspec.structs.replace(good_devices(room.phase), figures=noisy, age_s=age_s)
    room.order(Seat.CANDIDATE, told)
    room.order(Seat.JUROR, good_devices(room.phase))
    check = room.state.formalities.devices.of(Seat.CANDIDATE)
    assert (check.standing, check.fault) == (CheckStanding.BAD, DeviceFault.NOISY)
    assert refused_start(room) == "devices-bad"
    room.order(Seat.CANDIDATE, bad(room, DeviceFault.SAME_VOICES))
    assert room.state.formalities.devices.of(Seat.CANDIDATE).fault is DeviceFault.SAME_VOICES


def test_a_juror_who_comes_in_has_not_been_measured() -> None:
    """Another person, at another computer perhaps."""
    room = a_room()
    for seat in PARTIES:
        room.order(seat, good_devices(room.phase))
    room.manage(commands.ReplaceJuror, seat=Seat.JUROR, name="Zoé Blin", reason="ill")
    assert room.state.formalities.devices.of(Seat.JUROR).standing is CheckStanding.MISSING
    assert room.state.formalities.devices.of(Seat.CANDIDATE).standing is CheckStanding.GOOD


def test_a_station_that_two_share_is_checked_once() -> None:
    """The juror's page has no microphone there."""
    assert stations_of(None) == PARTIES
    assert stations_of(StationSetup.TWO_STATIONS) == PARTIES
    assert stations_of(StationSetup.TWO_MICROPHONES) == stations_of(StationSetup.ONE_MICROPHONE)
    room = a_room(*stations_of(StationSetup.ONE_MICROPHONE))
    with pytest.raises(Refused, match="no-device-check"):
        room.order(Seat.JUROR, good_devices(room.phase))
    room.order(Seat.CANDIDATE, good_devices(room.phase))
    room.press(Seat.JUROR, commands.StartPreparation)


def test_a_candidate_is_told_nothing_of_anothers_station() -> None:
    """Each sees their own; the jury is told what the part waits for."""
    room = a_room()
    room.order(Seat.CANDIDATE, good_devices(room.phase))
    room.order(Seat.JUROR, bad(room, DeviceFault.ECHO))
    candidate, juror, observer = (seen_by(room, seat) for seat in (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER))
    assert candidate is not None
    assert juror is not None
    assert observer is not None
    assert (candidate.waits_for, juror.waits_for) == (None, "devices-bad")
    assert candidate.station is not None
    assert candidate.station.standing is CheckStanding.GOOD
    assert juror.station is not None
    assert juror.station.fault is DeviceFault.ECHO
    assert observer.station is None


def test_a_page_that_reports_without_end_does_not_fill_the_chain() -> None:
    """It is refused from the two hundredth on."""
    room = a_room()
    for _ in range(MOST_REPORTS):
        room.order(Seat.CANDIDATE, bad(room))
    with pytest.raises(Refused, match="too-many-device-checks"):
        room.order(Seat.CANDIDATE, good_devices(room.phase))
