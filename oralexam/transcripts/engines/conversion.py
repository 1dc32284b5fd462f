"""A checkpoint in the form that faster-whisper reads (CTranslate2), made once, here, without any network.

The work needs torch and several times the checkpoint's size in memory, so it is done in a process of its
own (`python -m oralexam.transcripts.engines.conversion`), which ends with it: the worker stays small.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oralexam.errors import OralExamError
from oralexam.transcripts.engines.checkpoint import load_checkpoint
from oralexam.transcripts.engines.choice import Precision
from oralexam.transcripts.engines.vocabulary import (
    read_ranks,
    tokens_in_order,
    whisper_tokenizer,
    write_tokenizer,
)
from oralexam.transcripts.model_faults import ModelNoSpace, NotAModel

if TYPE_CHECKING:
    import whisper

FORM_VERSION = 2
"""Forms of another version are made again; raise it when what is written here changes."""


class ConversionOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is told, as JSON on its command line."""

    checkpoint: str
    folder: str
    precision: Precision
    published_as: str | None


class ConversionResult(msgspec.Struct, frozen=True, kw_only=True):
    """What it answers, as the last line that it prints: heads, or a code with its details."""

    alignment_heads: str = ""
    code: str = ""
    details: dict[str, str | float] = {}


def convert(order: ConversionOrder) -> ConversionResult:
    """Write the form into an empty folder.

    Raises:
        NotAModel: The file is none.
        ModelNoSpace: The disk is full.
    """
    checkpoint, folder = Path(order.checkpoint), Path(order.folder)
    model, heads = load_checkpoint(checkpoint, published_as=order.published_as, device="cpu")
    try:
        _write(model, folder, order.precision)
    except OSError as error:
        raise ModelNoSpace(model=checkpoint.name, because=type(error).__name__) from error
    except (KeyError, ValueError) as error:
        raise NotAModel(file=checkpoint.name, because=type(error).__name__) from error
    return ConversionResult(alignment_heads=heads)


def _write(model: "whisper.Whisper", folder: Path, precision: Precision) -> None:
    from oralexam.transcripts.engines.weights import specification  # noqa: PLC0415  # imports numpy

    tokenizer = whisper_tokenizer(is_multilingual=model.is_multilingual, num_languages=model.num_languages)
    ranks = read_ranks(is_multilingual=model.is_multilingual)
    tokens = tokens_in_order(ranks, tokenizer.special_tokens)
    if len(tokens) != model.dims.n_vocab:
        raise ValueError("another vocabulary")
    layers, heads = model.alignment_heads.indices().tolist()
    spec = specification(model)
    spec.register_vocabulary(tokens)
    # What may never be said, and what may not be said first (whisper/decoding.py, _get_suppress_tokens
    # and SuppressBlank): the same for both engines.
    spec.config.suppress_ids = sorted(
        {
            *tokenizer.non_speech_tokens,
            tokenizer.transcribe,
            tokenizer.translate,
            tokenizer.sot,
            tokenizer.sot_prev,
            tokenizer.sot_lm,
            tokenizer.no_speech,
        }
    )
    spec.config.suppress_ids_begin = [*tokenizer.encoding.encode(" "), tokenizer.eot]
    spec.config.alignment_heads = [list(pair) for pair in zip(layers, heads, strict=True)]
    spec.config.lang_ids = list(tokenizer.all_language_tokens) if model.is_multilingual else []
    spec.validate()
    spec.optimize(quantization=precision.value)
    spec.save(str(folder))
    write_tokenizer(
        folder / "tokenizer.json", ranks, tokenizer.special_tokens, first_timestamp=tokenizer.timestamp_begin
    )
    # large-v3 hears 128 bands where all others hear 80.
    bands = {"feature_size": model.dims.n_mels}
    (folder / "preprocessor_config.json").write_bytes(msgspec.json.encode(bands) + b"\n")


def main() -> None:
    """Do what the command line says, and answer on standard output."""
    order = msgspec.json.decode(sys.argv[1], type=ConversionOrder)
    try:
        result = convert(order)
    except OralExamError as error:
        result = ConversionResult(code=error.reason, details=error.details)
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")


if __name__ == "__main__":
    main()
