"""Words with times, as a recogniser gives them, from a line of text."""

from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word

WORD_S = 0.4


def words(text: str, *, start_s: float = 0.0, unclear: str = "") -> tuple[Word, ...]:
    """One word every 0.4 s; those in `unclear` with little confidence."""
    doubted = set(unclear.split())
    return tuple(
        Word(
            text=f" {word}",
            start_s=round(start_s + WORD_S * place, 3),
            end_s=round(start_s + WORD_S * (place + 1), 3),
            probability=0.2 if word.strip(".,") in doubted else 0.95,
        )
        for place, word in enumerate(text.split())
    )


def track(seat: str, *spoken: tuple[float, str], unclear: str = "") -> TrackTranscript:
    """A track of utterances, each with its start in seconds."""
    utterances = []
    for start_s, text in spoken:
        said = words(text, start_s=start_s, unclear=unclear)
        utterances.append(Utterance(start_s=start_s, end_s=said[-1].end_s, text=text, words=said))
    return TrackTranscript(
        sitting_id="5b0c6a1e-6a50-4f0e-9d3f-0d7c5f0a1b2c",
        seat=seat,
        utterances=tuple(utterances),
        recognizer=RecognizerIdentity(
            engine="none", engine_version="0", model="none", model_sha256="", settings=""
        ),
        starts_at_s=0.0,
        audio_duration_s=600.0,
        speech_duration_s=300.0,
    )
