"""What the doctor says: everything in both languages, with the same blanks."""

import errno
import re
import string
from pathlib import Path

import pytest

from oralexam.doctor import examination
from oralexam.doctor.findings import cause, say
from oralexam.doctor.sentences import CAUSES, CHECKS, SENTENCES
from oralexam.doctor.words import Language, language_of, sentence, title

DOCTOR = Path(examination.__file__).parent
SOURCES = [*DOCTOR.glob("*.py"), DOCTOR.parent / "cli" / "doctor.py"]
CATALOGUES = ("sentences.py", "network_sentences.py", "call_sentences.py")


def blanks(pattern: str) -> set[str]:
    """The names of a sentence's blanks."""
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_have_the_same_blanks(code: str):
    """Nothing is told in one that is not told in the other; neither is empty."""
    french, english = SENTENCES[code]
    assert blanks(french) == blanks(english)
    assert french
    assert english


def test_what_the_checks_say_is_in_the_catalogue_and_all_of_the_catalogue_is_said():
    """By their codes, as they stand in the text of the program; a relay's and a key's are put together."""
    text = "\n".join(file.read_text() for file in SOURCES if file.name not in CATALOGUES)
    said = set(re.findall(r'say\(\s*"([a-z-]+)"', text))
    assert said - {"cause"} <= set(SENTENCES)
    composed = re.compile(r"(turn|centre-key|model|setting)s?-")
    quoted = set(re.findall(r"[\"']([a-z-]+)[\"']", text))
    assert {code for code in SENTENCES if code not in quoted and not composed.match(code)} == set()
    checked = set(re.findall(r'(?:good|warning|blocking)\(\s*"([a-z-]+)"', text))
    assert checked == set(CHECKS)


def test_numbers_and_marks_are_written_as_in_each_language():
    """A comma, and spaces that keep a line from breaking, in French."""
    said = say("way", ms=3.0, lost=0.015)
    assert sentence(said, Language.ENGLISH) == "3 ms, 1.5% lost"
    assert sentence(said, Language.FRENCH) == "3 ms, 1,5\N{NO-BREAK SPACE}% de pertes"
    assert sentence(say("to-do"), Language.FRENCH) == "à faire\N{NO-BREAK SPACE}:"
    assert title("clock", Language.FRENCH) == "Horloge"


def test_the_systems_reasons_are_told_in_both_languages_as_far_as_they_are_known():
    """Others in the system's own words, which is better than none."""
    refused = cause(OSError(errno.EACCES, "Permission denied"))
    assert [sentence(refused, each) for each in Language] == list(CAUSES["EACCES"])
    rare = cause(OSError(errno.EXDEV, "Invalid cross-device link"))
    assert sentence(rare, Language.FRENCH) == "Invalid cross-device link"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, Language.FRENCH),
        ({"LANG": "C.UTF-8"}, Language.FRENCH),
        ({"LANG": "fr_FR.UTF-8"}, Language.FRENCH),
        ({"LANG": "en_GB.UTF-8"}, Language.ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, Language.ENGLISH),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, Language.ENGLISH),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": "fr_FR"}, Language.FRENCH),
    ],
)
def test_the_language_is_that_of_whoever_sits_there(environment: dict[str, str], language: Language):
    """As every program of the system chooses; French, as the pages, where nobody has said."""
    assert language_of(environment) is language
