"""The staff of a centre: who may sign in, and as what. Candidates are not among them: they have none."""

import re
import unicodedata
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.errors import BadInput

LONGEST_LOGIN = 80
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""NIST SP 800-63B-4, section 3.1.1.2 asks for 15 where a password stands alone, at least 64 as the longest;
12 was chosen for a service on the centre's own network, behind limits by account and address."""
_TITLES = frozenset({"m", "mm", "mme", "mlle", "mr", "mrs", "ms", "miss", "dr"})
_LOGIN = re.compile(r"[a-z0-9][a-z0-9.@_+-]*")


class Role(StrEnum):
    """What an account is for; a person with two tasks has two accounts."""

    MANAGER = "manager"
    JUROR = "juror"
    """Sits in juries: comes to the seats of their own candidates, and to the replays of those afterwards."""
    EVALUATOR = "evaluator"
    """Opens the replays of the sessions that name them; sits in no room."""
    TECHNICIAN = "technician"
    """Sees whether the machine is well; no candidate's name."""


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member of staff, as pages may know them."""

    account_id: str
    login: str
    name: Annotated[str, msgspec.Meta(max_length=80)]
    role: Role
    active: bool = True


def same_name(one: str, other: str) -> bool:
    """Whether two names are read as one: however they are spaced, capitalised or encoded (Unicode NFKC)."""
    return _as_read(one) == _as_read(other)


def may_be_one_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: one may say less of it (« Mme Morel », « Claire Morel »)."""
    first, second = (_parts(name) for name in (one, other))
    return same_name(one, other) or bool(first and second and (first <= second or second <= first))


def _parts(name: str) -> frozenset[str]:
    apart = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[^\W\d_]+", "".join(each for each in apart if not unicodedata.combining(each)))
    return frozenset(words) - _TITLES


def _as_read(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def login_of(written: str) -> str:
    """The login as it is compared: `Claire.Morel ` and `claire.morel` are one.

    Raises:
        BadInput: `login-not-well-formed`.
    """
    login = written.strip().casefold()
    if len(login) > LONGEST_LOGIN or not _LOGIN.fullmatch(login):
        raise BadInput("login-not-well-formed")
    return login


def check_password(password: str, *, login: str, name: str) -> None:
    """Refuse a password that is short, endless, or the person's own name.

    Raises:
        BadInput: `password-too-short`, `password-too-long`, `password-too-easy`.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput("password-too-short", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise BadInput("password-too-long", longest=LONGEST_PASSWORD)
    bare = password.casefold()
    if len(set(bare)) < 5 or bare in {login, name.casefold(), "motdepasse123", "password1234"}:
        raise BadInput("password-too-easy")
