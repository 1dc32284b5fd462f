"""What recognition costs: both engines, three sizes, live and batch, and our share of the reference's.

A ten-minute call of two voices: the rehearsal's lines, one after the other, 98 turns of 5 s. Ours is what
the worker does: speech detection, several clips in a window, faster-whisper in int8 with word times; live as
sound comes, and batch with a whole track at once (the same windows). The reference is openai-whisper's
`transcribe` over both whole tracks, with word times too, since a transcript needs them; and without.

One thread each: threads of torch's that wait for each other tripled the reference's CPU time here, and a
goal that is reached by that is not reached. Minute by minute, one engine after the other, so that a machine
that gets busy is busy for both. Weights are random and the number of tokens is forced, the same for both
(`benchmarks/forced_tokens.py`).

    python -m benchmarks.transcribe --brief      # one minute of the base size
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import av
import msgspec
import numpy as np

from benchmarks.engine_under_test import Answer, Order
from benchmarks.forced_tokens import TOKENS_A_SECOND, write_checkpoint
from benchmarks.result import Result, print_result
from oralexam.rehearsal.lines import shipped_lines
from oralexam.rehearsal.script import write_script
from oralexam.transcripts.engines.choice import Engine
from oralexam.transcripts.ports import SAMPLE_RATE_HZ

GOAL = 0.35
GOAL_MB = 700.0
CALL_S = 600.0
ROUND_S = 60.0
HEARD_S: Final = {"tiny": 120.0, "base": CALL_S, "small": 60.0}
"""How much of the call each size hears: all of it in the size that issue 4 names for the live path; less of
the others, so that it ends within ten minutes."""
LINES = Path(__file__).resolve().parent.parent / "oralexam" / "rehearsal" / "lines"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brief", action="store_true", help="one minute, one size: to see that it runs")
    brief: bool = parser.parse_args().brief
    with tempfile.TemporaryDirectory(prefix="oralexam-transcribe-") as folder:
        _measure(Path(folder), brief=brief)


def _measure(folder: Path, *, brief: bool) -> None:
    turns = _write_call(folder / "call.npz")
    heard_s = {"base": ROUND_S} if brief else HEARD_S
    table: dict[str, dict[str, float]] = {}
    ratios: dict[str, dict[str, float]] = {}
    for size, call_s in heard_s.items():
        write_checkpoint(folder / f"{size}-en-sized.pt", size)
        table[size], ratios[size] = _compare(folder, size, call_s)
        (folder / f"{size}-en-sized.pt").unlink()
        print(size, ratios[size], table[size], flush=True)
    worker_mb = None if brief else _worker_memory_mb()
    worst = max(ratio["live"] for ratio in ratios.values())
    print_result(
        name="transcribe",
        value=ratios["base"]["live"],
        unit="of the CPU time of openai-whisper's transcribe",
        goal=f"<= {GOAL}, every size, both tracks of {CALL_S / 60:.0f} minutes; worker <= {GOAL_MB:.0f} MB",
        holds=not brief and worst <= GOAL and (worker_mb or 0) <= GOAL_MB,
        rests_on={
            "ratios": ratios,
            "cpu_s_per_audio_s": table,
            "worker_peak_mb_with_small_en_int8": worker_mb,
            "call_s_by_size": heard_s,
            "turns_in_600_s": turns,
            "tokens_per_s_of_speech": TOKENS_A_SECOND,
            "weights": "random, of the right size, in half precision; the same checkpoint for both engines",
            "settings": "greedy, no fall-back, no conditioning, one thread each; ours with Silero",
            "other_figures": f"{ROUND_S:.0f} s: live of the reference, batch of ours, without word times",
            "not_in_it": "what real weights make of a window: a clip that they skip is heard again alone",
            "worker": "a whole one, that follows a call of a minute with forced tokens",
            "figures": "one run, minute by minute in turn; CPU time of the process",
        },
    )


def _compare(folder: Path, size: str, call_s: float) -> tuple[dict[str, float], dict[str, float]]:
    """CPU-seconds per second of a track, and our shares of the reference's."""
    engines = {engine: _Process(engine, folder, size) for engine in Engine}
    ours, reference = engines[Engine.FASTER_WHISPER], engines[Engine.OPENAI_WHISPER]
    total: dict[str, list[Answer]] = defaultdict(list)
    minute: dict[str, Any] = {"starts_s": 0.0, "ends_s": ROUND_S}
    try:
        for start_s in np.arange(0.0, call_s, ROUND_S):
            end_s = float(start_s) + ROUND_S
            stretch: dict[str, Any] = {"starts_s": float(start_s), "ends_s": end_s}
            live = Order(what="live", ends_call=end_s >= call_s, **stretch)
            total["faster-whisper live"].append(ours.hear(live))
            total["openai-whisper transcribe"].append(reference.hear(Order(what="transcribe", **stretch)))
        total["faster-whisper batch"].append(ours.hear(Order(what="batch", **minute)))
        total["openai-whisper live"].append(reference.hear(Order(what="live", **minute)))
        if size == "base":
            plain = Order(what="transcribe-without-word-times", **minute)
            total["openai-whisper transcribe, no word times"].append(reference.hear(plain))
            total["faster-whisper transcribe"].append(ours.hear(Order(what="transcribe", **minute)))
    finally:
        for process in engines.values():
            process.close()
    cost = {
        name: sum(each.cpu_s for each in answers) / sum(each.audio_s for each in answers)
        for name, answers in total.items()
    }
    table = {name: round(each, 4) for name, each in cost.items()}
    for who, name in (("ours", "faster-whisper live"), ("reference", "openai-whisper transcribe")):
        table |= {
            f"{what} {who}": sum(getattr(each, what) for each in total[name])
            for what in ("windows", "tokens", "again")
        }
    by = cost["openai-whisper transcribe"]
    ratios = {"live": cost["faster-whisper live"] / by, "batch, a minute": cost["faster-whisper batch"] / by}
    if size == "base":
        plain_cost = cost["openai-whisper transcribe, no word times"]
        ratios["live, of transcribe without word times"] = cost["faster-whisper live"] / plain_cost
    return table, {name: round(ratio, 3) for name, ratio in ratios.items()}


