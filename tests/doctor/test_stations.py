"""What the doctor says of the stations that have tried the network."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from oralexam.doctor.findings import Verdict
from oralexam.doctor.stations import check_stations, judged
from oralexam.storage.network_checks import KeptReport, NetworkChecks, NetworkReport, Way
from tests.doctor.english import advice, found

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
STRAIGHT = Way(connected=True, connect_ms=80, round_trip_ms=2.0, sent=150, received=150, over="host")
NONE = Way(connected=False, problem="no-connection")
REPORT = NetworkReport(
    room="Salle 3",
    station="candidat",
    socket_ms=2.0,
    hosts=1,
    reflexive=0,
    relayed=0,
    six=0,
    direct=STRAIGHT,
    relay=None,
)


def said(report: NetworkReport, *, later: timedelta = timedelta()) -> tuple[Verdict, str]:
    """The verdict, and the advice."""
    finding = judged(KeptReport(at=AT, report=report), ports="40000-40399", now=AT + later)
    assert found(finding).startswith("Salle 3, candidat (2026-11-22 08:00 UTC)")
    return finding.verdict, advice(finding)


def test_each_station_has_a_line_with_its_last_result(tmp_path: Path):
    """By room and station; without any, the doctor says where they are made."""
    (none,) = check_stations(tmp_path, ports="", now=AT)
    assert "/check/network" in found(none)
    checks = NetworkChecks(tmp_path)
    checks.keep(REPORT, at=AT)
    checks.keep(msgspec.structs.replace(REPORT, room="Salle 1"), at=AT)
    assert [found(each)[:7] for each in check_stations(tmp_path, ports="", now=AT)] == ["Salle 1", "Salle 3"]


def test_a_station_that_can_hold_a_call_is_well_until_it_is_long_ago():
    """Networks change."""
    assert said(REPORT) == (Verdict.GOOD, "")
    assert said(REPORT, later=timedelta(days=31))[0] is Verdict.WARNING


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"direct": NONE}, "open UDP 40000-40399"),
        ({"direct": NONE, "hosts": 0}, "policies"),
        ({"direct": NONE, "relay": NONE}, "TURN"),
        ({"socket_ms": None}, "WebSockets"),
        ({"direct": msgspec.structs.replace(STRAIGHT, received=0)}, "answers"),
        ({"direct": msgspec.structs.replace(STRAIGHT, sent=0, received=0)}, "headset"),
        ({"direct": msgspec.structs.replace(STRAIGHT, lost_there=15)}, "cable"),
        ({"direct": msgspec.structs.replace(STRAIGHT, round_trip_ms=200.0)}, "VPN"),
        ({"direct": Way(connected=False, problem="check-not-now")}, "again"),
    ],
)
def test_what_does_not_pass_is_told_with_what_to_open(changes: dict[str, object], words: str):
    """The technician reads what to do, at the server, for each room."""
    verdict, advice = said(msgspec.structs.replace(REPORT, **changes))
    assert verdict is Verdict.WARNING
    assert words in advice


def test_a_station_that_goes_by_the_relay_is_well():
    """That is what the relay is for."""
    assert said(msgspec.structs.replace(REPORT, direct=NONE, relay=STRAIGHT))[0] is Verdict.GOOD


def test_a_way_on_which_nothing_was_heard_is_not_told_as_one_without_loss():
    """Nothing that came is no share of anything."""
    silent = msgspec.structs.replace(STRAIGHT, received=0)
    finding = judged(
        KeptReport(at=AT, report=msgspec.structs.replace(REPORT, direct=silent)), ports="", now=AT
    )
    assert "no sound" in found(finding)
    assert "0.0%" not in found(finding)
