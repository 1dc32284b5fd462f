"""The last report of each station, in a file that two programs read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from oralexam.storage.network_checks import FILE_NAME, MOST_KEPT, NetworkChecks, NetworkReport, Way

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WELL = Way(connected=True, round_trip_ms=3.0, sent=200, received=190, lost_back=10, over="host")


def report(room: str = "Salle 1", station: str = "candidat", **more: object) -> NetworkReport:
    """What a station found."""
    values = {
        "socket_ms": 2.0,
        "hosts": 2,
        "reflexive": 0,
        "relayed": 0,
        "six": 1,
        "direct": WELL,
        "relay": None,
    }
    return NetworkReport(room=room, station=station, **{**values, **more})  # type: ignore[arg-type]


def test_the_last_report_of_a_station_stands_for_it(tmp_path: Path):
    """By room and station, in their order."""
    checks = NetworkChecks(tmp_path)
    checks.keep(report("Salle 2"), at=AT)
    checks.keep(report(), at=AT)
    checks.keep(report(socket_ms=None), at=AT + timedelta(minutes=1))
    found = NetworkChecks(tmp_path).all()
    assert [each.report.room for each in found] == ["Salle 1", "Salle 2"]
    assert found[0].report.socket_ms is None
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_file_that_is_none_is_no_fault(tmp_path: Path):
    """They are made again in a minute."""
    (tmp_path / FILE_NAME).write_text("{")
    checks = NetworkChecks(tmp_path)
    assert checks.all() == []
    checks.keep(report(), at=AT)
    assert len(checks.all()) == 1


def test_no_browser_fills_the_disk(tmp_path: Path):
    """Names are bounded, and so are stations."""
    checks = NetworkChecks(tmp_path)
    kept = [msgspec.structs.replace(report(), station=f"{number}") for number in range(MOST_KEPT + 3)]
    for number, each in enumerate(kept):
        checks.keep(each, at=AT + timedelta(seconds=number))
    found = {each.report.station for each in checks.all()}
    assert len(found) == MOST_KEPT
    assert "0" not in found


def test_the_worse_direction_counts():
    """A tenth of the echo was lost here: five per cent."""
    assert WELL.lost_share == 0.05
    assert Way(connected=False).lost_share == 0
