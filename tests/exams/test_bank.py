"""The bank on disk: strict, and clear about what is wrong where."""

import importlib.resources
import re
from pathlib import Path

import pytest

from oralexam.errors import SystemFault
from oralexam.exams.bank import LARGEST_FILE_BYTES, PackagedScenarios, key_of, read_scenario

PACKAGED = Path(str(importlib.resources.files("oralexam.exams"))) / "scenarios" / "amberline-kettles.toml"


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


def test_the_package_brings_five_scenarios() -> None:
    """By id and version, with the numbers that people say."""
    scenarios = PackagedScenarios().all()
    assert {key: scenario.number for key, scenario in scenarios.items()} == {
        "accra-visit@1": 14,
        "amberline-kettles@1": 3,
        "fennick-fair@1": 11,
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
    assert scenario.text_task is not None
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
        ('mode = "video"', 'mode = "in-person"', "mode"),
        ('mode = "video"', "", "mode"),
        ('direction = "juror-rings"', "", "direction"),
        ('mode = "video"', 'mode = "video"\npart = "oral-defence"', "part"),
        ('mode = "video"\ndirection = "juror-rings"', 'part = "visitor"', "contact_sheet"),
        ("[text_task]", "[text]", "text"),
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
    ("good", "bad", "field"),
    [
        ('part = "visitor"', 'part = "visitor"\nmode = "telephone"', "mode"),
        ('part = "visitor"', 'part = "visitor"\ndirection = "juror-rings"', "direction"),
        ('part = "visitor"', 'part = "call"\nmode = "video"\ndirection = "juror-rings"', "text_task"),
        ('field_id = "name"', 'field_id = "role"', "contact_sheet.sections.fields.field_id"),
        ('field_id = "name"', 'field_id = "Name"', "contact_sheet.sections.fields.field_id"),
        ('label = "Position"', 'label = " "', "contact_sheet.sections.fields.label"),
        ('kind = "date"', 'kind = "day"', "contact_sheet.sections[3].fields[1].kind"),
        ('kind = "date"', 'kind = "choice"', "contact_sheet.sections.fields.options"),
        ('kind = "date"', 'options = ["a", "b"]', "contact_sheet.sections.fields.options"),
        ('"Within a month"', '"For information only"', "contact_sheet.sections.fields.options"),
        ('title = "Next steps"', 'title = ""', "contact_sheet.sections.title"),
        ('title = "Contact sheet, Table & Maison 2026"', 'title = ""', "contact_sheet.title"),
    ],
)
def test_a_fault_of_a_visitor_is_named_by_file_and_field(
    tmp_path: Path, good: str, bad: str, field: str
) -> None:
    """What a visitor's scenario and its contact sheet may not say."""
    text = PACKAGED.with_name("fennick-fair.toml").read_text(encoding="utf-8")
    text = text.replace('"fennick-fair"', '"our-own"').replace("number = 11", "number = 41")
    (tmp_path / "our-own.toml").write_text(text, encoding="utf-8")
    assert "our-own@1" in PackagedScenarios(tmp_path).all()
    rewrite(tmp_path, good, bad)
    fault = fault_of(tmp_path)
    assert (fault.reason, fault.details["field"]) == ("scenario-malformed", field)


def test_a_sheet_is_filled_in_within_ten_minutes(tmp_path: Path) -> None:
    """At most forty fields."""
    text = PACKAGED.with_name("fennick-fair.toml").read_text(encoding="utf-8")
    many = ", ".join(f'{{ field_id = "field-{n}", label = "Field" }}' for n in range(41))
    text = text.replace('"fennick-fair"', '"our-own"').replace("number = 11", "number = 41")
    text = re.sub(r'(title = "Visitor"\nfields = )\[.*?\n\]', rf"\1[ {many} ]", text, flags=re.DOTALL)
    (tmp_path / "our-own.toml").write_text(text, encoding="utf-8")
    assert fault_of(tmp_path).details["field"] == "contact_sheet.sections"


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
