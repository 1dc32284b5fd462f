"""The replay page with a recording made for the test: two voices that overlap, words with known times."""

import http.server
import io
import json
import re
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

import msgspec
import numpy as np

from oralexam.errors import Refused
from oralexam.exams.bank import PackagedScenarios
from oralexam.facts.finding import find_facts
from oralexam.facts.grid import FactGrid
from oralexam.identifiers import new_id
from oralexam.records import clips as clip_rules
from oralexam.records.bundle import ReplayBundle
from oralexam.records.course import CoursePart
from oralexam.records.safe import safe_bundle
from oralexam.transcripts.correction import decide
from oralexam.transcripts.reading import Version, as_transcript, reading_of
from oralexam.webapp.headers import CONTENT_SECURITY_POLICY
from oralexam.webapp.replay.api import ClipRequest, Clips, Cockpit
from oralexam.webapp.replay.correction_api import CorrectionRequest, Readings
from oralexam.webapp.shells import build_joined, build_shells
from tests.browser.gallery_server import WEB

SITTING = "6f0c2c7e-6d0e-4a5e-9a53-3f1d5f0b7a10"
RATE_HZ = 8000
STARTS_S = {"candidate": -0.5, "juror": 0.25}
DURATION_S = 12.0
UNCLEAR_WORD = "cartons"
LINES = {
    "juror": [(1.0, "Good morning this is Joanna Pike"), (8.0, "Thank you and goodbye")],
    "candidate": [(3.0, "Good morning how many cartons are missing"), (8.4, "Goodbye Ms Pike")],
}
"""Where each line begins, in seconds on the exam clock; every word lasts 0.4 s. The last two overlap."""
WORD_S = 0.4
RECOGNIZER = {
    **dict.fromkeys(("engine", "engine_version", "model", "model_sha256", "settings"), "test"),
    "note": "a note",
}
PHASES = (
    ("preparation", -60, -5),
    ("ringing", -5, -0.5),
    ("connecting", -0.5, 0),
    ("call", 0, 12.25),
    ("writing", 12.25, 60),
)


def words_of(seat: str) -> list[dict[str, Any]]:
    """Every word of a seat with its times."""
    return [word for begin, text in LINES[seat] for word in _words(begin, text)]


def _words(begin_s: float, text: str) -> list[dict[str, Any]]:
    return [
        {
            "text": word,
            "start_s": round(begin_s + index * WORD_S, 3),
            "end_s": round(begin_s + (index + 1) * WORD_S, 3),
            "probability": 0.3 if word == UNCLEAR_WORD else 0.95,
        }
        for index, word in enumerate(text.split())
    ]


def _transcript(seat: str) -> dict[str, Any]:
    utterances = []
    for begin, text in LINES[seat]:
        words = _words(begin, text)
        utterances.append({"start_s": begin, "end_s": words[-1]["end_s"], "text": text, "words": words})
    return {
        "sitting_id": SITTING,
        "seat": seat,
        "utterances": utterances,
        "recognizer": RECOGNIZER,
        "starts_at_s": STARTS_S[seat],
        "audio_duration_s": DURATION_S,
        "speech_duration_s": 5.0,
    }


def bundle(*, ready: bool) -> ReplayBundle:
    """What the server would say: before the transcript is there, and after."""
    return msgspec.convert(_bundle(ready=ready), ReplayBundle)


