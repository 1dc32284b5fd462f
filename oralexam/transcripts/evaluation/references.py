"""Finds recordings and what was said in them, in a folder as people and corpora leave them."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from oralexam.errors import BadInput

MANIFEST_NAMES: Final = ("manifest.json", "manifest.csv", "transcription")
FILE_FIELDS: Final = ("file", "fileName", "file_name", "path", "clip", "audio", "id")
TEXT_FIELDS: Final = ("text", "transcription", "reference", "sentence")
SOUND_ENDINGS: Final = frozenset(
    {".wav", ".flac", ".opus", ".ogg", ".oga", ".webm", ".mp3", ".m4a", ".mp4", ".aac", ".aiff", ".au"}
)
RAW_ENDINGS: Final = {".ulaw": "mulaw", ".mulaw": "mulaw", ".alaw": "alaw", ".raw": "s16le", ".pcm": "s16le"}
"""Sound without a header: what it is by its ending, unless the manifest says otherwise."""
RAW_RATES_HZ: Final = {"mulaw": 8000, "alaw": 8000, "s16le": 16_000}
"""ITU-T G.711 is 8 kHz; linear PCM without a header is taken for what recognisers want."""
_SPHINX_LINE: Final = re.compile(r"^(?:<s>)?(?P<text>.*?)(?:</s>)?\s*\((?P<id>[^()\s]+)\)\s*$")
_NOISE_MARKS: Final = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>|\([^)]*\)")
_WORD_MARKS: Final = re.compile(r"(?<!\S)[+^~*#%]+(?=\w)|(?<=\w)[*#]+(?!\S)")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a manifest, whatever its fields are called there."""

    file: str
    text: str
    encoding: str = ""
    rate_hz: int = 0


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A recording and what was said in it."""

    name: str
    path: Path
    text: str
    encoding: str = ""
    """"" where the file itself says what it is."""
    rate_hz: int = 0


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A file that could not be used, and why."""

    file: str
    code: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder holds."""

    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


def find_references(folder: Path) -> Found:
    """The recordings of `folder` by name, each with its words; what has no partner is a problem.

    Words come from `manifest.json`, `manifest.csv` or `transcription` (CMU Sphinx) where there is one, else
    from a text file of the same name beside each recording.

    Raises:
        BadInput: `references-not-there`, `references-unreadable`, `references-none`.
    """
    if not folder.is_dir():
        raise BadInput("references-not-there", folder=str(folder))
    sounds = {path.name: path for path in sorted(folder.iterdir()) if _is_sound(path)}
    manifest = next((folder / name for name in MANIFEST_NAMES if (folder / name).is_file()), None)
    entries = list(_beside(folder, sounds) if manifest is None else _read(manifest))
    if not entries and not sounds:
        raise BadInput("references-none", folder=str(folder))
    by_stem = {path.stem: path for path in sounds.values()}
    references: list[Reference] = []
    problems: list[Problem] = []
    named = set()
    for entry in entries:
        name = Path(entry.file.replace("\\", "/")).name
        path = sounds.get(name) or by_stem.get(name)
        if path is None:
            problems.append(Problem(file=name, code="audio-missing"))
            continue
        named.add(path.name)
        if not (text := cleaned(entry.text)):
            problems.append(Problem(file=path.name, code="reference-empty"))
            continue
        encoding = entry.encoding or RAW_ENDINGS.get(path.suffix.lower(), "")
        references.append(
            Reference(
                name=path.name,
                path=path,
                text=text,
                encoding=encoding,
                rate_hz=entry.rate_hz or RAW_RATES_HZ.get(encoding, 0),
            )
        )
    problems += [Problem(file=name, code="reference-missing") for name in sounds if name not in named]
    return Found(
        references=tuple(sorted(references, key=lambda each: each.name)),
        problems=tuple(sorted(problems, key=lambda each: each.file)),
    )


def cleaned(text: str) -> str:
    """The words of a reference: marks of noises and of how a word was said are left out.

    Corpora write « {breath} », « [laughs] », « <s> », « +gonna », « ^Veton »; hesitations are words and stay.
    """
    return " ".join(_WORD_MARKS.sub("", _NOISE_MARKS.sub(" ", text)).split())


def _is_sound(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SOUND_ENDINGS | RAW_ENDINGS.keys()


def _beside(folder: Path, sounds: Mapping[str, Path]) -> Iterator[Entry]:
    texts = {path.stem: path for path in sorted(folder.glob("*.txt"))}
    for path in sounds.values():
        if (text := texts.pop(path.stem, None)) is not None:
            yield Entry(file=path.name, text=_text_of(text))
    for stem in texts:
        if stem.lower() in {"readme", "license", "licence"}:
            continue
        yield Entry(file=stem, text="?")


def _read(manifest: Path) -> list[Entry]:
    text = _text_of(manifest)
    try:
        if manifest.suffix == ".json":
            return [_entry(line) for line in msgspec.json.decode(text, type=list[dict[str, object]])]
        if manifest.suffix == ".csv":
            dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
            return [_entry(line) for line in csv.DictReader(text.splitlines(), dialect=dialect)]
    except (msgspec.DecodeError, csv.Error, ValueError) as error:
        raise BadInput("references-unreadable", file=manifest.name) from error
    lines = [_SPHINX_LINE.match(line.strip()) for line in text.splitlines() if line.strip()]
    if not all(lines):
        raise BadInput("references-unreadable", file=manifest.name)
    return [Entry(file=line["id"], text=line["text"]) for line in lines if line is not None]


def _entry(line: Mapping[str, object]) -> Entry:
    file = next((line[name] for name in FILE_FIELDS if line.get(name)), None)
    text = next((line[name] for name in TEXT_FIELDS if line.get(name) is not None), None)
    if not isinstance(file, str) or not isinstance(text, str):
        raise ValueError(line)  # noqa: TRY004 -- the caller answers for the whole file
    rate = line.get("rate_hz") or 0
    return Entry(file=file, text=text, encoding=str(line.get("encoding") or ""), rate_hz=int(str(rate)))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("references-unreadable", file=path.name) from error
