"""A data folder with what a small candidacy leaves, and packs of it."""

import hashlib
import random
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from oralexam.copies.key import copies_key
from oralexam.copies.shelf import Shelf, header_of
from oralexam.evidence.centre_key import centre_key
from oralexam.evidence.noting import missing_digests
from oralexam.evidence.order import PackOrder
from oralexam.journal.sidecar import Checksum, Closed, Opened, encode_line
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.digests import SqlDigests
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.storage.scenarios import SqlScenarios
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.correction import Correct
from tests.copies.sealed import SILENT_PACKET, PageRun
from tests.journal.journal_samples import FIRST_US, journal_bytes, rtp
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import SCENARIO, SITTING, VISITOR, TableRoom, answer, ring, sitting_opened
from tests.storage.samples import transcript

MADE_AT = datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
SECOND = "7c1d2f80-91c4-4a6e-8f3b-6f0d8f6f0d22"
CANDIDACY = "0b9e6f3a-5a1b-4a41-9b57-3b1f9b7f7a10"
SESSION = "9d3c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c77"


def small_candidacy(root: Path, *, chained: bool = True) -> DataFolder:
    """A call that was drawn, held, recorded, transcribed and corrected; a visitor part that never began."""
    room = TableRoom(scenarios=(SCENARIO,), shares_from=JURY)
    draw_by_lot(room)
    room.press(Seat.JUROR, commands.StartPreparation)
    room.note("Spell M A R C H E T T I", 1)
    room.pass_s(room.state.plan.preparation_s)
    ring(room)
    answer(room)
    room.flow()
    room.pass_s(room.state.plan.call_s)
    room.write("Dear Ms Moss,\n\nforty lamps…", 1)
    room.press(Seat.CANDIDATE, commands.HandIn)
    assert room.phase is Phase.HANDED_IN
    data = DataFolder(root)
    centre_key(data.centre_key_dir())
    with closing(open_database(data.database_path)) as database:
        events = SqlEventStore(database)
        events.append(SITTING, after_seq=0, events=room.history)
        events.append(SECOND, after_seq=0, events=[sitting_opened(room.clock.now(), scenarios=(VISITOR,))])
        events.close()
        shelf = SqlScenarios(database)
        draft = shelf.begin_draft(b"{}", now=MADE_AT)
        shelf.publish(SCENARIO, by="Claire Morel", now=MADE_AT, draft=(draft.draft_id, draft.revision))
        SqlTranscriptStore(database).save(SITTING, transcript(SITTING, "candidate", "hello from leeds"))
        SqlCorrections(database).act(
            SITTING,
            "candidate",
            1,
            Correct(utterance_id="heard-0", revision=0, text="hello from Leeds"),
            author="Claire Morel",
            now=MADE_AT,
        )
    for seat in ("candidate", "juror"):
        record(data, SITTING, seat)
    keep_copy(data, SITTING)
    if chained:
        note_digests(data, SITTING)
    return data


def keep_copy(data: DataFolder, sitting_id: str, *, ended: bool = True) -> Path:
    """What the candidate's page has brought of its own copy; return the file."""
    key = copies_key(data.copies_key_dir())
    run = PageRun(key, sitting_id=sitting_id)
    shelf = Shelf(data.recordings_dir(), key)
    standing = shelf.begin(
        run.text, header_of(run.text, sitting_id=sitting_id, by="candidate"), now_us=FIRST_US
    )
    files = shelf.find(sitting_id, run.run)
    for last in (False, ended):
        content = run.segment([SILENT_PACKET] * 4, last=last)
        standing = shelf.append(files, standing, content, now_us=FIRST_US)
    return files.path


def note_digests(data: DataFolder, sitting_id: str) -> None:
    """Have the chain name recordings and transcripts, as the server does once the part is over."""
    with closing(open_database(data.database_path)) as database:
        _, missing = missing_digests(SqlDigests(database), data.recordings_dir(), sitting_id, now=MADE_AT)
        events = SqlEventStore(database)
        events.append(sitting_id, after_seq=events.chain_head(sitting_id).seq, events=missing)
        events.close()


def record(data: DataFolder, sitting_id: str, seat: str, *, packets: int = 30, closed: bool = True) -> Path:
    """One track as the server leaves it, with a checksum in its middle; return the journal."""
    folder = data.recordings_dir() / sitting_id
    folder.mkdir(exist_ok=True)
    chance = random.Random(seat)
    content = journal_bytes(
        [(20 * number, rtp(number, 960 * number, chance.randbytes(40))) for number in range(packets)]
    )
    lines = [
        Opened(
            sitting_id=sitting_id,
            seat=seat,
            kind="audio",
            segment=1,
            codec="opus",
            clock_rate=48_000,
            ssrc=7,
            payload_type=111,
            utc_us=FIRST_US,
        ),
        *(
            Checksum(bytes=size, sha256=hashlib.sha256(content[:size]).hexdigest())
            for size in (len(content) // 2, len(content))
        ),
    ]
    if closed:
        digest = hashlib.sha256(content).hexdigest()
        lines.append(Closed(packets=packets, bytes=len(content), sha256=digest, utc_us=FIRST_US + 1))
    journal = folder / f"{seat}-audio-001.mjr"
    journal.write_bytes(content)
    journal.with_suffix(".jsonl").write_bytes(b"".join(map(encode_line, lines)))
    return journal


def order_for(data: DataFolder, target: Path, **changed: object) -> PackOrder:
    """A pack of the whole candidacy."""
    fields: dict[str, object] = {
        "data": str(data.root),
        "target": str(target),
        "kind": "candidacy",
        "subject_id": CANDIDACY,
        "session_id": SESSION,
        "sitting_ids": (SITTING, SECOND),
        "listening": False,
        "made_by": "Maud Keller",
        "made_at": MADE_AT,
    }
    return PackOrder(**{**fields, **changed})  # type: ignore[arg-type]
