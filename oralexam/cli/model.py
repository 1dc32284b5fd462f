"""`oralexam model`: speech models, installed by a person's command and never by themselves."""

from pathlib import Path
from typing import Annotated

import typer

from oralexam.settings import read_settings
from oralexam.transcripts.models import installed_models

model_app = typer.Typer(help="Install and list speech models.", no_args_is_help=True, rich_markup_mode=None)

DataOption = Annotated[Path | None, typer.Option("--data", help="The data folder.")]


@model_app.command("install")
def install_model(
    name: Annotated[
        str, typer.Argument(help="tiny.en, base.en, small.en, medium.en, … or the path of a .pt file")
    ],
    data: DataOption = None,
) -> None:
    """Fetch a model with openai-whisper's own download and checksum, and make it ready for the engine."""
    # Only this command needs them.
    from oralexam.transcripts.engines.opening import precision_of_forms  # noqa: PLC0415
    from oralexam.transcripts.installing import install  # noqa: PLC0415

    settings = read_settings(data=data)
    print(f"Installing {name} …")
    path = install(name, data_folder=settings.data, precision=precision_of_forms(settings.speech()))
    print(f"Installed: {path}")
    if settings.whisper_model != path.stem and settings.whisper_model not in {name, str(path)}:
        print(f"Not in use: ORALEXAM_WHISPER_MODEL says {settings.whisper_model}.")


@model_app.command("list")
def list_models(data: DataOption = None) -> None:
    """Say which models are installed, and which one is set."""
    settings = read_settings(data=data)
    for name in installed_models(settings.data) or ["none installed"]:
        print(name)
    print(f"set: {settings.whisper_model}")
