"""Whisper's vocabulary for CTranslate2 and for the tokenizers package, made from openai-whisper's own file.

Both write a token's bytes as letters: GPT-2's printable stand-ins for bytes (byte-level BPE). openai-whisper
keeps tokens with ranks; the pairs that were merged to make each are found by merging in the order of ranks.
"""

import base64
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from oralexam.transcripts.engines.rules import LANGUAGE

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

Ranks = dict[bytes, int]


def whisper_tokenizer(*, is_multilingual: bool, num_languages: int) -> "Tokenizer":
    """openai-whisper's tokeniser for such a model."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415  # imports torch

    return get_tokenizer(is_multilingual, num_languages=num_languages, language=LANGUAGE)


def read_ranks(*, is_multilingual: bool) -> Ranks:
    """Tokens of text with their numbers, from openai-whisper's file (lines of base64 and rank)."""
    name = "multilingual" if is_multilingual else "gpt2"
    text = (resources.files("whisper") / "assets" / f"{name}.tiktoken").read_text()
    pairs = (line.split() for line in text.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def tokens_in_order(ranks: Ranks, special_tokens: dict[str, int]) -> list[str]:
    """Every token of the vocabulary, each at its number.

    Raises:
        ValueError: The numbers have holes: this is not the vocabulary that was expected.
    """
    stand_ins = _stand_ins()
    by_number = {rank: _written(token, stand_ins) for token, rank in ranks.items()}
    by_number |= {number: token for token, number in special_tokens.items()}
    if sorted(by_number) != list(range(len(by_number))):
        raise ValueError("vocabulary has holes")
    return [by_number[number] for number in range(len(by_number))]


def write_tokenizer(
    path: Path, ranks: Ranks, special_tokens: dict[str, int], *, first_timestamp: int
) -> None:
    """`tokenizer.json`: what faster-whisper reads to turn tokens into text."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers  # noqa: PLC0415

    stand_ins = _stand_ins()
    made = Tokenizer(
        models.BPE(
            vocab={_written(token, stand_ins): rank for token, rank in ranks.items()},
            merges=[
                (_written(left, stand_ins), _written(right, stand_ins)) for left, right in merges_of(ranks)
            ],
        )
    )
    # GPT-2's splitting into words is what both packages do by default (whisper/tokenizer.py, pat_str).
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    # Timestamps are tokens of their own that are not left out when text is made: whoever asks for text knows.
    ordered = sorted(special_tokens.items(), key=lambda pair: pair[1])
    made.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token, n in ordered if n < first_timestamp]
    )
    made.add_tokens(
        [AddedToken(token, special=False, normalized=False) for token, n in ordered if n >= first_timestamp]
    )
    for token, number in ordered:
        if made.token_to_id(token) != number:
            raise ValueError("special token has another number")
    path.write_text(made.to_str(), encoding="utf-8")  # its own `save` hides what went wrong


def merges_of(ranks: Ranks) -> list[tuple[bytes, bytes]]:
    """The two tokens that each longer token was made of, in the order of ranks (byte pair encoding)."""
    merges = []
    for token, rank in sorted(ranks.items(), key=lambda pair: pair[1]):
        if len(token) > 1:
            parts = _merged_below(token, rank, ranks)
            if len(parts) == 2:
                merges.append((parts[0], parts[1]))
    return merges


def _merged_below(token: bytes, limit: int, ranks: Ranks) -> list[bytes]:
    """What a token's bytes come to when only tokens of a lower rank exist."""
    parts = [token[i : i + 1] for i in range(len(token))]
    while len(parts) > 2:
        pairs = [ranks.get(parts[i] + parts[i + 1], limit) for i in range(len(parts) - 1)]
        best = min(pairs)
        if best >= limit:
            break
        at = pairs.index(best)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def _stand_ins() -> list[str]:
    """A printable letter for each byte: itself where it is one, else one from 256 on (GPT-2, encoder.py)."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


def _written(token: bytes, stand_ins: list[str]) -> str:
    return "".join(stand_ins[byte] for byte in token)
