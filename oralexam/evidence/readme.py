"""The words that lie beside a pack: what it is, how it is checked, in French and in English."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def readme_of(manifest: Mapping[str, Any]) -> str:
    """The text for one pack."""
    sittings: Sequence[Mapping[str, Any]] = manifest["sittings"]
    erased = [each["sitting_id"] for each in sittings if each["erased"]["kinds"]]
    by = manifest["made_by"]
    about = ", ".join(f"{each['part']} {each['sitting_id']}" for each in sittings)
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return text.format(
        about=about,
        made_at=manifest["made_at"],
        by=f" par {by}" if by else "",
        by_en=f" by {by}" if by else "",
        erased_fr=f"\nDonnées personnelles effacées auparavant : {', '.join(erased)}.\n" if erased else "",
        erased_en=f"\nPersonal data erased before: {', '.join(erased)}.\n" if erased else "",
    )
