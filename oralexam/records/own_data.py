"""What a candidate is handed who asks for their own data (GDPR art. 15): a page, data and files in a ZIP."""

from html import escape
from typing import Annotated, Any, Final

import msgspec


class OwnFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that goes along: where it stands, and its name in the ZIP, which the server has made.

    With `run_key` it is a page's own copy, by its sidecar: it goes along as something that can be played.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(?:[-/.][a-z0-9]+)*$", max_length=120)]
    path: str
    label: str
    run_key: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One heading of the page: sentences, a table, files."""

    heading: str
    level: int = 2
    words: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[OwnFile, ...] = ()


class OwnDataOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the child process needs to make the ZIP at `target`."""

    target: str
    language: str
    title: str
    sections: tuple[Section, ...]
    data: Any
    """The same for programs: `data.json`."""
    claim: str = ""
    """A file from before anything was read: an erasure takes it along, and then there is nothing to make."""


OWN_DATA_GONE: Final = b"gone"
"""What the process answers where its claim was taken away."""


_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; vertical-align: top;
padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
th { white-space: nowrap; } td:first-child { min-width: 5rem; } p, td { white-space: pre-wrap; }
"""


def as_html(order: OwnDataOrder) -> str:
    """The page: plain HTML without a script, that any browser opens without a network."""
    body = "\n".join(_section(section) for section in order.sections)
    title = escape(order.title)
    return (
        f'<!doctype html>\n<html lang="{escape(order.language)}">\n<head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{title}</h1>\n{body}\n</main></body>\n</html>\n"
    )


def _section(section: Section) -> str:
    pieces = [f"<h{section.level}>{escape(section.heading)}</h{section.level}>"]
    pieces += [f'<p dir="auto">{escape(words)}</p>' for words in section.words]
    if section.rows:
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in section.header)
        rows = "".join(
            "<tr>" + "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in row) + "</tr>"
            for row in section.rows
        )
        pieces.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    if section.files:
        links = "".join(
            f'<li><a href="{escape(file.name)}">{escape(file.label)}</a></li>' for file in section.files
        )
        pieces.append(f"<ul>{links}</ul>")
    return "\n".join(pieces)
