"""The language of a document; what candidates wrote stays in theirs."""

from enum import StrEnum


class DocumentLanguage(StrEnum):
    """French is the record's own; English for who reads with the jury."""

    FRENCH = "fr"
    ENGLISH = "en"
