"""The sentences of the pages, for the few files that the server writes."""

import json
from functools import cache

from oralexam.webapp.assets import web_folder

LANGUAGES = ("fr", "en")


@cache
def words_in(language: str) -> dict[str, str]:
    """All words of one of `LANGUAGES`, by key; read once."""
    path = web_folder() / "i18n" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
