"""What is made of a whole title candidate after the day: each figure against its bound; the worst decides.

The candidate's five parts are events as the rules make them, with what pages save every second; they stand in
a real database, and the documents are made as the server makes them, its short processes included. Each
figure is the median of five; the first of a process, which loads files into memory, is told beside it.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from benchmarks.result import print_result
from benchmarks.title_candidate import Centre, open_centre
from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.record import RecordKind
from oralexam.webapp.after.pack_desk import PackPhase

REPEATS = 5
PDF_GOAL_S = 2.0
PACK_GOAL_S = 10.0
VERIFY_GOAL_S = 3.0
LOOK_S = 0.01
PACK = "bench-pack.zip"

Figure = Callable[[Centre], Awaitable[object]]


async def pdf(centre: Centre) -> object:
    """The record of the candidate, from the database to the file."""
    return await centre.records.pdf(
        centre.session_id, centre.candidacy_id, RecordKind.RECORD, DocumentLanguage.FRENCH
    )


async def pack(centre: Centre) -> object:
    """The appeal pack of the candidate with both recorded parts, from the order to the file."""
    state = await centre.packs.of_candidacy(
        centre.session_id, centre.candidacy_id, listening=False, made_by="bench"
    )
    while state.phase in {PackPhase.WAITING, PackPhase.MAKING}:
        await asyncio.sleep(LOOK_S)
        state = centre.packs.state(state.pack_id)
    assert state.phase is PackPhase.READY, state.fault
    shutil.copyfile(centre.packs.file(state.pack_id)[0], centre.files.root / PACK)
    return state


async def verify(centre: Centre) -> object:
    """The same pack as a person has it checked: `oralexam verify pack`, its start included."""
    key = (await centre.packs.key()).fingerprint
    command = ("-m", "oralexam", "verify", "pack", str(centre.files.root / PACK), "--key", key)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=DEVNULL)
    assert await process.wait() == 0
    return process


FIGURES: dict[str, tuple[Figure, float]] = {
    "record_pdf_s": (pdf, PDF_GOAL_S),
    "pack_s": (pack, PACK_GOAL_S),
    "verify_pack_s": (verify, VERIFY_GOAL_S),
}
"""What is measured, and at most how many seconds it may take (issue 5, `records`)."""


def main() -> None:
    """Measure each, and print the one that uses most of its bound."""
    with tempfile.TemporaryDirectory() as folder:
        took, held = asyncio.run(_measured(Path(folder)))
    shares = {name: median(each) / FIGURES[name][1] for name, each in took.items()}
    worst = max(shares, key=lambda name: shares[name])
    print_result(
        name="documents of a whole title candidate",
        value=median(took[worst]),
        unit="s",
        goal=", ".join(f"{name} at most {FIGURES[name][1]:g}" for name in FIGURES),
        holds=all(share <= 1 for share in shares.values()),
        rests_on={
            "worst": worst,
            **{name: round(median(each), 3) for name, each in took.items()},
            **{f"{name}_each": [round(one, 3) for one in each] for name, each in took.items()},
            "repeats": REPEATS,
            **held,
        },
    )


async def _measured(folder: Path) -> tuple[dict[str, list[float]], dict[str, int]]:
    took: dict[str, list[float]] = {}
    with open_centre(folder) as centre:
        for name, (figure, _) in FIGURES.items():
            for _ in range(REPEATS):
                began = time.perf_counter()
                await figure(centre)
                took.setdefault(name, []).append(time.perf_counter() - began)
        await centre.packs.close()
        size = (folder / PACK).stat().st_size
        return took, {"pack_bytes": size, "parts": centre.parts, "events": centre.events}


if __name__ == "__main__":
    main()
