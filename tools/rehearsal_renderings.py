"""Renderings of the rehearsal's lines: what the pipeline would cut from tracks that went through much.

Another Opus encoding, other gains and tone, noise, lost packets; and beside the lines, strangers: sounds that
the model must not take for one of them. Used by train_rehearsal_model.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
from make_rehearsal_lines import LINES_FOLDER, Synthesiser, Voice

from oralexam.transcripts.ports import SAMPLE_RATE_HZ
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.transcription import find_clips

CODEC_HZ = 48000
"""Opus's own rate (RFC 7587 section 4.1)."""

STRANGERS_IN_A_ROUND = 14

AS_FLOATS = ["-f", "f32le", "-ar", str(CODEC_HZ), "-ac", "1"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the call, as decoded from its file at 48 kHz."""

    text: str
    samples: np.ndarray
    words: list[dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What the pipeline would feed: a clip, its line (None: not a line), and where the line starts in it."""

    line: int | None
    clip: np.ndarray
    line_start_s: float


def ffmpeg(arguments: list[str], data: bytes = b"") -> bytes:
    """Run ffmpeg on `data` and return what it writes."""
    program = shutil.which("ffmpeg")
    if program is None:
        sys.exit("ffmpeg is missing: apt-get install ffmpeg")
    command = [program, "-nostdin", "-v", "error", *arguments]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def load_lines() -> list[Line]:
    """The shipped lines."""
    lines = []
    for entry in json.loads((LINES_FOLDER / "lines.json").read_text(encoding="utf-8")):
        pcm = ffmpeg(["-i", str(LINES_FOLDER / entry["file"]), *AS_FLOATS, "-"])
        lines.append(Line(text=entry["text"], samples=np.frombuffer(pcm, "<f4"), words=entry["words"]))
    return lines


def through_opus(samples: np.ndarray, kbit_s: int) -> np.ndarray:
    """The track after one more Opus encoding, as when a client decodes, mixes and encodes again."""
    encode = [*AS_FLOATS, "-i", "-", "-c:a", "libopus", "-b:a", f"{kbit_s}k", "-application", "voip"]
    coded = ffmpeg([*encode, "-f", "ogg", "-"], samples.astype("<f4").tobytes())
    return np.frombuffer(ffmpeg(["-i", "-", *AS_FLOATS, "-"], coded), "<f4")


def to_whisper_rate(samples: np.ndarray) -> np.ndarray:
    """48 kHz to 16 kHz by the resampler that decoding uses."""
    arguments = [*AS_FLOATS, "-i", "-", "-f", "f32le", "-ar", str(SAMPLE_RATE_HZ), "-"]
    return np.frombuffer(ffmpeg(arguments, samples.astype("<f4").tobytes()), "<f4")


def lose_frames(samples: np.ndarray, share: float, chance: np.random.Generator) -> np.ndarray:
    """Frames of 20 ms lost and concealed: by silence, or by the frame before, fading."""
    frame = CODEC_HZ // 50
    result = samples.copy()
    repeat = chance.random() < 0.5
    for start in range(frame, len(samples) - frame, frame):
        if chance.random() < share:
            before = result[start - frame : start]
            result[start : start + frame] = before * np.linspace(0.9, 0.3, frame) if repeat else 0.0
    return result


def tilt(samples: np.ndarray, amount: float) -> np.ndarray:
    """A gentle change of tone: first-order emphasis (amount > 0) or softening (amount < 0)."""
    delayed = np.concatenate([[0.0], samples[:-1]]).astype(np.float32)
    return (samples - amount * delayed) / (1 + abs(amount))


def stranger(sentences: list[np.ndarray], lines: list[Line], chance: np.random.Generator) -> np.ndarray:
    """Something that is not a line: another sentence at any speed, or the pieces of a line in disorder."""
    if chance.random() < 0.3:
        sound = lines[chance.integers(len(lines))].samples
        if chance.random() < 0.5:
            return sound[::-1]
        pieces = np.array_split(sound, 5)
        return np.concatenate([pieces[index] for index in chance.permutation(5)])
    sound = sentences[chance.integers(len(sentences))]
    if chance.random() < 0.7:
        count = int(len(sound) / chance.uniform(0.75, 1.35))
        sound = np.interp(np.linspace(0, len(sound) - 1, count), np.arange(len(sound)), sound).astype(
            np.float32
        )
    if chance.random() < 0.4:  # a room
        tail = chance.normal(0, 1, 9600) * np.exp(-np.arange(9600) / chance.uniform(400, 3000))
        tail[0] = 12
        sound = np.convolve(sound, tail / 12)[: len(sound)].astype(np.float32)
    return sound


def render_round(
    lines: list[Line], strangers: list[np.ndarray], detector: SileroSpeechDetector, seed: int
) -> list[Rendering]:
    """Every line and some strangers on one track, through codec and losses, cut as production cuts."""
    chance = np.random.default_rng(seed)
    order = [*chance.permutation(len(lines)).tolist(), *([None] * STRANGERS_IN_A_ROUND)]
    parts: list[np.ndarray] = []
    starts: list[tuple[int | None, int]] = []
    position = 0
    for which in order:
        gap = int(chance.uniform(2.6, 3.4) * CODEC_HZ)
        source = lines[which].samples if which is not None else stranger(strangers, lines, chance)
        gain = 10 ** (chance.uniform(-14, 5) / 20)
        sound = source * gain
        if chance.random() < 0.5:
            sound = tilt(sound, chance.uniform(-0.4, 0.4))
        starts.append((which, position + gap))
        parts += [np.zeros(gap, np.float32), sound]
        position += gap + len(sound)
    track = np.concatenate([*parts, np.zeros(3 * CODEC_HZ, np.float32)]).astype(np.float32)
    if chance.random() < 0.6:
        track += chance.normal(0, 10 ** (chance.uniform(-75, -50) / 20), len(track)).astype(np.float32)
    kbit_s = [0, 24, 32, 24, 64, 32, 96, 16][seed % 8]
    if kbit_s:
        track = through_opus(np.clip(track, -1, 1), kbit_s)
    share = [0.0, 0.0, 0.01, 0.0, 0.05, 0.0, 0.1][seed % 7]
    if share:
        track = lose_frames(track, share, chance)
    track = to_whisper_rate(track)
    clips = find_clips(track, detector=detector)
    renderings = []
    for clip in clips:
        middle = (clip.speech.start_samples + clip.speech.end_samples) / 2 / SAMPLE_RATE_HZ
        inside = [(which, at) for which, at in starts if at / CODEC_HZ <= middle]
        which, at = inside[-1]
        start_s = clip.cut.start_samples / SAMPLE_RATE_HZ
        end_s = clip.cut.end_samples / SAMPLE_RATE_HZ
        if chance.random() < 0.5:  # detection that is a little earlier or later than it was here
            start_s = max(0.0, start_s + chance.uniform(-0.3, 0.1))
            end_s += chance.uniform(-0.15, 0.3)
        cut = track[int(start_s * SAMPLE_RATE_HZ) : int(end_s * SAMPLE_RATE_HZ)]
        renderings.append(Rendering(line=which, clip=cut, line_start_s=at / CODEC_HZ - start_s))
    return renderings


STRANGE_SENTENCES = (
    "The train to Lyon leaves at half past seven.",
    "We have received your invoice and we will pay it next week.",
    "Could you tell me more about the new catalogue?",
    "My colleague will meet you at the trade fair in Hanover.",
    "Please hold the line, I will put you through.",
    "Good afternoon, this is the warehouse speaking.",
    "The containers were unloaded in Rotterdam on Monday.",
    "Yes, of course.",
    "No, thank you, that will be all for today.",
    "Our sales manager is on holiday until the end of the month.",
    "The price includes packing, insurance and freight.",
    "I would like to order sixty desk lamps in two colours.",
    "One moment, please.",
    "The customs papers are not complete, I am afraid.",
    "It rained for three days and the road was closed.",
    "Seven, eight, nine, ten, eleven, twelve.",
)

STRANGE_ACCENTS = ("gmw/en", "gmw/en-US", "gmw/en-GB-scotland", "gmw/en-GB-x-rp", "roa/fr", "gmw/de")
STRANGE_VARIANTS = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "klatt2")


