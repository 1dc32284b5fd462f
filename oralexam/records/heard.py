"""The name of the files that say of which filling of a voice its words are."""

from typing import Final

HEARD: Final = "-heard-version.txt"
"""Beside the listening copies, one a seat; `filled_voice.Fillings` writes them."""
