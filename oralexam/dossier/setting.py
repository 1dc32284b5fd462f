"""What all sections of a printed document are written with: words, times, tables."""

from collections.abc import Iterable, Sequence

from oralexam.dossier.html import Html, joined, tag
from oralexam.dossier.times import Times
from oralexam.dossier.words import Words
from oralexam.rooms.seats import Seat


class Setting:
    """The words and the clock of one document."""

    def __init__(self, words: Words, times: Times) -> None:
        self.words = words
        self.times = times

    def say(self, key: str, **blanks: str | int) -> str:
        """A sentence."""
        return self.words.say(key, **blanks)

    def written(self, text: str) -> str:
        """What a person wrote, or that it was erased."""
        return text or self.say("erased")

    def who(self, seat: Seat | None, author: str) -> str:
        """Who did something: by name where the service knew it."""
        if seat is None:
            return self.say("software")
        return f"{author} ({self.words.seat(seat)})" if author else self.words.seat(seat)

    def facts(self, rows: Iterable[tuple[str, str]]) -> Html:
        """Two columns: what it is, and its value; each name is the header of its row (WCAG 2.2, 1.3.1)."""
        lines = [tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in rows if value]
        return tag("table", tag("tbody", *lines), class_="facts")

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "", caption: str = ""
    ) -> Html:
        """A table by the keys of its columns; the first cell of a row is its header.

        `caption` is for one that stands below no heading of its own.
        """
        head = tag("tr", *(tag("th", self.say(column), scope="col") for column in columns))
        lines = [
            tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in rest))
            for first, *rest in rows
        ]
        return tag(
            "table",
            tag("caption", caption) if caption else Html(),
            tag("thead", head),
            tag("tbody", *lines),
            class_=f"lines {kind}".strip(),
        )


def hashed(text: str) -> Html:
    """A hash, in letters that are told apart."""
    return tag("code", text)


def paragraphs(text: str, language: str) -> Html:
    """A person's text as they broke it into lines; English is tagged as such by its element (`tagging`)."""
    lines = [tag("p", line) for line in text.splitlines() if line.strip()]
    if language == "en":
        return tag("blockquote", *lines, lang="en-GB", class_="work")
    return tag("div", *lines, class_="work")


def in_lines(*pieces: str) -> Html:
    """Pieces under one another in one cell."""
    lines: list[str] = []
    for each in pieces:
        if each:
            lines += [tag("br"), each] if lines else [each]
    return joined(*lines)
