"""Acts that one person cannot do alone."""

import msgspec

from oralexam.errors import Refused
from oralexam.exams.people import same_name


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A manager who has signed in; a link is nobody in particular, and cannot be one of two."""

    account_id: str
    name: str


def check_another(first: Person, second: Person) -> None:
    """Refuse the same account, and another account of the same name: a person may have two.

    Raises:
        Refused: `second-person-needed`.
    """
    if first.account_id == second.account_id or same_name(first.name, second.name):
        raise Refused("second-person-needed")
