"""The job `read-sentence`: what was read in the check of a station, heard by the machine and compared."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import structlog

from oralexam.clock import Clock
from oralexam.jobs.job import Job
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechDetector, SpeechRecognizer
from oralexam.transcripts.read_sentences import SENTENCES, Compared, SentenceFiles, sentence_of
from oralexam.transcripts.transcription import hear_all
from oralexam.transcripts.word_errors import count_errors

_log = structlog.get_logger(__name__)


class CompareSentence:
    """Handler of `read-sentence`. What cannot be read as sound is dropped: nobody waits for the figure."""

    def __init__(
        self,
        *,
        files: SentenceFiles,
        recognizer: Callable[[Job], SpeechRecognizer],
        detector: Callable[[], SpeechDetector],
        clock: Clock,
    ) -> None:
        self._files = files
        self._recognizer = recognizer
        self._detector = detector
        self._clock = clock

    def __call__(self, job: Job) -> None:
        """Compare all that the seat has read since, the newest last.

        Raises:
            Unavailable: No model is installed; the job waits for one.
        """
        recognizer = self._recognizer(job)
        while sounds := self._files.waiting(job.sitting_id, job.subject):
            for sound in sounds:
                self._compare(job, sound, recognizer)

    def _compare(self, job: Job, sound: Path, recognizer: SpeechRecognizer) -> None:
        try:
            samples = read_samples(sound)
        except (av.FFmpegError, OSError, ValueError) as error:
            _log.warning("sentence-unreadable", sitting_id=job.sitting_id, error=type(error).__name__)
            sound.unlink(missing_ok=True)
            return
        heard = hear_all(samples, recognizer=recognizer, detector=self._detector())
        text = " ".join(speech.text for _, speech in heard.said)
        read = SENTENCES[sentence_of(sound)]
        errors = count_errors(plain(read), plain(text))
        self._files.save(
            job.sitting_id,
            Compared(
                seat=job.subject,
                sentence=sentence_of(sound),
                words=errors.words,
                wrong=min(errors.count, errors.words),
                at=self._clock.now(),
            ),
            sound,
        )


def plain(text: str) -> str:
    """Words alone: case, signs, accents are no errors. Whisper's own normaliser would load torch for it."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


def read_samples(path: Path) -> Samples:
    """A sound file as mono samples at the recogniser's rate."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    with av.open(str(path)) as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    if not frames:
        return np.zeros(0, np.float32)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float32)