class _Process:
    """One engine in a process of its own."""

    def __init__(self, engine: Engine, folder: Path, size: str) -> None:
        command = [sys.executable, "-m", "benchmarks.engine_under_test", engine.value]
        command += [str(folder / f"{size}-en-sized.pt"), str(folder / "data"), str(folder / "call.npz")]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
            # One thread for everything, numba's and torch's too: threads that wait for each other burn time.
            env={**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
        )
        assert self._line() == "ready"

    def hear(self, order: Order) -> Answer:
        """Have it heard, and wait."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._line(), type=Answer)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def _worker_memory_mb() -> float:
    """The most that a whole worker takes that follows a call with a model of small.en's size."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.time_to_transcript"],
        env={**os.environ, "BENCH_SIZE": "small", "BENCH_CALL_S": f"{ROUND_S:.0f}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result = msgspec.json.decode(done.stdout.strip().splitlines()[-1], type=Result)
    return float(result.rests_on["worker_peak_mb"])


def _write_call(path: Path) -> int:
    """Both tracks of the call; how many turns it has."""
    lines = shipped_lines()
    sounds = [_decoded(LINES / line.name) for line in lines]
    script = write_script([(line.seat, line.duration_s) for line in lines], call_s=CALL_S)
    arrays: dict[str, Any] = {}
    for seat in ("candidate", "juror"):
        turns = [turn for turn in script.turns if turn.seat == seat]
        track = np.zeros(round(script.call_s * SAMPLE_RATE_HZ), np.float32)
        for turn in turns:
            start = round(turn.starts_s * SAMPLE_RATE_HZ)
            sound = sounds[turn.line][: len(track) - start]
            track[start : start + len(sound)] = sound
        arrays[seat] = track
    np.savez(path, **arrays)
    return len(script.turns)


def _decoded(path: Path) -> Any:  # noqa: ANN401
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    with av.open(str(path)) as file:
        frames = [out for frame in file.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


if __name__ == "__main__":
    main()