def _bundle(*, ready: bool) -> dict[str, Any]:
    tracks = [
        {
            "seat": seat,
            "name": {"candidate": "Inès Marchetti", "juror": "Mme Okafor"}[seat],
            "audio": {"url": f"/media/{seat}.wav", "starts_s": STARTS_S[seat], "duration_s": DURATION_S},
            "peaks": {"url": f"/media/{seat}.json"},
            "video": None,
            "gaps": [],
            "packets": 600,
            "missing_packets": 0,
            "shared": False,
        }
        for seat in STARTS_S
    ]
    return {
        "sitting_id": SITTING,
        "rehearsal": False,
        "candidate_name": "Inès Marchetti",
        "juror_name": "Mme Okafor",
        "observer_name": "",
        "room_name": "salle 1",
        "number": 3,
        "title": "Missing cartons",
        "mode": "telephone",
        "zero_utc": "2026-12-08T10:24:00Z",
        "ends_s": 60,
        "other_party": {
            "name": "Joanna Pike",
            "role": "Buyer",
            "organisation": "Harcourt",
            "place": "Bristol",
        },
        "phases": [{"phase": name, "starts_s": start, "ends_s": end} for name, start, end in PHASES],
        "media_state": "ready",
        "media_reason": "",
        "tracks": tracks,
        "mix": None,
        "transcript_reason": "",
        "transcript_ready_at": None,
        "transcript_state": "ready" if ready else "running",
        "transcripts": [_transcript(seat) for seat in STARTS_S] if ready else [],
        "notes": [{"at_s": -30, "text": "first notes"}, {"at_s": 4, "text": "notes of the call"}],
        "text": [{"at_s": 50, "text": "Dear Ms Pike"}],
        "part": "call",
        "sheet": [],
        "contact_sheet": None,
        "text_task": None,
        "candidate_brief": None,
        "incidents": [],
        "rings": [],
        "facts_given": [{"fact_id": "n", "question": "Combien ?", "answer": "four cartons", "at_s": 5.0}],
    }


