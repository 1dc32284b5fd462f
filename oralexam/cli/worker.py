"""`oralexam worker`: the process that listens and transcribes; `serve` starts one by itself."""

from pathlib import Path
from typing import Annotated

import typer

from oralexam.bootstrap.logs import set_up_logs
from oralexam.bootstrap.worker_watch import WorkerWatch
from oralexam.identifiers import new_id
from oralexam.rehearsal.model import rehearsal_model_path
from oralexam.settings import read_settings
from oralexam.transcripts.engines.process_memory import share_one_arena


def worker(
    data: Annotated[Path | None, typer.Option("--data", help="The data folder.")] = None,
    server_pid: Annotated[int | None, typer.Option(hidden=True)] = None,
    worker_id: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Make listening copies and transcripts until told to stop.

    The server that starts one says its own process (the worker ends with it) and what the worker is called
    (so that it knows whose work to give to the next one).
    """
    share_one_arena()
    watch = WorkerWatch(server_pid=server_pid)
    # Imported here: it brings numpy, onnxruntime and PyAV, which no other command needs.
    from oralexam.bootstrap.worker import Worker  # noqa: PLC0415

    settings = read_settings(data=data)
    set_up_logs(as_json=settings.log_json)
    made = Worker(settings, rehearsal_model=rehearsal_model_path(), worker_id=worker_id or new_id())
    watch.on_end(made.stop)
    made.run()
