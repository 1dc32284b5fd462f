"""The centre's key: what it says of itself, and whether it can still sign."""

import stat
from pathlib import Path

from oralexam.doctor.findings import Finding, good, warning
from oralexam.errors import SystemFault
from oralexam.evidence.centre_key import PRIVATE_NAME, known_centre_key, signing_key

FOLDER = "centre-key"
ADVICE = {
    "centre-key-lost": "bring centre.key back from a copy; or remove the folder: a new key is made at the"
    " next start, and what was printed with the old fingerprint no longer matches new packs",
    "centre-keys-differ": "bring centre.key and centre.pub back from one copy: they belong to different keys",
    "centre-key-unreadable": "bring the folder back from a copy, or give its files to whoever runs oralexam",
}


def check_centre_key(data_folder: Path) -> Finding:
    """The key that appeal packs are signed with is here, whole, closed to others: its fingerprint."""
    folder = data_folder / FOLDER
    try:
        known = known_centre_key(folder)
        if known is None and not (folder / PRIVATE_NAME).exists():
            return good("centre-key", "none yet: made at the first start of the server")
        if known is None:
            return good("centre-key", "its public half is written at the next start of the server")
        signing_key(folder)
        mode = stat.S_IMODE((folder / PRIVATE_NAME).stat().st_mode)
    except SystemFault as fault:
        return warning("centre-key", f"{folder}: {fault.reason}", ADVICE[fault.reason])
    if mode & 0o077:
        return warning("centre-key", known.groups, f"chmod 600 {folder / PRIVATE_NAME}: others may read it")
    return good("centre-key", f"{known.groups} (keep a copy of {folder} in a safe)")
