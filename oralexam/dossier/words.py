"""The sentences of the printed documents: codes that the pages have words for keep those words."""

import importlib.resources
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from oralexam.dossier.language import DocumentLanguage
from oralexam.exams.parts import PartKind
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


class Words:
    """What a document says, in one language."""

    def __init__(
        self, language: DocumentLanguage, sentences: Mapping[str, str], pages: Mapping[str, str]
    ) -> None:
        """`sentences` are the documents' own, `pages` those of the front end, in that language."""
        self.language = language
        self._sentences = sentences
        self._pages = pages

    @classmethod
    def read(cls, language: DocumentLanguage, web: Path) -> "Words":
        """With the sentences of the front end that stands in `web`."""
        name = f"{language.value}.json"
        own = importlib.resources.files("oralexam.dossier") / "sentences" / name
        return cls(language, _read(own), _read(web / "i18n" / name))

    def say(self, key: str, **blanks: str | int) -> str:
        """A sentence of the documents, its blanks filled; what fills them is kept as it is."""
        sentence = self._sentences[key]
        if self.language is DocumentLanguage.FRENCH:
            # No line begins with a double sign, and no guillemet stands alone.
            for sign in (":", ";", "?", "!", "»", "%"):
                sentence = sentence.replace(f" {sign}", f"\u00a0{sign}")
            sentence = sentence.replace("« ", "«\u00a0")
        return sentence.format(**blanks)

    def part(self, part: PartKind) -> str:
        """What a part is called."""
        return self._of_pages(f"part.{part.value}", part.value)

    def phase(self, phase: Phase, part: PartKind) -> str:
        """What a phase of that part is called."""
        plain = self._of_pages(f"phase.{phase.value}", phase.value)
        # One machine runs both role-plays; its phases have other names where a visitor comes.
        return self._of_pages(f"visitor.phase.{phase.value}", plain) if part is PartKind.VISITOR else plain

    def seat(self, seat: Seat) -> str:
        """What a seat is called."""
        return self._of_pages(f"seat.{seat.value}", seat.value)

    def incident(self, code: str, characters: str) -> str:
        """What an incident is called; `characters` fills the blank of what came from outside."""
        # Whose it was stands beside it here; some sentences are none without a name (as in pages/ledger.js).
        sentence = self._of_pages(f"ledger.incident.{code}", self._of_pages(f"incident.{code}", code))
        return sentence.replace("{characters}", characters).replace("{name}", "").strip()

    def _of_pages(self, key: str, otherwise: str) -> str:
        return self._pages.get(key, otherwise).replace("\u202f", "\u00a0")


def _read(file: Traversable) -> dict[str, str]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
