"""From what was wished on a command line to a rehearsal that is played, on a server of its own or not."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yarl import URL

from oralexam.errors import UserMistake
from oralexam.rehearsal.lines import SpokenLine, lines_from_files, read_reference, shipped_lines
from oralexam.rehearsal.order import RehearsalOrder
from oralexam.rehearsal.own_server import OwnServer
from oralexam.rehearsal.play import Say
from oralexam.rehearsal.rehearsal import rehearse
from oralexam.rehearsal.report import Report
from oralexam.rehearsal.script import in_turn
from oralexam.rooms.seats import Seat
from oralexam.settings import read_settings
from oralexam.transcripts.model_faults import ModelNotInstalled, NotAModel
from oralexam.transcripts.models import find_model, is_converted

_ZIP, _OLD_CHECKPOINT = b"PK\x03\x04", b"\x80\x02"
"""How a file of torch.save begins: a zip archive, or (until torch 1.5) a pickle of protocol 2."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What `oralexam rehearse` was asked for."""

    server: str | None = None
    manager_token: str = ""
    pace: float = 60
    candidate_audio: Sequence[Path] = field(default=())
    juror_audio: Sequence[Path] = field(default=())
    reference: Path | None = None
    model: Path | None = None
    loss: float = 0
    seed: int = 1
    data: Path | None = None
    keep: bool = True


async def rehearse_as_wished(wishes: Wishes, *, say: Say) -> Report:
    """Play it; a server of our own is started before and stopped after.

    Raises:
        OralExamError: A wish cannot be had, or the exam could not be played to its end.
    """
    _stop_in_order_on_sigterm()
    lines = spoken_lines(wishes.candidate_audio, wishes.juror_audio, wishes.reference)
    if wishes.server is None:
        return await _alone(wishes, lines, say)
    if wishes.model is not None or wishes.data is not None:
        raise UserMistake("option-needs-own-server")
    if not wishes.manager_token:
        raise UserMistake("manager-token-missing")
    order = _order(wishes, lines, _address(wishes.server), wishes.manager_token, data=None)
    return await rehearse(order, say=say)


def _stop_in_order_on_sigterm() -> None:
    """A rehearsal that is told to end must not leave its server behind."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _alone(wishes: Wishes, lines: Sequence[SpokenLine], say: Say) -> Report:
    model = _model_for_own_server(wishes.model)
    folder = wishes.data or Path(tempfile.mkdtemp(prefix="oralexam-rehearsal-"))
    try:
        say(f"Starting a server with its data in {folder}.")
        async with OwnServer(folder, model=model) as server:
            order = _order(wishes, lines, server.url, server.manager_token, data=folder.resolve())
            return await rehearse(order, say=say)
    finally:
        if wishes.data is None and not wishes.keep:
            shutil.rmtree(folder, ignore_errors=True)
        elif wishes.data is None:
            say(f"Recordings and log stay in {folder}; remove it when you have seen them.")


def _address(given: str) -> URL:
    try:
        return URL(given).origin()
    except ValueError as fault:
        raise UserMistake("server-address-wrong", server=given) from fault


def _order(
    wishes: Wishes, lines: Sequence[SpokenLine], server: URL, token: str, *, data: Path | None
) -> RehearsalOrder:
    return RehearsalOrder(
        server=server,
        manager_token=token,
        pace=wishes.pace,
        lines=lines,
        loss=wishes.loss,
        seed=wishes.seed,
        data_folder=data,
    )


def spoken_lines(
    candidate: Sequence[Path], juror: Sequence[Path], reference: Path | None
) -> tuple[SpokenLine, ...]:
    """The shipped call, or the given files in the place of one side's lines or of both."""
    shipped = shipped_lines()
    if not candidate and not juror:
        if reference is not None:
            raise UserMistake("reference-without-audio")
        return shipped
    files = {Seat.CANDIDATE: candidate, Seat.JUROR: juror}
    told = {seat: [None] * len(paths) for seat, paths in files.items()}
    texts = told if reference is None else read_reference(reference, files)
    spoken = {
        seat: lines_from_files(seat, paths, texts=texts[seat])
        if paths
        else [line for line in shipped if line.seat is seat]
        for seat, paths in files.items()
    }
    return tuple(in_turn(spoken[Seat.JUROR], spoken[Seat.CANDIDATE]))


def _model_for_own_server(given: Path | None) -> Path | None:
    """The checkpoint that a server of our own is told of; None leaves it the rehearsal model.

    A new data folder holds no model: the one that is installed here is named by its path.

    Raises:
        NotAModel: The file that was given is no Whisper checkpoint.
    """
    if given is not None:
        _check_model(given)
        return given
    settings = read_settings()
    try:
        return find_model(settings.whisper_model, data_folder=settings.data)
    except ModelNotInstalled:
        return None


def _check_model(path: Path) -> None:
    """Refuse at once what can be no model; the worker looks closer when it loads it."""
    if is_converted(path):
        return
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as fault:
        raise NotAModel(file=path.name) from fault
    if not start.startswith((_ZIP, _OLD_CHECKPOINT)):
        raise NotAModel(file=path.name)