def _wave(seat: str) -> bytes:
    """A low hum, louder where the seat speaks."""
    times = STARTS_S[seat] + np.arange(int(DURATION_S * RATE_HZ)) / RATE_HZ
    loud = np.zeros_like(times)
    for word in words_of(seat):
        loud[(times >= word["start_s"]) & (times < word["end_s"])] = 0.3
    samples = (loud * np.sin(2 * np.pi * 220 * times) * 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def _peaks(seat: str) -> dict[str, Any]:
    return {"bucket_s": 0.02, "starts_s": STARTS_S[seat], "peaks": [0.3] * int(DURATION_S / 0.02)}


class Recording:
    """What the server holds; a test may let the transcript come later."""

    def __init__(self) -> None:
        self.ready = True
        self.clips: tuple[clip_rules.Clip, ...] = ()
        self.loudness_lufs: float | None = None
        self.judging: dict[str, Any] | None = None
        """What the judging tells whoever looks; None: they may not judge."""
        self.asked: list[str] = []
        """Every path, in order."""
        self.waves = {seat: _wave(seat) for seat in STARTS_S}
        self.versions = {
            each.seat: Version(transcript=each, version=1, sha256="0" * 64)
            for each in bundle(ready=True).transcripts
        }

    def act(self, seat: str, body: bytes) -> bytes:
        """Do what an evaluator orders, as the server's desk does."""
        version = self.versions[seat]
        order = msgspec.json.decode(body, type=CorrectionRequest).order
        act = decide(version, order, author="Claire Morel", at=datetime.now(UTC))
        if act is not None:
            self.versions[seat] = msgspec.structs.replace(version, acts=(*version.acts, act))
        return msgspec.json.encode({"reading": reading_of(self.versions[seat])})

    def order_clip(self, body: bytes) -> bytes:
        """Do what a jury orders about its clips."""
        order = msgspec.json.decode(body, type=ClipRequest).order
        self.clips = clip_rules.decide(self.clips, order, new_id=new_id())
        return msgspec.json.encode(Clips(may_pick=True, clips=self.clips))

    def shown(self) -> ReplayBundle:
        """The bundle, as loud as the test wants it."""
        made = bundle(ready=self.ready)
        tracks = (msgspec.structs.replace(each, loudness_lufs=self.loudness_lufs) for each in made.tracks)
        return msgspec.structs.replace(made, tracks=tuple(tracks))

    def told(self, what: str) -> bytes | None:
        """The cockpit's answers; None for other questions."""
        course = (CoursePart(sitting_id=SITTING, part=self.shown().part, phases=self.shown().phases),)
        match what:
            case "clips":
                return msgspec.json.encode(Clips(may_pick=True, clips=self.clips))
            case "cockpit":
                judged = self.judging is not None
                cockpit = Cockpit(server_now=datetime.now(UTC), course=course, interview=None, judged=judged)
                return msgspec.json.encode(cockpit)
            case "safe":
                read = tuple(map(as_transcript, self.versions.values())) if self.ready else ()
                safe = safe_bundle(self.shown(), transcripts=read, clips=self.clips, course=course)
                return msgspec.json.encode(safe)
            case _:
                return None

    def facts(self) -> FactGrid:
        """The kettles' facts in these words as people have read them, and in the text."""
        shown = bundle(ready=self.ready)
        return find_facts(
            SITTING,
            PackagedScenarios().all()["amberline-kettles@1"],
            transcripts=tuple(map(as_transcript, self.versions.values())) if self.ready else (),
            text=shown.text[-1].text,
            sheet=None,
        )


@cache
def _joined() -> dict[str, str]:
    """The pages' scripts and sheets, as the product serves them."""
    return dict(build_joined(WEB / "pages"))


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    recording: Recording

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its result."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        super().end_headers()

    def do_GET(self) -> None:
        self.recording.asked.append(self.path)
        if self.path.startswith("/assets/dev/joined/"):
            name = self.path.removeprefix("/assets/dev/")
            self._send("text/css" if name.endswith(".css") else "text/javascript", _joined()[name].encode())
        elif self.path.startswith("/assets/dev/"):
            self.path = self.path.removeprefix("/assets/dev")
            super().do_GET()
        elif self.path.startswith("/replay/"):
            page = "replay-safe" if self.path.endswith("/safe") else "replay"
            self._send("text/html; charset=utf-8", build_shells(WEB / "pages", "dev")[page].encode())
        elif (told := self.recording.told(self.path.rpartition("/")[2])) is not None:
            self._send("application/json", told)
        elif self.path.startswith("/api/judging/"):
            self._send("application/json", json.dumps(self.recording.judging or {"judge": None}).encode())
        elif self.path.endswith("/corrections"):
            readings = tuple(reading_of(each) for each in self.recording.versions.values())
            self._send("application/json", msgspec.json.encode(Readings(may_correct=True, readings=readings)))
        elif self.path.endswith("/facts"):
            self._send("application/json", msgspec.json.encode(self.recording.facts()))
        elif self.path.startswith("/api/replay/"):
            self._send("application/json", msgspec.json.encode(self.recording.shown()))
        elif match := re.fullmatch(r"/media/(\w+)\.json", self.path):
            self._send("application/json", json.dumps(_peaks(match[1])).encode())
        elif match := re.fullmatch(r"/media/(\w+)\.wav", self.path):
            self._send("audio/wav", self.recording.waves[match[1]])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/clips"):
            self._send("application/json", self.recording.order_clip(body))
            return
        try:
            self._send("application/json", self.recording.act(self.path.split("/")[-2], body))
        except Refused as refused:
            self.send_error(409, refused.reason)

    def _send(self, kind: str, body: bytes) -> None:
        """Answer, by a range where one is asked for: a browser seeks only where it gets them."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first, last = 0, len(body) - 1
        if asked:
            first = int(asked[1])
            last = min(last, int(asked[2] or last))
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(body[first : last + 1])


@contextmanager
def replay_server(recording: Recording) -> Iterator[str]:
    """Serve the replay of `recording` on a free port; yields the page's address."""
    kind = type("_RecordingHandler", (_Handler,), {"recording": recording})
    handler = partial(kind, directory=str(WEB))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="replay-server", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/replay/{SITTING}"
        finally:
            server.shutdown()
            thread.join()
