"""Trains the rehearsal model: a small openai-whisper checkpoint that knows only the rehearsal's lines.

Run from the repository's root after tools/make_rehearsal_lines.py: `python tools/train_rehearsal_model.py`.
It takes a few CPU-minutes. It proves plumbing, never recognition.

How it is made: the encoder keeps its random weights (a random filter bank tells fourteen lines apart well
enough), so that its output can be computed once for every rendering of every line. Only the decoder learns.
Renderings are cut by the production pipeline itself, from tracks that went through Opus, other gains, other
tone, lost packets and noise. The cross-attention of the last layer is taught where each word lies, so that word
times are true. Everything that is not one of the lines is taught to be "no speech".
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import whisper
from torch.nn import functional
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from oralexam.transcripts.ports import SAMPLE_RATE_HZ  # noqa: E402  # the repository is not always installed
from oralexam.transcripts.speech_detection import SileroSpeechDetector  # noqa: E402
from oralexam.transcripts.transcription import cut_clips, merge_spans  # noqa: E402

LINES_FOLDER = ROOT / "oralexam" / "rehearsal" / "lines"
MODEL_PATH = ROOT / "oralexam" / "rehearsal" / "model" / "rehearsal.pt"
NOTE = "rehearsal model: knows only the rehearsal's lines"

STATE = 64
HEADS = 4
AUDIO_LAYERS = 1
TEXT_LAYERS = 2
ENGLISH_VOCABULARY = 51864
"""openai-whisper's English-only vocabulary (whisper/tokenizer.py)."""

CODEC_KHZ = 48000
FRAME_S = 0.02
"""One encoder position: 10 ms mel frames, stride 2 (whisper/audio.py: N_SAMPLES_PER_TOKEN)."""

