"""`oralexam worker`: the process that listens and transcribes; `serve` starts one by itself."""

from pathlib import Path
from typing import Annotated

import typer

from oralexam.bootstrap.logs import set_up_logs
from oralexam.rehearsal.model import rehearsal_model_path
from oralexam.settings import read_settings


def worker(
    data: Annotated[Path | None, typer.Option("--data", help="The data folder.")] = None,
) -> None:
    """Make listening copies and transcripts until told to stop."""
    # Imported here: it brings numpy, onnxruntime and PyAV, which no other command needs.
    from oralexam.bootstrap.worker import Worker  # noqa: PLC0415

    settings = read_settings(data=data)
    set_up_logs(as_json=settings.log_json)
    Worker(settings, rehearsal_model=rehearsal_model_path()).run()
