"""The bank on disk: strict, and clear about what is wrong where."""

import importlib.resources
import re
from pathlib import Path

import pytest

from oralexam.errors import SystemFault
from oralexam.exams.bank import LARGEST_FILE_BYTES, PackagedScenarios, key_of, read_scenario

PACKAGED = importlib.resources.files("oralexam.exams") / "scenarios" / "amberline-kettles.toml"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A centre's own folder, with one good scenario in it."""
    text = PACKAGED.read_text(encoding="utf-8")
    text = text.replace('scenario_id = "amberline-kettles"', 'scenario_id = "our-own"')
    (tmp_path / "our-own.toml").write_text(text.replace("number = 3", "number = 41"), encoding="utf-8")
    return tmp_path


def rewrite(folder: Path, good: str, bad: str) -> None:
    """Put one fault into the scenario of `folder`."""
    file = folder / "our-own.toml"
    text = file.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad, 1), encoding="utf-8")


def fault_of(folder: Path) -> SystemFault:
    """What the bank says of `folder`."""
    with pytest.raises(SystemFault) as fault:
        PackagedScenarios(folder)
    return fault.value


def test_the_package_brings_three_scenarios() -> None:
    """By id and version, with the numbers that people say."""
    scenarios = PackagedScenarios().all()
    assert {key: scenario.number for key, scenario in scenarios.items()} == {
        "amberline-kettles@1": 3,
        "orvelle-towels@1": 5,
        "roulanne-lamps@1": 8,
    }
    assert all(key_of(scenario) == key for key, scenario in scenarios.items())


def test_a_centre_adds_its_own(own: Path) -> None:
    """Beside those of the package; other files in the folder are none of the bank's business."""
    (own / "notes.txt").write_text("not a scenario")
    assert set(PackagedScenarios(own).all()) == set(PackagedScenarios().all()) | {"our-own@1"}


def test_the_bank_does_not_change_under_a_session(own: Path) -> None:
    """It was read when it was made, and nobody can write into it."""
    bank = PackagedScenarios(own)
    (own / "our-own.toml").unlink()
    assert "our-own@1" in bank.all()
    with pytest.raises(TypeError):
        bank.all()["x@1"] = bank.all()["our-own@1"]  # type: ignore[index]


def test_a_new_version_stands_beside_the_old_one(own: Path) -> None:
    """Same id, same number, another version."""
    text = (own / "our-own.toml").read_text(encoding="utf-8")
    (own / "our-own-2.toml").write_text(text.replace("version = 1", "version = 2", 1), encoding="utf-8")
    assert {"our-own@1", "our-own@2"} <= set(PackagedScenarios(own).all())


def test_texts_lose_the_white_space_around_them() -> None:
    """So that they can stand in triple quotes on lines of their own."""
    scenario = read_scenario(PACKAGED)
    for text in (scenario.candidate.mission, scenario.jury.role, scenario.text_task.instructions):
        assert text == text.strip()
    assert "\n\n" in scenario.candidate.mission


@pytest.mark.parametrize(
    ("good", "bad", "field"),
    [
        ('name = "Joanna Pike"', "", "other_party.name"),
        ('name = "Joanna Pike"', 'nom = "Joanna Pike"', "other_party.nom"),
        ('name = "Joanna Pike"', 'name = " "', "other_party.name"),
        ('mode = "video"', 'mode = "fax"', "mode"),
        ('direction = "juror-rings"', 'direction = "both"', "direction"),
        ("version = 1", "version = 0", "version"),
        ("version = 1", 'version = "1"', "version"),
        ("number = 41", "number = 0", "number"),
        ("number = 41", "number = 5", "number"),
        ('scenario_id = "our-own"', 'scenario_id = "Our own"', "scenario_id"),
        ('language = "en"', 'language = "de"', "text_task.language"),
        ('fact_id = "where"', 'fact_id = "when-needed"', "jury.facts_if_asked.fact_id"),
        ('fact_id = "where"', 'fact_id = "Where to"', "jury.facts_if_asked.fact_id"),
        ('fact_id = "where"', "", "jury.facts_if_asked[4].fact_id"),
        ('title = "House rules"', "title = 5", "candidate.documents[3].title"),
    ],
)
def test_a_fault_is_named_by_file_and_field(own: Path, good: str, bad: str, field: str) -> None:
    """Whoever wrote the scenario can find it."""
    rewrite(own, good, bad)
    fault = fault_of(own)
    assert fault.reason == "scenario-malformed"
    assert (fault.details["file"], fault.details["field"]) == ("our-own.toml", field)
    assert fault.details["problem"]


@pytest.mark.parametrize(
    "content", [b"title = ", b"\xff\xfe\x00", b"\x00", b"x" * (LARGEST_FILE_BYTES + 1), b""]
)
def test_what_is_no_toml_is_named_by_file(own: Path, content: bytes) -> None:
    """Broken, in another encoding, far too large, or empty."""
    (own / "our-own.toml").write_bytes(content)
    fault = fault_of(own)
    assert (fault.reason, fault.details["file"]) == ("scenario-malformed", "our-own.toml")
    assert fault.details["problem"]


def test_the_same_version_twice_is_refused(own: Path) -> None:
    """Nobody could say which of the two a candidate had."""
    (own / "zz-copy.toml").write_bytes((own / "our-own.toml").read_bytes())
    fault = fault_of(own)
    assert (fault.details["file"], fault.details["field"]) == ("zz-copy.toml", "version")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A misspelt setting is no empty bank."""
    with pytest.raises(SystemFault, match="scenario-folder-unreadable"):
        PackagedScenarios(tmp_path / "nowhere")


def test_the_example_of_the_guide_is_a_scenario(tmp_path: Path) -> None:
    """What docs/scenarios.md shows can be copied and read."""
    guide = Path(__file__).parents[2] / "docs" / "scenarios.md"
    (example,) = re.findall(r"```toml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "example.toml"
    file.write_text(example, encoding="utf-8")
    scenario = read_scenario(file)
    assert scenario.candidate.documents[0].data[0].label == "Carrier"


def test_a_directory_named_like_a_scenario_is_refused(own: Path) -> None:
    """And does not end the server with a traceback."""
    (own / "folder.toml").mkdir()
    assert fault_of(own).details["file"] == "folder.toml"
