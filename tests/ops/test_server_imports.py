"""What the server process loads: calls share their memory and their start with nothing heavy."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "whisper",
    "ctranslate2",
    "faster_whisper",
    "onnxruntime",
    "numba",
    "llvmlite",
    "silero_vad",
    "numpy",
    "jiwer",
    "procrastinate",
    "psycopg",
    "docx",
    "lxml",
    "weasyprint",
    "fontTools",
    "xlsxwriter",
    "text_to_num",
    "dns",
    "oralexam.lan",
)

PROGRAM = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(set(sys.modules) & set(sys.argv[2:]))))
"""


@pytest.mark.parametrize(
    "module", ["oralexam.bootstrap.server", "oralexam.webapp.app", "oralexam.cli.program"]
)
def test_the_server_never_loads_the_models(module: str):
    """Importing what serves brings in no torch, no Whisper, no onnxruntime, no numpy (issue 2, point 7)."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, module, *HEAVY],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_the_probe_would_see_them():
    """The same program, asked about a package that does import one of them, says so."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "onnxruntime", *HEAVY],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "onnxruntime" in json.loads(done.stdout)
