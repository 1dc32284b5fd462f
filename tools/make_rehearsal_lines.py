"""Speaks the rehearsal's call in two espeak-ng voices and writes one small Opus file a line.

Run from the repository's root: `python tools/make_rehearsal_lines.py`. It needs libespeak-ng and ffmpeg; what
they make is stored in oralexam/rehearsal/lines, so that nobody else needs espeak-ng. The text is our own, and
so is the audio: a program's output is not covered by the program's licence.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LINES_FOLDER = Path(__file__).resolve().parent.parent / "oralexam" / "rehearsal" / "lines"

OPUS_BIT_RATE = "28k"
"""A little more than a browser needs for clear speech (RFC 7587 section 3.1.1)."""

LEAD_IN_S = 0.10
LEAD_OUT_S = 0.20
"""Silence kept around a line, so that the first consonant survives an encoder's start."""

PEAK = 0.5
"""Loudest sample of a line (-6 dBFS): both voices come out equally loud and nothing clips in Opus."""

SILENCE_LEVEL = 0.01
"""Samples below 1 % of full scale count as silence where a word's end is looked for."""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One seat's synthetic voice, in espeak-ng's own units (words a minute, pitch 0 to 99)."""

    name: str
    words_per_minute: int
    pitch: int
    pitch_range: int


VOICES = {
    "juror": Voice(name="gmw/en+f2", words_per_minute=175, pitch=58, pitch_range=55),
    "candidate": Voice(name="gmw/en-US+m3", words_per_minute=170, pitch=36, pitch_range=45),
}

# A word in braces is written one way and spoken another: {written|spoken}.
CALL = (
    ("juror", "Good morning, this is Joanna Pike, purchasing manager at Harcourt and Vale, in Bristol."),
    (
        "candidate",
        "Good morning, Ms Pike. Amberline, export department. Could you spell your surname, please?",
    ),
    (
        "juror",
        (
            "Of course. It is {P,|pee,} {I,|eye,} {K,|kay,} {E.|ee.} I am calling about order "
            "{AL|ay el} {2219.|twenty two nineteen.}"
        ),
    ),
    (
        "candidate",
        (
            "Thank you. The electric kettles, I see. They left {Villefontaine|veel fontane} last week. "
            "What went wrong?"
        ),
    ),
    ("juror", "Only {36|thirty six} of the {40|forty} cartons arrived, so four cartons are missing."),
    ("candidate", "I am very sorry about that. When do you need the missing goods?"),
    ("juror", "Before Friday, the fourth of December. Our new shop opens that morning."),
    (
        "candidate",
        (
            "We can send them by express, free of charge. They would arrive on Wednesday, the second "
            "of December."
        ),
    ),
    ("juror", "That would save us. Are the terms still {DAP|dee ay pee} Bristol, as in our contract?"),
    ("candidate", "Yes, still {DAP|dee ay pee} Bristol, so the transport remains at our expense."),
    ("juror", "Good. But after all this trouble, I would also expect {10|ten} per cent off the whole order."),
    (
        "candidate",
        (
            "I can offer {5|five} per cent on the missing goods. Anything more is a decision for my "
            "manager, {Mr|Mister} {Lemaire.|Luh mair.}"
        ),
    ),
    ("juror", "Five per cent is fair, then. Please send me all that in writing today."),
    ("candidate", "You will have my email this afternoon. Thank you for calling, Ms Pike, and goodbye."),
)


class _Event(ctypes.Structure):
    """espeak_EVENT of espeak-ng/speak_lib.h; the last field is a union of eight bytes."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_uint64),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)
_EVENT_LIST_END = 0
_EVENT_WORD = 1
_OUTPUT_SYNCHRONOUS = 2
_PARAMETER_RATE, _PARAMETER_PITCH, _PARAMETER_RANGE = 1, 3, 4
_CHARACTERS_UTF8 = 1


