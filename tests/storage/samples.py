"""Samples that several tests of storage need."""

from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word


def transcript(sitting_id: str, seat: str, text: str, *, model: str = "small.en") -> TrackTranscript:
    """A transcript of one utterance."""
    words = tuple(
        Word(text=word, start_s=0.1 * place - 0.5, end_s=0.1 * place - 0.4, probability=0.9)
        for place, word in enumerate(text.split())
    )
    return TrackTranscript(
        sitting_id=sitting_id,
        seat=seat,
        utterances=(Utterance(start_s=-0.5, end_s=1.0, text=text, words=words),),
        recognizer=RecognizerIdentity(
            engine="whisper", engine_version="1", model=model, model_sha256="0" * 64, settings="beam"
        ),
        starts_at_s=-1.25,
        audio_duration_s=3.0,
        speech_duration_s=1.5,
    )
