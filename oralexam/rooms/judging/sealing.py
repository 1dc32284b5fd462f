"""What every sealed body has in common: its JSON, its digest, its grid, and what is said of a lack."""

import hashlib

import msgspec

from oralexam.errors import Refused
from oralexam.rooms.judging.commands import Lines
from oralexam.rooms.judging.marks import Lack
from oralexam.rooms.judging.state import Judging


def digest_of(body: str) -> str:
    """SHA-256 (hex) of a sealed body: what the chain holds of it in public."""
    return hashlib.sha256(body.encode()).hexdigest()


def sealed_json(body: msgspec.Struct) -> str:
    """The body as it is hashed."""
    return msgspec.json.encode(body, order="sorted").decode()


def same_grid(judging: Judging, lines: Lines) -> None:
    """Refuse marks by another grid than the one that was fixed.

    Raises:
        Refused: `another-grid`.
    """
    opened = judging.opened
    if opened is None or (opened.grid_id, opened.grid_version, opened.grid_digest) != (
        lines.grid_id,
        lines.grid_version,
        lines.digest,
    ):
        raise Refused("another-grid")


def written(missing: tuple[Lack, ...]) -> str:
    """What is lacking, for the answer's details: codes and lines, nothing that anybody wrote."""
    return " ".join(f"{each.criterion_id or 'whole'}:{each.code}" for each in missing)
