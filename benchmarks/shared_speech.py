"""Recordings of real speech beside this repository, where somebody has put them; none is in it."""

from pathlib import Path
from typing import Final

from oralexam.transcripts.evaluation.references import Reference, find_references

FOLDER: Final = Path(__file__).resolve().parents[2] / "shared" / "speech"
READ: Final = ("librivox-sense", "speechocean762-adults")
"""Sentences read aloud: natives (public domain), adult learners (CC BY 4.0)."""
SPONTANEOUS: Final = ("wuw2-telephone",)
"""Telephone speech with hesitations written out (CC BY-SA 4.0)."""


def recordings(sets: tuple[str, ...]) -> list[Reference]:
    """Those of some sets in the order of their names; none where the folder is not there."""
    folders = [FOLDER / name for name in sets if (FOLDER / name).is_dir()]
    return [each for folder in folders for each in find_references(folder).references]


def voice_of(reference: Reference) -> str:
    """Who speaks, as far as the name of a file tells: a caller, a learner, a reader of a book."""
    stem = reference.path.stem
    if reference.path.parent.name == "speechocean762-adults":
        return stem[:5]
    return stem.partition("_")[0] if reference.encoding else stem.rpartition("-")[0]