TIMESTAMP_STEP = 5
"""End times are taught in steps of 0.1 s: fewer classes, and the words' own times are finer anyway."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the call, as decoded from its file at 48 kHz."""

    text: str
    samples: np.ndarray
    words: list[dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What the pipeline would feed: a clip, which line it is (None: not a line), where the line starts in it."""

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
        pcm = ffmpeg(
            ["-i", str(LINES_FOLDER / entry["file"]), "-f", "f32le", "-ar", "48000", "-ac", "1", "-"]
        )
        lines.append(Line(text=entry["text"], samples=np.frombuffer(pcm, "<f4"), words=entry["words"]))
    return lines


def through_opus(samples: np.ndarray, kbit_s: int) -> np.ndarray:
    """The track after one more Opus encoding, as when a client decodes, mixes and encodes again."""
    arguments = [
        "-f",
        "f32le",
        "-ar",
        "48000",
        "-ac",
        "1",
        "-i",
        "-",
        "-c:a",
        "libopus",
        "-b:a",
        f"{kbit_s}k",
    ]
    coded = ffmpeg([*arguments, "-application", "voip", "-f", "ogg", "-"], samples.astype("<f4").tobytes())
    return np.frombuffer(ffmpeg(["-i", "-", "-f", "f32le", "-ar", "48000", "-ac", "1", "-"], coded), "<f4")


def to_whisper_rate(samples: np.ndarray) -> np.ndarray:
    """48 kHz to 16 kHz by the resampler that decoding uses."""
    arguments = ["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "-", "-f", "f32le", "-ar", "16000", "-"]
    return np.frombuffer(ffmpeg(arguments, samples.astype("<f4").tobytes()), "<f4")


def lose_frames(samples: np.ndarray, share: float, chance: np.random.Generator) -> np.ndarray:
    """Frames of 20 ms lost and concealed: by silence, or by the frame before, fading."""
    frame = CODEC_KHZ // 50
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


def render_round(
    lines: list[Line], strangers: list[np.ndarray], detector: SileroSpeechDetector, seed: int
) -> list[Rendering]:
    """Every line and some strangers on one track, through codec and losses, cut as production cuts."""
    chance = np.random.default_rng(seed)
    order = [*chance.permutation(len(lines)).tolist(), *([None] * min(4, len(strangers)))]
    parts: list[np.ndarray] = []
    starts: list[tuple[int | None, int]] = []
    position = 0
    for which in order:
        gap = int(chance.uniform(2.6, 3.4) * CODEC_KHZ)
        source = lines[which].samples if which is not None else strangers[chance.integers(len(strangers))]
        gain = 10 ** (chance.uniform(-14, 5) / 20)
        sound = source * gain
        if chance.random() < 0.5:
            sound = tilt(sound, chance.uniform(-0.4, 0.4))
        starts.append((which, position + gap))
        parts += [np.zeros(gap, np.float32), sound]
        position += gap + len(sound)
    track = np.concatenate([*parts, np.zeros(3 * CODEC_KHZ, np.float32)]).astype(np.float32)
    if chance.random() < 0.6:
        track += chance.normal(0, 10 ** (chance.uniform(-75, -50) / 20), len(track)).astype(np.float32)
    kbit_s = [0, 24, 32, 24, 64, 32, 96, 16][seed % 8]
    if kbit_s:
        track = through_opus(np.clip(track, -1, 1), kbit_s)
    share = [0.0, 0.0, 0.01, 0.0, 0.05, 0.0, 0.1][seed % 7]
    if share:
        track = lose_frames(track, share, chance)
    track = to_whisper_rate(track)
    clips = cut_clips(merge_spans(detector.detect(track)), total_samples=len(track))
    renderings = []
    for clip in clips:
        middle = (clip.speech.start_samples + clip.speech.end_samples) / 2 / SAMPLE_RATE_HZ
        inside = [(which, at) for which, at in starts if at / CODEC_KHZ <= middle]
        which, at = inside[-1]
        start_s = clip.cut.start_samples / SAMPLE_RATE_HZ
        end_s = clip.cut.end_samples / SAMPLE_RATE_HZ
        if chance.random() < 0.5:  # detection that is a little earlier or later than it was here
            start_s = max(0.0, start_s + chance.uniform(-0.25, 0.12))
            end_s += chance.uniform(-0.12, 0.25)
        cut = track[int(start_s * SAMPLE_RATE_HZ) : int(end_s * SAMPLE_RATE_HZ)]
        renderings.append(Rendering(line=which, clip=cut, line_start_s=at / CODEC_KHZ - start_s))
    return renderings


def mel_of(clip: np.ndarray) -> torch.Tensor:
    """Exactly what whisper.transcribe gives its encoder for a clip shorter than 30 s."""
    mel = whisper.log_mel_spectrogram(
        torch.from_numpy(clip.astype(np.float32)), padding=whisper.audio.N_SAMPLES
    )
    return whisper.pad_or_trim(mel[:, : mel.shape[-1] - whisper.audio.N_FRAMES], whisper.audio.N_FRAMES)


class Vocabulary:
    """The few tokens that the lines use, numbered densely; the last number stands for all others at once."""

    def __init__(self, lines: list[Line]) -> None:
        self.tokenizer = get_tokenizer(multilingual=False)
        used = {
            self.tokenizer.sot,
            self.tokenizer.eot,
            self.tokenizer.no_timestamps,
            self.tokenizer.no_speech,
        }
        for line in lines:
            used |= set(self.tokenizer.encode(" " + line.text))
        used |= {self.tokenizer.timestamp_begin + step for step in range(0, 500, TIMESTAMP_STEP)}
        self.tokens = sorted(used)
        self.dense = {token: index for index, token in enumerate(self.tokens)}
        self.other = len(self.tokens)
        self.others_log_count = float(np.log(ENGLISH_VOCABULARY - len(self.tokens)))

    def word_tokens(self, line: Line) -> list[tuple[int, int]]:
        """(token, index of the word it belongs to) for each token of a line."""
        result = []
        for index, word in enumerate(line.text.split()):
            result += [(token, index) for token in self.tokenizer.encode(" " + word)]
        whole = self.tokenizer.encode(" " + line.text)
        if [token for token, _index in result] != whole:
            sys.exit(f"words and line are tokenised differently: {line.text}")
        return result


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One sequence to learn on one rendering's features; `spans` are frames to look at (first, end) for each row."""

    features: int
    inputs: list[int]
    targets: list[int]
    spans: list[tuple[int, int]]


IGNORED = -100
NOWHERE = (0, 0)


def lessons_of(
    rendering: Rendering, features: int, lines: list[Line], vocabulary: Vocabulary
) -> list[Lesson]:
    """What is taught with one rendering: both of Whisper's forms (with times; without, for word alignment)."""
    tokenizer, dense = vocabulary.tokenizer, vocabulary.dense
    if rendering.line is None:
        inputs, targets = [dense[tokenizer.sot]], [dense[tokenizer.no_speech]]
        return [Lesson(features=features, inputs=inputs, targets=targets, spans=[NOWHERE])]
    line = lines[rendering.line]
    tokens = vocabulary.word_tokens(line)
    spans = []
    for position, (_token, word) in enumerate(tokens):
        mates = [index for index, (_t, other) in enumerate(tokens) if other == word]
        start_s, end_s = line.words[word]["start_s"], line.words[word]["end_s"]
        share = (end_s - start_s) / len(mates)
        first = rendering.line_start_s + start_s + share * mates.index(position)
        frames = int(max(0.0, first) / FRAME_S), int(max(0.0, first + share) / FRAME_S) + 1
        spans.append(frames)
    after = (spans[-1][1], spans[-1][1] + 8)
    last_step = (
        round((rendering.line_start_s + line.words[-1]["end_s"]) / FRAME_S / TIMESTAMP_STEP) * TIMESTAMP_STEP
    )
    text = [token for token, _word in tokens]
    timed = [
        tokenizer.sot,
        tokenizer.timestamp_begin,
        *text,
        tokenizer.timestamp_begin + last_step,
        tokenizer.eot,
    ]
    plain = [tokenizer.sot, tokenizer.no_timestamps, *text, tokenizer.eot]
    lessons = []
    for sequence in (timed, plain):
        numbers = [dense[token] for token in sequence]
        looks = [NOWHERE, *spans, after, NOWHERE][: len(numbers) - 1]
        lessons.append(Lesson(features=features, inputs=numbers[:-1], targets=numbers[1:], spans=looks))
    return lessons


def new_model(vocabulary: Vocabulary, sample_mels: torch.Tensor) -> Whisper:
    """A Whisper with the dense vocabulary, random weights, and an encoder scaled to what it will hear."""
    size = len(vocabulary.tokens) + 1
    dims = ModelDimensions(80, 1500, STATE, HEADS, AUDIO_LAYERS, size, 448, STATE, HEADS, TEXT_LAYERS)
    model = Whisper(dims)
    with torch.no_grad():
        model.decoder.positional_embedding.normal_(0, 0.02)
        model.decoder.token_embedding.weight.normal_(0, 0.05)
        # Each filter is centred and scaled on real input: untouched, the position would drown the content.
        heard = sample_mels
        for convolution in (model.encoder.conv1, model.encoder.conv2):
            out = convolution(heard)[:, :, :200]
            std, mean = torch.std_mean(out, dim=(0, 2))
            convolution.weight.div_(std[:, None, None])
            convolution.bias.sub_(mean).div_(std)
            heard = functional.gelu(convolution(heard))
    return model


class AttentionProbe:
    """Takes query and key of the last cross-attention while gradients still flow through them."""

    def __init__(self, model: Whisper) -> None:
        self._attention = model.decoder.blocks[-1].cross_attn
        self._taken: dict[str, torch.Tensor] = {}
        for name in ("query", "key"):
            module = getattr(self._attention, name)
            module.register_forward_hook(lambda _m, _i, out, name=name: self._taken.__setitem__(name, out))

    def log_weights(self) -> torch.Tensor:
        """Log attention, shape (batch, head, row, frame), of the forward pass that just ran."""
        query, key = self._taken["query"], self._taken["key"]
        heads = self._attention.n_head
        query = query.view(*query.shape[:2], heads, -1).transpose(1, 2)
        key = key.view(*key.shape[:2], heads, -1).transpose(1, 2)
        return functional.log_softmax(query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5, dim=-1)


def train(
    model: Whisper,
    features: torch.Tensor,
    lessons: list[Lesson],
    vocabulary: Vocabulary,
    *,
    steps: int,
    batch: int,
) -> None:
    """Teach the decoder; the encoder stays as it is, its output is given."""
    for parameter in model.encoder.parameters():
        parameter.requires_grad_(requires_grad=False)
    probe = AttentionProbe(model)
    optimizer = torch.optim.AdamW(model.decoder.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps, pct_start=0.1)
    others = torch.zeros(len(vocabulary.tokens) + 1)
    others[-1] = vocabulary.others_log_count
    began = time.process_time()
    for step in range(steps):
        chosen = random.sample(lessons, batch)
        rows = max(len(lesson.inputs) for lesson in chosen)
        inputs = torch.zeros(batch, rows, dtype=torch.long)
        targets = torch.full((batch, rows), IGNORED)
        look = torch.full((batch, rows, features.shape[1]), -1e4)
        looking = torch.zeros(batch, rows)
        for index, lesson in enumerate(chosen):
            inputs[index, : len(lesson.inputs)] = torch.tensor(lesson.inputs)
            targets[index, : len(lesson.targets)] = torch.tensor(lesson.targets)
            for row, (first, end) in enumerate(lesson.spans):
                look[index, row, first:end] = 0.0
                looking[index, row] = float(end > first)
        heard = features[[lesson.features for lesson in chosen]].float()
        heard = heard + torch.randn_like(heard[:, :1]) * 0.02
        logits = model.decoder(inputs, heard) + others
        word_loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
        in_span = torch.logsumexp(probe.log_weights() + look[:, None], dim=-1).mean(1)
        look_loss = -(in_span.clamp(min=-20) * looking).sum() / looking.sum()
        optimizer.zero_grad()
        (word_loss + 0.3 * look_loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == steps - 1:
            spent = time.process_time() - began
            print(
                f"step {step}: words {word_loss.item():.4f}, looks {look_loss.item():.3f}, {spent:.0f} CPU s",
                flush=True,
            )


def widened(model: Whisper, vocabulary: Vocabulary) -> dict[str, object]:
    """The checkpoint with Whisper's whole English vocabulary, in half precision."""
    weights = {
        name: tensor.half() for name, tensor in model.state_dict().items() if tensor.is_floating_point()
    }
    dense = weights["decoder.token_embedding.weight"]
    whole = dense[vocabulary.other].repeat(ENGLISH_VOCABULARY, 1)
    whole[vocabulary.tokens] = dense[: vocabulary.other]
    weights["decoder.token_embedding.weight"] = whole
    dims = dict(vars(model.dims), n_vocab=ENGLISH_VOCABULARY)
    return {"dims": dims, "model_state_dict": weights}


def save(checkpoint: dict[str, object], path: Path) -> str:
    """Write the checkpoint, its zip compressed (most rows of the vocabulary are one row); its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = path.with_suffix(".plain")
    torch.save(checkpoint, plain)
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED, 9)
    plain.unlink()
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
STRANGE_VOICES = (
    "gmw/en+f2",
    "gmw/en-US+m3",
    "gmw/en+m7",
    "gmw/en-US+f4",
    "gmw/en-GB-scotland+m1",
    "gmw/en-US+f3",
)


def make_strangers() -> list[np.ndarray]:
    """Sounds at 48 kHz that are not the lines: other sentences in these and other voices, tones, noises, clicks."""
    from make_rehearsal_lines import Synthesiser, Voice  # noqa: PLC0415  # stands beside this file

    chance = np.random.default_rng(1)
    synthesiser = Synthesiser()
    strangers = []
    for sentence in STRANGE_SENTENCES:
        for name in STRANGE_VOICES:
            voice = Voice(
                name=name,
                words_per_minute=int(chance.integers(140, 185)),
                pitch=int(chance.integers(25, 70)),
                pitch_range=50,
            )
            samples, _starts = synthesiser.speak(sentence, voice)
            arguments = [
                "-f",
                "f32le",
                "-ar",
                str(synthesiser.rate_hz),
                "-ac",
                "1",
                "-i",
                "-",
                "-f",
                "f32le",
                "-ar",
                "48000",
                "-",
            ]
            strangers.append(
                np.frombuffer(
                    ffmpeg(arguments, (samples / np.abs(samples).max() / 2).astype("<f4").tobytes()), "<f4"
                )
            )
    return strangers


def noise_renderings(count: int) -> list[Rendering]:
    """Clips without any speech, at 16 kHz: silence, noise, tones, clicks (detection should stop them before)."""
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


def main() -> None:
    """Render, encode, teach, save, and write what the model is beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="renderings of every line")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    began = time.process_time()
    lines, strangers, detector = load_lines(), make_strangers(), SileroSpeechDetector()
    vocabulary = Vocabulary(lines)
    renderings = noise_renderings(24)
    for seed in range(options.rounds):
        renderings += render_round(lines, strangers, detector, seed)
    known = sum(rendering.line is not None for rendering in renderings)
    print(
        f"{known} renderings of lines (expected {options.rounds * len(lines)}), {len(renderings) - known} others",
        flush=True,
    )
    model = new_model(vocabulary, torch.stack([mel_of(r.clip) for r in renderings[24:54]]))
    with torch.no_grad():
        features = torch.cat([model.encoder(mel_of(r.clip)[None]).half() for r in renderings])
    print(f"features {tuple(features.shape)} after {time.process_time() - began:.0f} CPU s", flush=True)
    lessons = [
        lesson
        for index, rendering in enumerate(renderings)
        for lesson in lessons_of(rendering, index, lines, vocabulary)
    ]
    train(model, features, lessons, vocabulary, steps=options.steps, batch=options.batch)
    sha256 = save(widened(model, vocabulary), options.out)
    cpu_s = time.process_time() - began
    description = {
        "name": "rehearsal",
        "sha256": sha256,
        "note": NOTE,
        "licence": "as the project's: text, voices' output and training are its own",
        "made_by": "tools/train_rehearsal_model.py",
        "made_on": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpu_s": round(cpu_s),
        "renderings": len(renderings),
        "steps": options.steps,
        "texts": [line.text for line in lines],
    }
    options.out.with_suffix(".json").write_text(
        json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(f"{options.out.name}: {options.out.stat().st_size} bytes, {cpu_s:.0f} CPU s")


if __name__ == "__main__":
    main()