class Synthesiser:
    """libespeak-ng, called directly because only the library tells when each word starts."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            sys.exit("libespeak-ng is missing: apt-get install espeak-ng")
        self._library = ctypes.CDLL(name)
        self.rate_hz = int(self._library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, None, 0))
        if self.rate_hz <= 0:
            sys.exit("espeak-ng does not start")
        self._samples: list[np.ndarray] = []
        self._word_starts: list[tuple[int, float]] = []
        self._callback = _CALLBACK(self._receive)  # kept: ctypes does not hold a reference for the library
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(
        self, samples: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]
    ) -> int:
        if count > 0 and samples:
            self._samples.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != _EVENT_LIST_END:
            if events[index].type == _EVENT_WORD:
                self._word_starts.append(
                    (events[index].text_position - 1, events[index].audio_position_ms / 1000)
                )
            index += 1
        return 0

    def speak(self, text: str, voice: Voice) -> tuple[np.ndarray, list[tuple[int, float]]]:
        """The samples (float, -1..1, at `rate_hz`), each word as (position in `text`, start in seconds)."""
        self._samples, self._word_starts = [], []
        library = self._library
        if library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            sys.exit(f"espeak-ng has no voice {voice.name}")
        library.espeak_SetParameter(_PARAMETER_RATE, voice.words_per_minute, 0)
        library.espeak_SetParameter(_PARAMETER_PITCH, voice.pitch, 0)
        library.espeak_SetParameter(_PARAMETER_RANGE, voice.pitch_range, 0)
        encoded = text.encode()
        library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _CHARACTERS_UTF8, None, None)
        return np.concatenate(self._samples).astype(np.float32) / 32768, self._word_starts


def split_markup(marked: str) -> list[tuple[str, str]]:
    """(written, spoken) for each word of a marked line."""
    words = []
    for match in re.finditer(r"\{([^|]*)\|([^}]*)\}|(\S+)", marked):
        written, spoken, plain = match.groups()
        words.append((plain, plain) if plain else (written, spoken))
    return words


def share_out_silent_starts(starts_s: list[float | None], lengths: list[int], end_s: float) -> list[float]:
    """Starts for words that espeak-ng runs into the word before ("on the"): a share of it by letters."""
    filled: list[float] = []
    for index, start_s in enumerate(starts_s):
        if start_s is not None:
            filled.append(start_s)
            continue
        later = [at for at in starts_s[index:] if at is not None]
        until_s = later[0] if later else end_s
        share = lengths[index - 1] / (lengths[index - 1] + lengths[index])
        filled.append(filled[-1] + (until_s - filled[-1]) * share)
    return filled


def time_words(
    words: list[tuple[str, str]], starts: list[tuple[int, float]], samples: np.ndarray, rate_hz: int
) -> list[dict[str, object]]:
    """Each written word with its start and end in the trimmed line, cut back to where sound is heard."""
    position = 0
    word_start_s: list[float | None] = []
    for _written, spoken in words:
        inside = [at for where, at in starts if position <= where < position + len(spoken)]
        word_start_s.append(min(inside) if inside else None)
        position += len(spoken) + 1
    end_s = len(samples) / rate_hz
    filled = share_out_silent_starts(word_start_s, [len(spoken) for _written, spoken in words], end_s)
    timed = []
    for index, (written, _spoken) in enumerate(words):
        start = int(filled[index] * rate_hz)
        stop = int(filled[index + 1] * rate_hz) if index + 1 < len(words) else len(samples)
        loud = np.flatnonzero(np.abs(samples[start:stop]) > SILENCE_LEVEL)
        first, last = (start + loud[0], start + loud[-1]) if loud.size else (start, stop)
        timed.append(
            {"text": written, "start_s": round(first / rate_hz, 3), "end_s": round(last / rate_hz, 3)}
        )
    return timed


def trim_and_level(samples: np.ndarray, rate_hz: int) -> tuple[np.ndarray, float]:
    """The line with a fixed silence around it and a fixed peak, and by how many seconds times moved."""
    samples = samples * (PEAK / np.abs(samples).max())
    loud = np.flatnonzero(np.abs(samples) > SILENCE_LEVEL)
    lead_in = np.zeros(int(LEAD_IN_S * rate_hz), np.float32)
    lead_out = np.zeros(int(LEAD_OUT_S * rate_hz), np.float32)
    return np.concatenate([lead_in, samples[loud[0] : loud[-1] + 1], lead_out]), LEAD_IN_S - loud[0] / rate_hz


def encode_opus(samples: np.ndarray, rate_hz: int, path: Path) -> float:
    """Write Ogg Opus (mono, 48 kHz, 20 ms packets, VBR, no DTX), the same at every run; its seconds."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        sys.exit("ffmpeg is missing: apt-get install ffmpeg")
    command = [
        ffmpeg,
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-f",
        "f32le",
        "-ar",
        str(rate_hz),
        "-ac",
        "1",
        "-i",
        "-",
    ]
    command += [
        "-ar",
        "48000",
        "-c:a",
        "libopus",
        "-b:a",
        OPUS_BIT_RATE,
        "-vbr",
        "on",
        "-application",
        "voip",
    ]
    command += [
        "-frame_duration",
        "20",
        "-dtx",
        "0",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
    ]
    subprocess.run([*command, "-f", "ogg", str(path)], input=samples.astype("<f4").tobytes(), check=True)
    return len(samples) / rate_hz


def main() -> None:
    """Write every line and lines.json."""
    LINES_FOLDER.mkdir(parents=True, exist_ok=True)
    for old in LINES_FOLDER.glob("*.opus"):
        old.unlink()
    synthesiser = Synthesiser()
    counts = dict.fromkeys(VOICES, 0)
    lines = []
    for seat, marked in CALL:
        counts[seat] += 1
        words = split_markup(marked)
        samples, starts = synthesiser.speak(" ".join(spoken for _written, spoken in words), VOICES[seat])
        samples, moved_s = trim_and_level(samples, synthesiser.rate_hz)
        starts = [(position, max(0.0, at_s + moved_s)) for position, at_s in starts]
        file = f"{seat}-{counts[seat]:02d}.opus"
        duration_s = encode_opus(samples, synthesiser.rate_hz, LINES_FOLDER / file)
        lines.append(
            {
                "seat": seat,
                "file": file,
                "text": " ".join(written for written, _spoken in words),
                "duration_s": round(duration_s, 3),
                "words": time_words(words, starts, samples, synthesiser.rate_hz),
            }
        )
        print(
            f"{file}  {duration_s:5.2f} s  {(LINES_FOLDER / file).stat().st_size} bytes  {lines[-1]['text']}"
        )
    (LINES_FOLDER / "lines.json").write_text(
        json.dumps(lines, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(f"{len(lines)} lines, {sum(float(str(line['duration_s'])) for line in lines):.1f} s")


if __name__ == "__main__":
    main()
