"""What `oralexam verify draw` finds: a sitting's draw, computed again from its record."""

import msgspec

from oralexam.cli.draw_sentences import sentence_of
from oralexam.errors import NotFound
from oralexam.rooms.draw_proof import DrawProof, prove
from oralexam.storage.chain import ChainBreak, ChainHead
from oralexam.storage.engine import open_read_only
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder


class DrawReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `oralexam verify draw --json` prints."""

    holds: bool
    sentence: str
    proof: DrawProof | None
    """None where the record cannot be read as events at all."""
    chain_breaks: tuple[ChainBreak, ...]
    head: ChainHead
    """How far the chain goes: to be compared with what was noted on the day."""


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
