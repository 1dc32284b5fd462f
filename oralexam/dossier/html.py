"""A little HTML, written so that nothing a person wrote can become a tag."""

import html
from typing import Final

_EMPTY: Final = frozenset({"br", "meta", "col"})


class Html(str):
    """Text that is HTML already; any other text is escaped where it is put."""

    __slots__ = ()


def tag(element: str, /, *content: str, **attributes: str | None) -> Html:
    """An element; a trailing underscore of an attribute's name is left out, its others are dashes."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if element in _EMPTY:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{joined(*content)}</{element}>")


def joined(*content: str) -> Html:
    """Pieces side by side."""
    return Html("".join(each if isinstance(each, Html) else clean(each) for each in content))


def clean(text: str) -> Html:
    """A person's words: escaped, without characters that no document may hold (XML 1.0, section 2.2)."""
    kept = "".join(letter for letter in text if letter in "\n\t" or letter >= " ")
    # The document's letters have no narrow space of their own, and another font's is wider.
    return Html(html.escape(kept.replace("\u202f", "\u00a0")))


def english(*content: str) -> Html:
    """Words in English within a French line: every `span` is that, and is tagged so (`tagging`)."""
    return tag("span", *content, lang="en-GB")
