"""What recognition costs: both engines, three sizes, live and batch, and our share of the reference's.

A ten-minute call of two voices: the rehearsal's lines, one after the other, 98 turns of 5 s, which is what
makes it hard, since Whisper hears 30 s whatever a clip's length. Ours is what the worker does, live and
afterwards alike: speech detection, then faster-whisper in int8, clip by clip, with word times. The
reference is openai-whisper's `transcribe` over both whole tracks, with word times too, since a transcript
needs them; and without.

One thread each: threads of torch's that wait for each other tripled the reference's CPU time here, and a
goal that is reached by that is not reached. Minute by minute, one engine after the other, so that a machine
that gets busy is busy for both. Weights are random and the number of tokens is forced
(`benchmarks/forced_tokens.py`).

    python -m benchmarks.transcribe --brief      # one minute of the base size
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import av
import msgspec
import numpy as np

from benchmarks.engine_under_test import Answer, Order
from benchmarks.forced_tokens import SIZES, TOKENS_A_SECOND, write_checkpoint
from benchmarks.result import print_result
from oralexam.rehearsal.lines import shipped_lines
from oralexam.rehearsal.script import write_script
from oralexam.transcripts.engines.choice import Engine
from oralexam.transcripts.ports import SAMPLE_RATE_HZ

GOAL = 0.35
GOAL_MB = 700.0
CALL_S = 600.0
ROUND_S = 60.0
SAMPLE = 4
"""Clips or windows from which the figures that no goal needs are taken."""
START_LIMIT_S = 300.0
LINES = Path(__file__).resolve().parent.parent / "oralexam" / "rehearsal" / "lines"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brief", action="store_true", help="one minute, one size: to see that it runs")
    brief: bool = parser.parse_args().brief
    with tempfile.TemporaryDirectory(prefix="oralexam-transcribe-") as folder:
        _measure(Path(folder), brief=brief)


def _measure(folder: Path, *, brief: bool) -> None:
    call_s = ROUND_S if brief else CALL_S
    turns = _write_call(folder / "call.npz")
    table: dict[str, dict[str, float]] = {}
    ratios: dict[str, float] = {}
    for size in ["base"] if brief else list(SIZES):
        write_checkpoint(folder / f"{size}.en.pt", size)
        # The whole call in the size that issue 4 names for the live path, a minute of it in the others.
        table[size], ratios[size], plain = _compare(folder, size, call_s if size == "base" else ROUND_S)
        if size == "base":
            plain_ratio = plain
        print(size, table[size], f"ratio {ratios[size]:.3f}", flush=True)
    worker_mb = None if brief else _worker_memory_mb(folder, folder / "small.en.pt")
    print_result(
        name="transcribe",
        value=ratios["base"],
        unit="of the CPU time of openai-whisper's transcribe",
        goal=f"<= {GOAL}, base.en, both tracks of {CALL_S / 60:.0f} minutes; worker <= {GOAL_MB:.0f} MB",
        holds=not brief and ratios["base"] <= GOAL and (worker_mb or 0) <= GOAL_MB,
        rests_on={
            "cpu_s_per_audio_s": table,
            "ratios": {size: round(ratio, 3) for size, ratio in ratios.items()},
            "ratio_against_transcribe_without_word_times": round(plain_ratio, 3),
            "worker_peak_mb_with_small_en_int8": worker_mb,
            "call_s": call_s,
            "turns_in_600_s": turns,
            "tokens_per_s_of_speech": TOKENS_A_SECOND,
            "weights": "random, of the right size, in half precision; the same checkpoint for both engines",
            "settings": "greedy, no fall-back, no conditioning, one thread each; ours with Silero",
            "other_sizes": f"{ROUND_S:.0f} s; live of the reference, batch of ours: {SAMPLE} each",
            "figures": "one run, minute by minute in turn; CPU time of the process",
        },
    )


def _compare(folder: Path, size: str, call_s: float) -> tuple[dict[str, float], float, float]:
    """CPU-seconds per second of a track; our share of the reference's; the same without its word times."""
    engines = {engine: _Process(engine, folder, size) for engine in Engine}
    ours, reference = engines[Engine.FASTER_WHISPER], engines[Engine.OPENAI_WHISPER]
    total: dict[str, list[Answer]] = defaultdict(list)
    try:
        for start_s in np.arange(0.0, call_s, ROUND_S):
            stretch: dict[str, Any] = {"starts_s": float(start_s), "ends_s": float(start_s) + ROUND_S}
            total["faster-whisper live"].append(ours.hear(Order(what="clips", **stretch)))
            total["openai-whisper batch"].append(reference.hear(Order(what="windows", **stretch)))
        first: dict[str, Any] = {"starts_s": 0.0, "ends_s": ROUND_S, "limit": SAMPLE}
        total["openai-whisper batch, no word times"].append(
            reference.hear(Order(what="windows", word_times=False, **first))
        )
        total["openai-whisper live"].append(reference.hear(Order(what="clips", **first)))
        total["faster-whisper batch"].append(ours.hear(Order(what="windows", **first)))
    finally:
        for process in engines.values():
            process.close()
    cost = {
        name: sum(each.cpu_s for each in answers) / sum(each.audio_s for each in answers)
        for name, answers in total.items()
    }
    table = {name: round(each, 4) for name, each in cost.items()}
    table["clips"] = sum(each.heard for each in total["faster-whisper live"])
    table["windows"] = sum(each.heard for each in total["openai-whisper batch"])
    table["tokens ours"] = sum(each.tokens for each in total["faster-whisper live"])
    table["tokens reference"] = sum(each.tokens for each in total["openai-whisper batch"])
    plain = cost["faster-whisper live"] / cost["openai-whisper batch, no word times"]
    return table, cost["faster-whisper live"] / cost["openai-whisper batch"], plain


class _Process:
    """One engine in a process of its own."""

    def __init__(self, engine: Engine, folder: Path, size: str) -> None:
        command = [sys.executable, "-m", "benchmarks.engine_under_test", engine.value]
        command += [str(folder / f"{size}.en.pt"), str(folder / "data"), str(folder / "call.npz")]
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


def _worker_memory_mb(folder: Path, checkpoint: Path) -> float:
    """The most that a whole worker has taken when it has loaded and warmed up this model."""
    log_path = folder / "worker.log"
    with log_path.open("w+") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "oralexam", "worker", "--data", str(folder / "data")],
            env={**os.environ, "ORALEXAM_WHISPER_MODEL": str(checkpoint)},
            stdout=log,
            stderr=log,
        )
        try:
            began = time.monotonic()
            while "recognizer-ready" not in log_path.read_text():
                if time.monotonic() - began > START_LIMIT_S:
                    raise TimeoutError
                time.sleep(0.2)
            status = Path(f"/proc/{worker.pid}/status").read_text()
        finally:
            worker.terminate()
            worker.wait(30)
    return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM:"))


def _write_call(path: Path) -> int:
    """Both tracks of the call, and when each speaks; how many turns it has."""
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
        arrays[f"{seat}-speaking"] = np.array([(turn.starts_s, turn.ends_s) for turn in turns])
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
