"""Markdown to the plain text that scenario sheets are written in: paragraphs, and lines that begin with «- ».

CommonMark is read by markdown-it; raw HTML stays text. What has no meaning on a sheet of paper (emphasis,
link targets) is left out, nothing else.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LISTS = {"bullet_list_open", "ordered_list_open"}
_LIST_ENDS = {"bullet_list_close", "ordered_list_close"}


def plain_text(source: str) -> str:
    """`source` as paragraphs with a blank line between two; list items and table rows a line each."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(source)
    return "\n".join(_lines(tokens)).strip()


def _lines(tokens: list[Token]) -> Iterator[str]:
    depth = 0
    cells: list[str] | None = None
    for token in tokens:
        if token.type in _LISTS:
            depth += 1
        elif token.type in _LIST_ENDS:
            depth -= 1
            if not depth:
                yield ""
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield "- " + ": ".join(cell for cell in cells or [] if cell)
            cells = None
        elif token.type == "inline" and cells is not None:
            cells.append(_inline(token))
        elif token.type == "inline":
            yield f"- {_inline(token)}" if depth else _inline(token)
        elif token.type in {"fence", "code_block"}:
            yield token.content.rstrip()
            yield ""
        elif token.type in {"paragraph_close", "heading_close", "table_close"} and not depth:
            yield ""


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
        else:
            parts.append(child.content)
    return "".join(parts).strip()
