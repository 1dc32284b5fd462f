"""The checkpoints that openai-whisper publishes: their names, files and checksums.

Kept here as well, though whisper has them (whisper/__init__.py, `_MODELS`: the checksum is a part of each
address): a worker on CTranslate2 loads no torch to look at a name. A test compares the two.
"""

from pathlib import Path
from typing import Final

from oralexam.transcripts.model_faults import ModelChecksumWrong

PUBLISHED_SHA256: Final = {
    "tiny.en": "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03",
    "tiny": "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9",
    "base.en": "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead",
    "base": "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e",
    "small.en": "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872",
    "small": "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794",
    "medium.en": "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f",
    "medium": "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1",
    "large-v1": "e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a",
    "large-v2": "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524",
    "large-v3": "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb",
    "large": "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb",
    "large-v3-turbo": "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
    "turbo": "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
}
_FILES: Final = {"large": "large-v3.pt", "turbo": "large-v3-turbo.pt"}
"""Names whose file is called after another one."""
UNVERIFIED: Final = "own model, not verified: nothing here tells what was published under its name"
"""The note of whatever was not installed, and is not known by its checksum."""


def published_as(file: Path, *, name: str, sha256: str) -> str | None:
    """The published model that `file`, which is called `name`, is; None where the name is nobody's.

    It is None, too, where the file bears another name than whisper gives it: whisper would not find it.

    Raises:
        ModelChecksumWrong: The name is a published one, and the file is another.
    """
    expected = PUBLISHED_SHA256.get(name)
    if expected is None:
        return None
    if sha256 != expected:
        raise ModelChecksumWrong(model=name)
    return name if file.name == _FILES.get(name, f"{name}.pt") else None
