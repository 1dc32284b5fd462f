"""The data folder: everything stands in it, nothing outside it."""

from pathlib import Path

import pytest

from oralexam.errors import BadInput, SystemFault
from oralexam.identifiers import new_id
from oralexam.storage.files import DataFolder
from tests.contracts.event_store import OTHER_SITTING, SITTING

HOSTILE = [
    "",
    ".",
    "..",
    "../../etc",
    "/etc/passwd",
    f"{SITTING}/..",
    f"../{SITTING}",
    f"{SITTING}\x00",
    f"{SITTING}\n",
    SITTING.upper(),
    SITTING.replace("-", "/"),
    "\uff0e\uff0e/",
    "~root",
    "C:\\x",
]


def test_folders_are_made_inside_the_root(tmp_path: Path):
    """Recordings, listening copies and papers each have their place."""
    folder = DataFolder(tmp_path / "data")
    places = [folder.recordings_dir(), folder.listening_dir(SITTING), folder.papers_dir()]
    assert all(place.is_dir() and place.is_relative_to(tmp_path / "data") for place in places)
    assert len(set(places)) == 3
    assert folder.database_path.parent == folder.root == tmp_path / "data"


@pytest.mark.parametrize("sitting_id", HOSTILE)
def test_only_ids_become_paths(tmp_path: Path, sitting_id: str):
    """Everything else is refused, and nothing is made or removed."""
    folder = DataFolder(tmp_path / "data")
    for use in (folder.listening_dir, folder.remove_sitting):
        with pytest.raises(BadInput, match="bad-id"):
            use(sitting_id)
    assert list(tmp_path.iterdir()) == []


def test_a_removed_sitting_leaves_no_file(tmp_path: Path):
    """Its journals and copies go, those of others stay; a second time is no fault."""
    folder = DataFolder(tmp_path)
    for sitting_id in (SITTING, OTHER_SITTING):
        journal = folder.recordings_dir() / sitting_id / "candidate-audio-001.mjr"
        journal.parent.mkdir()
        journal.write_bytes(b"MJR00002")
        (journal.parent / "own").mkdir()
        (journal.parent / "own" / "candidate-0a71d81d.own").write_bytes(b"OWN1")
        (folder.listening_dir(sitting_id) / "mix.ogg").write_bytes(b"OggS")
    folder.remove_sitting(SITTING)
    assert not [path for path in tmp_path.rglob("*") if SITTING in str(path)]
    assert len([path for path in tmp_path.rglob("*.*") if OTHER_SITTING in str(path)]) == 3
    folder.remove_sitting(SITTING)
    folder.remove_sitting(new_id())


def test_a_folder_that_can_be_written_passes_the_probe(tmp_path: Path):
    """It is made if need be, and the probe leaves nothing behind."""
    folder = DataFolder(tmp_path / "new" / "data")
    folder.probe_writable()
    assert list(folder.root.iterdir()) == []


@pytest.mark.parametrize("place", ["/proc/oralexam", "{tmp}/a-file/data"])
def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path: Path, place: str):
    """A file system that takes no files, a file where a folder should be: also for root."""
    (tmp_path / "a-file").write_text("x")
    folder = DataFolder(Path(place.format(tmp=tmp_path)))
    for use in (folder.probe_writable, folder.recordings_dir, folder.papers_dir):
        with pytest.raises(SystemFault, match="data-folder-not-writable") as caught:
            use()
        assert isinstance(caught.value.__cause__, OSError)


def test_the_free_fraction_is_a_fraction(tmp_path: Path):
    """Between an empty disk and a full one."""
    assert 0 < DataFolder(tmp_path).free_fraction() < 1
