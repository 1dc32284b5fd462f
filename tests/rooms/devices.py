"""What a good station reports, for tests whose subject is something else."""

from oralexam.rooms.device_commands import ReportDevices
from oralexam.rooms.device_events import Figures
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES
from oralexam.rooms.supervisor import RoomSupervisor

GOOD = Figures(level_db=-26.0, noise_db=-62.0, snr_db=36.0, clipped=0.0, echo_db=None, camera=True)
"""A headset in a quiet room."""


def good_devices(phase: Phase) -> ReportDevices:
    """The check of a station went well."""
    return ReportDevices(from_phase=phase, fault=None, figures=GOOD, devices="0" * 16)


GOOD_REPORT = {
    "fault": None,
    "figures": {
        "level_db": -26,
        "noise_db": -62,
        "snr_db": 36,
        "clipped": 0,
        "echo_db": None,
        "camera": True,
    },
    "devices": "0" * 16,
}
"""The same as a page says it."""


async def check_stations(rooms: RoomSupervisor, sitting_id: str) -> None:
    """Both stations of a sitting are found good, as two pages would tell."""
    for seat in PARTIES:
        await rooms.command(sitting_id, seat, good_devices((await rooms.state(sitting_id)).phase))
