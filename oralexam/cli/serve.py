"""`oralexam serve`: the server."""

from pathlib import Path
from typing import Annotated

import typer

from oralexam.bootstrap.logs import set_up_logs
from oralexam.settings import read_settings


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder.")] = None,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan", help="HTTPS for the PCs of this network, on port 8443; how to trust it on port 8080."
        ),
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Open a demo sitting, and play one rehearsed exam.")
    ] = False,
) -> None:
    """Serve until told to stop; SIGTERM lets running calls go on for a set time."""
    settings = read_settings(host=host, port=port, lan_port=port, data=data, lan=lan or None)
    set_up_logs(as_json=settings.log_json)
    # Imported here: every other command of the program, the worker first of all, would hold 40 MB for it.
    import uvloop  # noqa: PLC0415

    from oralexam.media.without_ffmpeg import leave_ffmpeg_out  # noqa: PLC0415

    leave_ffmpeg_out()
    from oralexam.cli.serving import run_server  # noqa: PLC0415

    uvloop.run(run_server(settings, demo=demo))