def speak_strange_sentences() -> list[np.ndarray]:
    """Sentences at 48 kHz that are not lines of the call, each in several voices."""
    chance = np.random.default_rng(1)
    synthesiser = Synthesiser()
    spoken = []
    for sentence in STRANGE_SENTENCES:
        for _take in range(8):
            voice = Voice(
                name=f"{chance.choice(STRANGE_ACCENTS)}+{chance.choice(STRANGE_VARIANTS)}",
                words_per_minute=int(chance.integers(120, 200)),
                pitch=int(chance.integers(5, 95)),
                pitch_range=int(chance.integers(20, 90)),
            )
            samples, _starts = synthesiser.speak(sentence, voice)
            levelled = (samples / np.abs(samples).max() / 2).astype("<f4").tobytes()
            arguments = [
                "-f",
                "f32le",
                "-ar",
                str(synthesiser.rate_hz),
                "-ac",
                "1",
                "-i",
                "-",
                *AS_FLOATS,
                "-",
            ]
            spoken.append(np.frombuffer(ffmpeg(arguments, levelled), "<f4"))
    return spoken


def noise_renderings(count: int) -> list[Rendering]:
    """Clips without speech, at 16 kHz: silence, noise, tones, clicks (detection should stop them before)."""
    chance = np.random.default_rng(2)
    renderings = []
    for index in range(count):
        length = int(chance.uniform(1, 8) * SAMPLE_RATE_HZ)
        times = np.arange(length) / SAMPLE_RATE_HZ
        level = 10 ** (chance.uniform(-60, -10) / 20)
        sound = chance.normal(0, 1, length)
        if index % 4 == 1:
            sound = np.sin(2 * np.pi * chance.uniform(200, 900) * times)
        elif index % 4 == 2:
            sound = sound * (chance.random(length) < 0.001) * 20
        elif index % 4 == 3:
            sound = np.cumsum(sound) / 50
        clip = (np.clip(sound * level, -1, 1) if index else np.zeros(length)).astype(np.float32)
        renderings.append(Rendering(line=None, clip=clip, line_start_s=0.0))
    return renderings
