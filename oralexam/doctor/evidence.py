"""The centre's key: what it says of itself, and whether it can still sign."""

import stat
from pathlib import Path

from oralexam.doctor.findings import Finding, good, say, warning
from oralexam.errors import SystemFault
from oralexam.evidence.centre_key import PRIVATE_NAME, known_centre_key, signing_key

FOLDER = "centre-key"


def check_centre_key(data_folder: Path) -> Finding:
    """The key that appeal packs are signed with is here, whole, closed to others: its fingerprint."""
    folder = data_folder / FOLDER
    try:
        known = known_centre_key(folder)
        if known is None and not (folder / PRIVATE_NAME).exists():
            return good("centre-key", say("key-none-yet"))
        if known is None:
            return good("centre-key", say("key-half"))
        signing_key(folder)
        mode = stat.S_IMODE((folder / PRIVATE_NAME).stat().st_mode)
    except SystemFault as fault:
        return warning("centre-key", say(fault.reason, folder=str(folder)), say(f"{fault.reason}-advice"))
    if mode & 0o077:
        advice = say("key-close", file=str(folder / PRIVATE_NAME))
        return warning("centre-key", say("key", groups=known.groups), advice)
    return good("centre-key", say("key-well", groups=known.groups, folder=str(folder)))
