"""Documents for tests of exports."""

from datetime import UTC, datetime

from oralexam.transcripts.exports.document import Speaker, TranscriptDocument
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word

SITTING = "6f0c2c7e-6d0e-4a5e-9a53-3f1d5f0b7a10"
ORIGIN_S = -0.5
RECOGNIZER = RecognizerIdentity(
    engine="openai-whisper",
    engine_version="20250625",
    model="base.en",
    model_sha256="ab" * 32,
    settings="greedy",
    note="a <note> --> here",
)
LINES = {
    "juror": ((-0.3, "Good morning this is Joanna Pike"), (8.0, "Thank you and goodbye")),
    "candidate": ((3.0, "Good morning how many cartons are missing"), (8.4, "Goodbye Ms Pike")),
}
"""Where each line begins on the exam clock; each word lasts 0.4 s. The last two overlap."""
UNCLEAR = "cartons"
HOSTILE = (
    "<script>alert(1)</script>",
    "-->",
    'she "said"',
    "a & b",
    "back\u202eward",
    "nul\x00\x0b\x1f",
    "one\ntwo\r\nthree\u2028four",
    "{\\an8}",
    "\ufffe\uffff",
    "</v><v Somebody>",
    "emoji 🙂",
)


def word(text: str, start_s: float, end_s: float, probability: float = 0.95) -> Word:
    """A word."""
    return Word(text=text, start_s=round(start_s, 3), end_s=round(end_s, 3), probability=probability)


def utterance(start_s: float, text: str, *, word_s: float = 0.4) -> Utterance:
    """A line whose words follow each other without a pause."""
    words = tuple(
        word(each, start_s + index * word_s, start_s + (index + 1) * word_s, 0.3 if each == UNCLEAR else 0.95)
        for index, each in enumerate(text.split())
    )
    return Utterance(start_s=start_s, end_s=words[-1].end_s, text=text, words=words)


def track(seat: str, utterances: tuple[Utterance, ...]) -> TrackTranscript:
    """What one seat said."""
    return TrackTranscript(
        sitting_id=SITTING,
        seat=seat,
        utterances=utterances,
        recognizer=RECOGNIZER,
        starts_at_s=ORIGIN_S,
        audio_duration_s=12.0,
        speech_duration_s=5.0,
    )


def document(
    tracks: dict[str, tuple[Utterance, ...]] | None = None,
    *,
    names: dict[str, str] | None = None,
    certain: bool = True,
) -> TranscriptDocument:
    """A sitting's document; without tracks that of `LINES`."""
    if tracks is None:
        tracks = {seat: tuple(utterance(*line) for line in lines) for seat, lines in LINES.items()}
    called = names or {"candidate": "Inès Marchetti", "juror": "Joanna Pike"}
    return TranscriptDocument(
        sitting_id=SITTING,
        title="Missing cartons",
        room_name="salle 1",
        rehearsal=False,
        zero_utc=datetime(2026, 12, 8, 10, 24, tzinfo=UTC),
        sound="mix.webm",
        origin_s=ORIGIN_S,
        duration_s=12.0,
        complete=True,
        speakers=tuple(Speaker(seat=seat, name=called.get(seat, seat), certain=certain) for seat in tracks),
        tracks=tuple(track(seat, tracks[seat]) for seat in sorted(tracks)),
    )


def hostile() -> TranscriptDocument:
    """Somebody whose name and words are made to break files."""
    words = tuple(word(text, 1 + index, 1.5 + index, 0.2) for index, text in enumerate(HOSTILE))
    line = Utterance(start_s=1.0, end_s=20.0, text=" ".join(HOSTILE), words=words)
    name = 'A "B" <i>--></i>\n\u202eevil & co\x00'
    return document({"candidate": (line,)}, names={"candidate": name})


def expected_words(seat: str) -> list[tuple[str, int]]:
    """Each word of `LINES` with its start in milliseconds from the start of the sound."""
    return [
        (each.text, max(0, round((each.start_s - ORIGIN_S) * 1000)))
        for line in LINES[seat]
        for each in utterance(*line).words
    ]
