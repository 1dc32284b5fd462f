"""The program loads what the command needs."""

import json
import subprocess
import sys

LOADED = """
import contextlib, io, json, sys
from oralexam.cli.start import main
with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
    main()
print(json.dumps({
    "told": told.getvalue(),
    "loaded": sorted({"sqlalchemy", "pydantic_settings", "structlog"} & set(sys.modules)),
}))
"""


def _run(*words: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, text=True, timeout=60, check=True
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_whoever_checks_a_pack_waits_for_nothing_else() -> None:
    """Neither the database nor the settings nor the log: they took twice as long as the rest of the start."""
    run = _run("verify", "pack", "--help")
    assert "--key" in str(run["told"])
    assert run["loaded"] == []


def test_the_program_itself_names_every_command() -> None:
    """`verify` too, though it starts alone."""
    run = _run("--help")
    assert {"serve", "verify", "doctor", "export"} <= set(str(run["told"]).split())
    assert "sqlalchemy" in run["loaded"]  # type: ignore[operator]  # the probe would see it
