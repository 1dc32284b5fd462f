"""EAF 3.0, for ELAN (The Language Archive, « ELAN Annotation Format », EAFv3.0.xsd): aligned annotations."""

from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from oralexam.transcripts.exports.document import SPEECH_LANGUAGE, TranscriptDocument, sounds, spoken
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.exports.sentences import FileLanguage, name_of, source_lines, times_line
from oralexam.transcripts.exports.tiles import Tile, tiled, tiled_sounds

SCHEMA: Final = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
INCLUDED_IN: Final = (
    "Time alignable annotations within the parent annotation's time interval, gaps are allowed"
)
"""The stereotype of the words' tiers, in the words of the format's own description."""


def to_elan(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as an ELAN annotation document: utterances of each speaker, words inside them."""
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "oralexam",
            "DATE": (document.zero_utc or EPOCH).isoformat(timespec="seconds"),
            "FORMAT": "3.0",
            "VERSION": "3.0",
            f"{{{_SCHEMA_INSTANCE}}}noNamespaceSchemaLocation": SCHEMA,
        },
    )
    header = ET.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    if document.sound:
        # ELAN looks beside the file first where it knows a relative address.
        address = f"./{document.sound}"
        ET.SubElement(
            header,
            "MEDIA_DESCRIPTOR",
            MEDIA_URL=address,
            MIME_TYPE="audio/webm",
            RELATIVE_MEDIA_URL=address,
        )
    for number, line in enumerate(
        [*source_lines(document, language), times_line(document, language)], start=1
    ):
        ET.SubElement(header, "PROPERTY", NAME=f"source-{number}").text = line
    _Annotations(root).add_all(document, language)
    _add_types(root)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


class _Annotations:
    """Tiers and the instants that they share; the format wants the instants first."""

    def __init__(self, root: ET.Element) -> None:
        self._root = root
        self._order = ET.SubElement(root, "TIME_ORDER")
        self._waiting: list[tuple[int, str]] = []
        self._slots = 0
        self._annotations = 0

    def add_all(self, document: TranscriptDocument, language: FileLanguage) -> None:
        all_spoken = spoken(document)
        written_by = plain(", ".join(f"{each.engine} {each.model}" for each in document.recognizers()))
        for track in document.tracks:
            speaker = document.speaker(track.seat)
            laid = tiled(each for each in all_spoken if each.seat == track.seat)
            about = {
                "PARTICIPANT": name_of(speaker, language),
                "ANNOTATOR": written_by,
                "DEFAULT_LOCALE": "en",
                "LANG_REF": "eng",
            }
            whole = ET.SubElement(
                self._root, "TIER", {**about, "TIER_ID": track.seat, "LINGUISTIC_TYPE_REF": "utterance"}
            )
            words = ET.SubElement(
                self._root,
                "TIER",
                {
                    **about,
                    "TIER_ID": f"{track.seat}-words",
                    "PARENT_REF": track.seat,
                    "LINGUISTIC_TYPE_REF": "word",
                },
            )
            for each in laid:
                self._add(whole, each.whole)
                for word in each.words:
                    self._add(words, word)
            for kind, tiles in tiled_sounds(sounds(document, track.seat)).items():
                heard = ET.SubElement(
                    self._root,
                    "TIER",
                    {**about, "TIER_ID": f"{track.seat}-{kind}", "LINGUISTIC_TYPE_REF": "sound"},
                )
                for tile in tiles:
                    self._add(heard, tile)
        # In the order of time, as ELAN itself writes them.
        for time_ms, slot in sorted(self._waiting, key=lambda each: each[0]):
            ET.SubElement(self._order, "TIME_SLOT", TIME_SLOT_ID=slot, TIME_VALUE=str(time_ms))

    def _add(self, tier: ET.Element, tile: Tile) -> None:
        self._annotations += 1
        aligned = ET.SubElement(
            ET.SubElement(tier, "ANNOTATION"),
            "ALIGNABLE_ANNOTATION",
            ANNOTATION_ID=f"a{self._annotations}",
            TIME_SLOT_REF1=self._slot(tile.start_ms),
            TIME_SLOT_REF2=self._slot(tile.end_ms),
        )
        ET.SubElement(aligned, "ANNOTATION_VALUE").text = tile.label

    def _slot(self, time_ms: int) -> str:
        self._slots += 1
        name = f"ts{self._slots}"
        self._waiting.append((time_ms, name))
        return name


def _add_types(root: ET.Element) -> None:
    for name, constraint in (("utterance", None), ("word", "Included_In"), ("sound", None)):
        kind = ET.SubElement(
            root,
            "LINGUISTIC_TYPE",
            LINGUISTIC_TYPE_ID=name,
            TIME_ALIGNABLE="true",
            GRAPHIC_REFERENCES="false",
        )
        if constraint is not None:
            kind.set("CONSTRAINTS", constraint)
    ET.SubElement(root, "LOCALE", LANGUAGE_CODE="en", COUNTRY_CODE=SPEECH_LANGUAGE.partition("-")[2])
    ET.SubElement(
        root,
        "LANGUAGE",
        LANG_ID="eng",
        LANG_DEF="http://cdb.iso.org/lg/CDB-00138502-001",
        LANG_LABEL="English (eng)",
    )
    ET.SubElement(root, "CONSTRAINT", STEREOTYPE="Included_In", DESCRIPTION=INCLUDED_IN)
