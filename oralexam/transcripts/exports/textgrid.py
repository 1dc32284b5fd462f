"""TextGrid, for Praat (its manual: « TextGrid file formats »): interval tiers that fill the whole time."""

from oralexam.transcripts.exports.document import TranscriptDocument, sounds, spoken
from oralexam.transcripts.exports.plain import milliseconds
from oralexam.transcripts.exports.sentences import FileLanguage, name_of, source_lines, times_line
from oralexam.transcripts.exports.tiles import Tile, gapless, tiled, tiled_sounds


def to_textgrid(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as a TextGrid in long text form, UTF-8: utterances and words of each speaker.

    The format has no place for comments that other readers understand: a tier of one interval says what
    wrote the words.
    """
    all_spoken = spoken(document)
    tiers: list[tuple[str, list[Tile]]] = []
    for track in document.tracks:
        laid = tiled(each for each in all_spoken if each.seat == track.seat)
        name = f"{track.seat} {name_of(document.speaker(track.seat), language)}"
        tiers.append((f"{name} – utterances", [each.whole for each in laid]))
        tiers.append((f"{name} – words", [word for each in laid for word in each.words]))
        heard = tiled_sounds(sounds(document, track.seat))
        tiers += [(f"{name} – {kind}", tiles) for kind, tiles in heard.items()]
    ends_ms = max(1, milliseconds(document.duration_s), *(tier[-1].end_ms for _, tier in tiers if tier))
    about = " ".join([*source_lines(document, language), times_line(document, language)])
    tiers.append(("source", [Tile(start_ms=0, end_ms=ends_ms, label=about)]))
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_seconds(ends_ms)}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, (name, tiles) in enumerate(tiers, start=1):
        lines += _tier(number, name, gapless(tiles, until_ms=ends_ms), ends_ms)
    return ("\n".join(lines) + "\n").encode()


def _tier(number: int, name: str, tiles: list[Tile], ends_ms: int) -> list[str]:
    lines = [
        f"    item [{number}]:",
        '        class = "IntervalTier"',
        f"        name = {_quoted(name)}",
        "        xmin = 0",
        f"        xmax = {_seconds(ends_ms)}",
        f"        intervals: size = {len(tiles)}",
    ]
    for index, tile in enumerate(tiles, start=1):
        lines += [
            f"        intervals [{index}]:",
            f"            xmin = {_seconds(tile.start_ms)}",
            f"            xmax = {_seconds(tile.end_ms)}",
            f"            text = {_quoted(tile.label)}",
        ]
    return lines


def _quoted(text: str) -> str:
    """A string as Praat reads it: a quote inside is written twice."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _seconds(time_ms: int) -> str:
    return f"{time_ms / 1000:.3f}".rstrip("0").rstrip(".")
