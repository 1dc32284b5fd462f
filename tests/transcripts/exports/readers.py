"""Small strict readers of the exported formats: what another program would see."""

import html
import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ReadCue:
    """One cue as it was read."""

    start_ms: int
    end_ms: int
    voice: str
    text: str
    words: list[tuple[str, int]]
    settings: str


_TIMES = re.compile(r"(\d\d):(\d\d):(\d\d)[.,](\d\d\d)")


def _ms(text: str) -> int:
    hours, minutes, seconds, rest = (int(part) for part in _TIMES.fullmatch(text).groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def read_webvtt(content: bytes) -> tuple[list[str], list[ReadCue]]:
    """Comments and cues (W3C WebVTT, section 6: the parser); what is not well formed fails."""
    text = content.decode("utf-8")
    blocks = text.removesuffix("\n").split("\n\n")
    assert blocks[0] == "WEBVTT"
    comments = [block.removeprefix("NOTE ") for block in blocks[1:] if block.startswith("NOTE")]
    assert not any("-->" in comment for comment in comments)
    cues = [_webvtt_cue(block) for block in blocks[1:] if not block.startswith("NOTE")]
    return comments, cues


def _webvtt_cue(block: str) -> ReadCue:
    identifier, times, *payload = block.split("\n")
    assert identifier.isdigit()
    assert len(payload) == 1
    start, end, settings = re.fullmatch(r"(\S+) --> (\S+)(?: (.*))?", times).groups()
    start_ms, end_ms = _ms(start), _ms(end)
    assert start_ms < end_ms
    voice, inside = re.fullmatch(r"<v\.[a-z]+ ([^>]*)>(.*)</v>", payload[0]).groups()
    assert "-->" not in payload[0]
    words, last_ms = [], start_ms
    for piece in re.split(r"(?=<\d)", inside):
        stamp = re.match(r"<(\d\d:\d\d:\d\d\.\d\d\d)>", piece)
        if stamp:
            at_ms = _ms(stamp[1])
            assert last_ms < at_ms < end_ms
            last_ms = at_ms
            piece = piece[stamp.end() :]  # noqa: PLW2901
        words += [(word, last_ms) for word in _without_tags(piece).split()]
    return ReadCue(
        start_ms=start_ms,
        end_ms=end_ms,
        voice=html.unescape(voice),
        text=" ".join(word for word, _ in words),
        words=words,
        settings=settings or "",
    )


def _without_tags(text: str) -> str:
    left = re.sub(r"</?u(?:\.unclear)?>|</?i>|<lang [a-z]+>|</lang>", "", text)
    assert "<" not in left
    assert ">" not in left
    return html.unescape(left)


def read_subrip(content: bytes) -> list[ReadCue]:
    """Every cue of a SubRip file."""
    cues = []
    text = content.decode("utf-8")
    assert "\n" not in text.replace("\r\n", "")
    for number, block in enumerate(text.removesuffix("\r\n").split("\r\n\r\n"), start=1):
        index, times, *lines = block.split("\r\n")
        assert int(index) == number
        start, end = times.split(" --> ")
        assert _ms(start) < _ms(end)
        body = "\n".join(lines)
        assert not set("<>{}") & set(body)
        cues.append(ReadCue(start_ms=_ms(start), end_ms=_ms(end), voice="", text=body, words=[], settings=""))
    return cues


@dataclass(frozen=True, kw_only=True)
class ReadTier:
    """One interval tier."""

    name: str
    intervals: list[tuple[float, float, str]]

    def labels(self) -> list[tuple[str, int]]:
        """What is said, with its start in milliseconds."""
        return [(text, round(start * 1000)) for start, _, text in self.intervals if text]


_TOKEN = re.compile(r'"(?:[^"]|"")*"|-?\d+(?:\.\d+)?(?=\s|$)|<exists>')


def read_textgrid(content: bytes) -> list[ReadTier]:
    """A TextGrid as Praat reads it: strings, numbers and flags in order; all else is decoration."""
    text = content.decode("utf-8")
    tokens = iter(_TOKEN.findall(re.sub(r"\[\d*\]:?", "", text)))

    def string() -> str:
        token = next(tokens)
        assert token.startswith('"'), token
        return token[1:-1].replace('""', '"')

    assert (string(), string()) == ("ooTextFile", "TextGrid")
    file_begins, file_ends = float(next(tokens)), float(next(tokens))
    assert next(tokens) == "<exists>"
    tiers = []
    for _ in range(int(next(tokens))):
        assert string() == "IntervalTier"
        name, begins, ends = string(), float(next(tokens)), float(next(tokens))
        assert (begins, ends) == (file_begins, file_ends)
        intervals = [(float(next(tokens)), float(next(tokens)), string()) for _ in range(int(next(tokens)))]
        tiers.append(ReadTier(name=name, intervals=intervals))
        reached = begins
        for start, end, _ in intervals:
            assert start == reached
            assert end > start
            reached = end
        assert reached == ends
    assert next(tokens, None) is None
    return tiers
