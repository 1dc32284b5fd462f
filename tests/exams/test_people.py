"""Logins and passwords of the staff."""

import pytest

from oralexam.errors import BadInput
from oralexam.exams.people import check_password, login_of, may_be_one_person


def test_one_login_is_one_person_whatever_the_case() -> None:
    """Spaces around it and capitals make no second account."""
    assert login_of(" Claire.Morel ") == login_of("claire.morel") == "claire.morel"
    assert login_of("claire@centre.example") == "claire@centre.example"


@pytest.mark.parametrize("written", ["", " ", "é", "a b", "<script>", ".hidden", "x" * 81, "a\nb"])
def test_a_login_is_made_of_plain_letters(written: str) -> None:
    """What a log or a page could misread is refused."""
    with pytest.raises(BadInput, match="login-not-well-formed"):
        login_of(written)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-too-short"),
        ("x" * 201, "password-too-long"),
        ("aaaaaaaaaaaaaaaa", "password-too-easy"),
        ("claire.morel", "password-too-easy"),
        ("MotDePasse123", "password-too-easy"),
    ],
)
def test_an_easy_password_is_refused(password: str, code: str) -> None:
    """Too short, endless, one letter, or the person's own name."""
    with pytest.raises(BadInput, match=code):
        check_password(password, login="claire.morel", name="Claire Morel")


def test_any_long_sentence_is_a_password() -> None:
    """Spaces and accents are welcome; no character is demanded."""
    check_password("quatre girafes à Dunkerque", login="claire.morel", name="Claire Morel")


@pytest.mark.parametrize(
    ("one", "other", "can_be"),
    [
        ("Claire Morel", "claire  MOREL", True),
        ("Mme Morel", "Claire Morel", True),
        ("Hélène Morel", "Morel Helene", True),
        ("Claire Morel", "Claire Durand", False),
        ("Mme", "Mme Morel", False),
        ("", "Claire Morel", False),
    ],
)
def test_names_that_can_be_one_persons(one: str, other: str, *, can_be: bool) -> None:
    """One may say less of it; a title says nothing."""
    assert may_be_one_person(one, other) is can_be
    assert may_be_one_person(other, one) is can_be
