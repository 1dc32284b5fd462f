"""Speech for tests of indicators, with times that can be added up by hand."""

from oralexam.transcripts.transcript import (
    HeardSound,
    RecognizerIdentity,
    SoundKind,
    TrackTranscript,
    Utterance,
    Word,
)

RECOGNIZER = RecognizerIdentity(engine="e", engine_version="1", model="m", model_sha256="", settings="")


def word(text: str, start_s: float, end_s: float) -> Word:
    """A word."""
    return Word(text=text, start_s=start_s, end_s=end_s, probability=0.9)


def track(seat: str, *words: Word, pauses: tuple[tuple[float, float], ...] | None = None) -> TrackTranscript:
    """One utterance of these words; `pauses` are those that were heard in the sound."""
    utterances = ()
    if words:
        utterances = (
            Utterance(
                start_s=words[0].start_s,
                end_s=words[-1].end_s,
                text=" ".join(each.text for each in words),
                words=words,
            ),
        )
    sounds = tuple(
        HeardSound(kind=SoundKind.PAUSE, start_s=start_s, end_s=end_s) for start_s, end_s in pauses or ()
    )
    return TrackTranscript(
        sitting_id="s",
        seat=seat,
        utterances=utterances,
        recognizer=RECOGNIZER,
        starts_at_s=0.0,
        audio_duration_s=60.0,
        speech_duration_s=10.0,
        sounds=sounds,
    )
