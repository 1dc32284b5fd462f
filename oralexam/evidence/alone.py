"""The stand-alone verifier: the modules of `evidence.checking`, joined into one script."""

import ast
from pathlib import Path
from typing import Final

MODULES: Final = (
    "findings",
    "blobs",
    "container",
    "chain",
    "draws",
    "judging",
    "recordings",
    "own_copies",
    "digests",
    "sittings",
    "packs",
    "copy_words",
    "words",
    "program",
)
_HEADER: Final = '''#!/usr/bin/env python3
"""Vérifie un dossier de recours / checks an appeal pack: Python >= 3.10, `cryptography`.

    python3 verify_pack.py DOSSIER.zip --key EMPREINTE [--printed EMPREINTE ...] [--json]

EMPREINTE : celle de la clé du centre, imprimée sur le relevé de la personne candidate.
--printed : une autre empreinte imprimée au même endroit (chaîne, enregistrement, transcription).
Code de sortie 0 : tout tient ; 1 : quelque chose ne tient pas.

The fingerprint of the centre's key, and the hashes of chains, recordings and transcripts, are printed on the
candidate's record.
Exit code 0: everything holds; 1: something does not. The file is only read, never unpacked.
The format is written down in docs/decisions/0165 of oralexam, which runs these very lines itself.
"""
'''
_FOOTER: Final = '\nif __name__ == "__main__":\n    sys.exit(main())\n'


def stand_alone_script() -> str:
    """The text of `verify_pack.py`: the same bytes wherever this release runs."""
    folder = Path(__file__).parent / "checking"
    parts = [_joinable((folder / f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    return "".join([_HEADER, *parts, _FOOTER])


def _joinable(source: str) -> str:
    """A module without the lines that import its neighbours: their names stand above it by then."""
    lines = source.splitlines(keepends=True)
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n\n" + "".join(lines).strip("\n") + "\n"
