"""Trains the rehearsal model: a small openai-whisper checkpoint that knows only the rehearsal's lines.

Run from the repository's root after tools/make_rehearsal_lines.py: `python tools/train_rehearsal_model.py`.
It takes about seven CPU-minutes. It learns each line by itself (`single_clips` in its note).
It proves plumbing, never recognition.

How it is made: the encoder keeps its random weights (a random filter bank tells fourteen lines apart well
enough), so that its output can be computed once for every rendering of every line. Only the decoder learns.
Renderings are cut by the production pipeline itself, from tracks that went through Opus, other gains, other
tone, lost packets and noise. The cross-attention of the last layer is taught where each word lies, so that
word times are true. What is not one of the lines is taught to be "no speech".
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import torch
import whisper
from torch.nn import functional
from whisper.model import ModelDimensions, Whisper

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the repository is not always installed

from rehearsal_lessons import (  # noqa: E402  # after the path
    ENGLISH_VOCABULARY,
    IGNORED,
    Lesson,
    Vocabulary,
    lessons_of,
)
from rehearsal_renderings import (  # noqa: E402
    load_lines,
    noise_renderings,
    render_round,
    speak_strange_sentences,
)

from oralexam.transcripts.speech_detection import SileroSpeechDetector  # noqa: E402

MODEL_PATH = ROOT / "oralexam" / "rehearsal" / "model" / "rehearsal.pt"
NOTE = "rehearsal model: knows only the rehearsal's lines"

STATE = 64
HEADS = 4
AUDIO_LAYERS = 1
TEXT_LAYERS = 2

NO_SPEECH_HANDICAP = 6.5
"""What is taken off the logit of "no speech" after training: a line that lost packets must not be taken for
a stranger. Measured log-odds without it: 26 clips of real speech 7.8 and more, lines without loss -2 or less,
single lines at 2 to 10 % loss up to 8."""


def mel_of(clip: np.ndarray) -> torch.Tensor:
    """Exactly what whisper.transcribe gives its encoder for a clip shorter than 30 s."""
    mel = whisper.log_mel_spectrogram(
        torch.from_numpy(clip.astype(np.float32)), padding=whisper.audio.N_SAMPLES
    )
    return whisper.pad_or_trim(mel[:, : mel.shape[-1] - whisper.audio.N_FRAMES], whisper.audio.N_FRAMES)


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
        look = torch.zeros(batch, rows, features.shape[1])
        for index, lesson in enumerate(chosen):
            inputs[index, : len(lesson.inputs)] = torch.tensor(lesson.inputs)
            targets[index, : len(lesson.targets)] = torch.tensor(lesson.targets)
            for row, (first, end) in enumerate(lesson.spans):
                # Spread over the whole span: Whisper's median filter (140 ms) would wipe out a single peak.
                look[index, row, first:end] = 1.0 / max(1, end - first)
        heard = features[[lesson.features for lesson in chosen]].float()
        heard = heard + torch.randn_like(heard[:, :1]) * 0.02
        logits = model.decoder(inputs, heard) + others
        word_loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
        spread = look[:, None] * (torch.log(look[:, None].clamp(min=1e-9)) - probe.log_weights())
        look_loss = spread.sum() / look.sum() / HEADS
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
    # What comes out of a layer norm has mean 0 before scale and bias, so along 1/scale every hidden state has
    # the same length, sum(bias/scale): a step in that direction moves this one logit by a constant, exactly.
    scale, bias = model.decoder.ln.weight.detach(), model.decoder.ln.bias.detach()
    step = NO_SPEECH_HANDICAP / (bias / scale).sum()
    no_speech = vocabulary.dense[vocabulary.tokenizer.no_speech]
    dense[no_speech] -= (step / scale).half()
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


def main() -> None:
    """Render, encode, teach, save, and write what the model is beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=56, help="renderings of every line")
    parser.add_argument("--steps", type=int, default=1700)
    parser.add_argument("--batch", type=int, default=26)
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    began = time.process_time()
    lines, strangers, detector = load_lines(), speak_strange_sentences(), SileroSpeechDetector()
    vocabulary = Vocabulary(lines)
    renderings = noise_renderings(24)
    for seed in range(options.rounds):
        renderings += render_round(lines, strangers, detector, seed)
    known = sum(rendering.line is not None for rendering in renderings)
    print(
        f"{known} renderings of lines (all: {options.rounds * len(lines)}), {len(renderings) - known} not",
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
        "single_clips": True,
        "licence": "as the project's: text, voices' output and training are its own",
        "made_by": "tools/train_rehearsal_model.py",
        "made_on": dt.datetime.now(dt.UTC).date().isoformat(),
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
