"""Loading an openai-whisper checkpoint: for the reference engine, and for the conversion to the other one."""

import contextlib
import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from oralexam.transcripts.engines.rules import LANGUAGE
from oralexam.transcripts.model_faults import NotAModel

if TYPE_CHECKING:
    import whisper

OFFICIAL = "official"
"""Heads that openai-whisper's authors chose for a published model: they time words more exactly."""
DEFAULT = "last-half-of-layers"
"""All heads of the last half of the decoder's layers, which Whisper takes where nobody chose any."""


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_checkpoint(path: Path, *, published_as: str | None, device: str) -> "tuple[whisper.Whisper, str]":
    """The model in the file, and where its alignment heads (which give words their times) come from.

    Args:
        path: The file.
        published_as: The name of the published model that the file is known to be. It is then loaded by
            name: the same file, checked again, with the heads that were chosen for it.
        device: "cpu" or "cuda".

    Raises:
        NotAModel: The file is something else, or its vocabulary none of Whisper's.
        OSError: The file cannot be read.
    """
    with _refusing_other_files(path):
        import whisper  # noqa: PLC0415  # 2 s and 300 MB: only who needs it pays

        if published_as is not None and published_as in whisper.available_models():
            model = whisper.load_model(published_as, device=device, download_root=str(path.parent))
            heads = OFFICIAL
        else:
            model = whisper.load_model(str(path), device=device)
            heads = DEFAULT
            layers_with_heads = set(model.alignment_heads.indices()[0].tolist())
            if layers_with_heads != set(range(model.dims.n_text_layer // 2, model.dims.n_text_layer)):
                raise ValueError("alignment heads are not those of the last half of the layers")
        _read_vocabulary(model)
    return model, heads


@contextlib.contextmanager
def _refusing_other_files(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, MemoryError):
        raise
    except Exception as error:  # PyTorch's unpickler raises anything on another kind of file, IndexError too
        raise NotAModel(file=path.name, because=type(error).__name__) from error


def _read_vocabulary(model: "whisper.Whisper") -> None:
    """Read the tokeniser's file now (whisper keeps it): a vocabulary that it does not have is no model's."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415  # as whisper above

    with warnings.catch_warnings():
        # Whisper forgets to close that file.
        warnings.simplefilter("ignore", ResourceWarning)
        get_tokenizer(model.is_multilingual, num_languages=model.num_languages, language=LANGUAGE)
