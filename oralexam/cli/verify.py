"""`oralexam verify`: what a sitting's record says, checked by nothing but the record itself."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from oralexam.cli.draw_sentences import sentence_of
from oralexam.cli.verify_evidence import verify_pack, verify_sitting
from oralexam.errors import BadInput, NotFound
from oralexam.identifiers import is_id
from oralexam.rooms.draw_proof import DrawProof, prove
from oralexam.settings import read_settings
from oralexam.storage.chain import ChainBreak, ChainHead
from oralexam.storage.engine import open_read_only
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder

verify_app = typer.Typer(
    help="Check what a sitting's record says, from the record alone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class DrawReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `oralexam verify draw --json` prints."""

    holds: bool
    sentence: str
    proof: DrawProof | None
    """None where the record cannot be read as events at all."""
    chain_breaks: tuple[ChainBreak, ...]
    head: ChainHead
    """How far the chain goes: to be compared with what was noted on the day."""


@verify_app.callback()
def about() -> None:
    """Check what a sitting's record says, from the record alone."""


verify_app.command("pack")(verify_pack)
verify_app.command("sitting")(verify_sitting)


@verify_app.command("draw")
def verify_draw(
    sitting: Annotated[str, typer.Argument(help="The sitting's id.")],
    *,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder; it is not changed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compute a draw again, shares, seal, set, result and chain; exit with 1 where it does not hold."""
    if not is_id(sitting):
        raise BadInput("bad-id")
    report = report_of(DataFolder(read_settings(data=data).data), sitting)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    else:
        typer.echo(report.sentence)
    if not report.holds:
        raise typer.Exit(1)


def report_of(folder: DataFolder, sitting_id: str) -> DrawReport:
    """Read a sitting's events and prove its draw; the data folder may be a server's that runs.

    Raises:
        NotFound: `no-database`, `unknown-sitting`.
        SystemFault: `storage-failed`.
    """
    if not folder.database_path.is_file():
        raise NotFound("no-database", file=str(folder.database_path))
    database = open_read_only(folder.database_path)
    try:
        store = SqlEventStore(database)
        breaks, head = store.verify(sitting_id), store.chain_head(sitting_id)
        try:
            proof = prove(sitting_id, store.load(sitting_id))
        except (msgspec.DecodeError, msgspec.ValidationError):
            proof = None
    finally:
        database.close()
    holds = proof is not None and proof.holds and not breaks
    return DrawReport(
        holds=holds,
        sentence=sentence_of(sitting_id, proof, breaks),
        proof=proof,
        chain_breaks=breaks,
        head=head,
    )
