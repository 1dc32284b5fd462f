"""From both copies on the disk to what is heard and written down (whole_voice, hearing_again)."""

import hashlib
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oralexam.bootstrap.hearing_again import HearingAgain
from oralexam.bootstrap.job_planner import copies_anew
from oralexam.bootstrap.late_copies import LateCopies
from oralexam.clock import ManualClock
from oralexam.copies.key import CopiesKey, copies_key
from oralexam.jobs.job import Job, JobState
from oralexam.jobs.memory import InMemoryJobQueue
from oralexam.records.filled_voice import Fillings
from oralexam.records.listening import PrepareListening
from oralexam.records.listening_place import ListeningPlace
from oralexam.records.live_voices import LiveVoices
from oralexam.records.manifest import LISTENING_COPIES, TrackCopies, read_manifest
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.transcripts.other_voice import OtherVoice
from tests.copies.own_runs import bring
from tests.records.made_recordings import ZERO, Network, encode_opus, journal, opus_rtp, speech
from tests.records.made_sittings import SITTING, call_history

CALL_S = 44
CUT = slice(300, 1800)
"""Packets that never came: from 6 s to 36 s."""


class Centre:
    """A data folder with one call in it, its jobs, and a worker's handlers without their processes."""

    def __init__(self, folder: Path, said: NDArray[np.int16]) -> None:
        self.said = said
        self.recordings, self.listening, self.keys = (
            folder / "recordings",
            folder / "listening",
            folder / "key",
        )
        self.key: CopiesKey = copies_key(self.keys)
        history = call_history(ZERO)
        self.place = ListeningPlace(
            recordings=self.recordings, listening=self.listening, load_events=lambda _: history
        )
        sent = opus_rtp(encode_opus(said), begins_s=0, first_timestamp=0)
        journal(self.recordings, SITTING, sent[: CUT.start] + sent[CUT.stop :], network=Network(loss=0.05))
        juror = opus_rtp(encode_opus(speech(2, "juror")), begins_s=0, first_timestamp=0)
        journal(self.recordings, SITTING, juror, seat="juror")
        self.prepare = PrepareListening(self.place, key_folder=self.keys)
        self.fillings = Fillings(self.listening, leave_nothing_unknown=lambda _: None)
        self.queue, self.clock = InMemoryJobQueue(), ManualClock(ZERO)
        self.again = HearingAgain(
            queue=self.queue, fillings=self.fillings, clock=self.clock, stopping=threading.Event()
        )
        self.copies = self.queue.enqueue(LISTENING_COPIES, sitting_id=SITTING, now=ZERO)
        self.words = self.queue.enqueue(TRANSCRIBE_TRACK, sitting_id=SITTING, subject="candidate", now=ZERO)

    def copy(self) -> TrackCopies:
        """Do the job of the copies; what was made of the candidate."""
        self.prepare(self.copies)
        manifest = read_manifest(self.listening, SITTING)
        assert manifest is not None
        return manifest.tracks[0]

    def done(self) -> None:
        """All that waits is done."""
        while job := self.queue.lease("w", now=ZERO, lease_s=60):
            self.queue.done(job.job_id, "w", now=ZERO)

    def states(self) -> list[JobState]:
        """Of the copies, of the words."""
        return [job.state for job in self.queue.of_sitting(SITTING)]

    def originals(self) -> dict[str, str]:
        """What must never change."""
        files = [path for path in self.recordings.rglob("*") if path.is_file()]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def said() -> NDArray[np.int16]:
    """What the candidate says."""
    return speech(CALL_S)


def test_a_cut_of_30_s_is_whole_in_copies_and_words(tmp_path: Path, said: NDArray[np.int16]) -> None:
    """First what arrived; with the own copy nothing is missing, and the words are asked for once more."""
    centre = Centre(tmp_path, said)
    first = centre.copy()
    assert first.copies is None
    assert max(gap.ends_s - gap.starts_s for gap in first.gaps) == pytest.approx(30, abs=0.2)
    centre.again.ask(SITTING)
    centre.done()
    assert centre.states() == [JobState.DONE, JobState.DONE]

    bring(centre.recordings, centre.key, said)
    before = centre.originals()
    copies_anew(centre.queue, centre.clock, SITTING)
    assert centre.states() == [JobState.QUEUED, JobState.DONE]
    whole = centre.copy()
    assert whole.copies is not None
    assert whole.copies.whole
    assert [run.reason for run in whole.copies.runs] == [""]
    assert (whole.copies.missing_samples, whole.gaps) == (0, ())
    assert whole.copies.filled_samples >= 30 * 48_000
    assert centre.originals() == before
    centre.again.ask(SITTING)
    assert centre.states() == [JobState.QUEUED, JobState.QUEUED]

    # What is written down then is the filled voice, the 30 s with it, each sample in its place.
    heard: list[float] = []

    def write(job: Job) -> None:
        voice = centre.fillings.open(job.sitting_id, job.subject, ZERO)
        assert voice is not None
        samples = np.concatenate([sound.samples for sound in voice.finish()])
        assert len(samples) / 16_000 == pytest.approx(CALL_S, abs=0.05)
        assert voice.seconds(0, 16_000) == pytest.approx(whole.audio.starts_s + 1 if whole.audio else 0)
        heard.append(float(np.sqrt(np.mean(samples[8 * 16_000 : 34 * 16_000] ** 2))))

    centre.again.written(centre.words, write)
    assert heard[0] > 0.01

    # Whoever writes the other one down knows of what was lost that it was said here.
    filled = centre.fillings.open(SITTING, "candidate", ZERO)
    assert filled is not None
    journal_alone = LiveVoices(centre.recordings, join_s=1.0).beside(SITTING, "candidate")
    at_us = ZERO.timestamp() * 1e6 + 12e6
    loudest = [
        OtherVoice(voice, lambda _: None).beside(at_us, 600).levels[:, 0].max()
        for voice in (filled, journal_alone)
    ]
    assert loudest[0] > loudest[1] + 20
    centre.done()

    # Done again, also after a kill between both: the same files, and nothing is asked for twice.
    folder = centre.listening / SITTING
    voices = folder / "candidate-audio.webm", folder / "juror-audio.webm"
    made = [path.stat().st_ino for path in voices]
    assert centre.copy() == whole
    assert [path.stat().st_ino for path in voices] == made
    centre.again.ask(SITTING)
    assert centre.states() == [JobState.DONE, JobState.DONE]


def test_words_that_are_being_written_are_written_again_when_the_voice_is_filled(
    tmp_path: Path, said: NDArray[np.int16]
) -> None:
    """The copies come in the middle of it: one who writes sees it at the end, and no job is lost."""
    centre = Centre(tmp_path, said)
    bring(centre.recordings, centre.key, said, last=False)
    versions: list[str] = []

    def write(_: Job) -> None:
        versions.append(centre.fillings.wanted(SITTING, "candidate"))
        if len(versions) == 1:
            assert centre.copy().copies is not None

    centre.again.written(centre.words, write)
    assert versions[0] == ""
    assert versions[1] != ""
    assert len(versions) == 2
    assert centre.fillings.to_hear(SITTING) == []


def test_what_a_page_brings_late_is_heard_late(tmp_path: Path, said: NDArray[np.int16]) -> None:
    """A tab that was closed in the cut has brought half; opened again it brings the rest: that is heard.

    Where nothing more has come, or all was deleted, nothing is made anew.
    """
    centre = Centre(tmp_path, said)
    late = LateCopies(
        queue=centre.queue, clock=centre.clock, recordings=centre.recordings, listening=centre.listening
    )
    late(SITTING)
    page = bring(centre.recordings, centre.key, said, until_s=20)
    first = centre.copy()
    assert first.copies is not None
    # Of what came behind the cut 5 % were lost, too.
    assert 16 * 48_000 <= first.copies.missing_samples <= 17 * 48_000
    centre.done()
    late(SITTING)
    assert centre.states() == [JobState.DONE, JobState.DONE]

    bring(centre.recordings, centre.key, said, page=page)
    late(SITTING)
    assert centre.states() == [JobState.QUEUED, JobState.DONE]
    second = centre.copy()
    assert second.copies is not None
    assert second.copies.missing_samples == 0
    centre.again.ask(SITTING)
    assert centre.states() == [JobState.QUEUED, JobState.QUEUED]
    centre.done()
    late(SITTING)
    shutil.rmtree(centre.recordings / SITTING / "own")
    late(SITTING)
    assert centre.states() == [JobState.DONE, JobState.DONE]


def test_what_comes_behind_the_last_look_of_the_running_job_is_heard_when_that_has_ended(
    tmp_path: Path, said: NDArray[np.int16]
) -> None:
    """The copies are made, the job is not put down yet, and a page brings the rest: it is asked for again."""
    centre = Centre(tmp_path, said)
    late = LateCopies(
        queue=centre.queue, clock=centre.clock, recordings=centre.recordings, listening=centre.listening
    )
    page = bring(centre.recordings, centre.key, said, until_s=20)
    job = centre.queue.lease("w", now=ZERO, lease_s=60)
    assert job == centre.queue.of_sitting(SITTING)[0]
    centre.copy()
    bring(centre.recordings, centre.key, said, page=page)
    assert not late(SITTING)
    assert centre.queue.done(job.job_id, "w", now=ZERO)
    assert late(SITTING)
    assert centre.states()[0] is JobState.QUEUED
    second = centre.copy()
    assert second.copies is not None
    assert second.copies.missing_samples == 0
    centre.done()
    assert late(SITTING)
    assert centre.states() == [JobState.DONE, JobState.DONE]


def test_another_voice_changes_nothing(tmp_path: Path, said: NDArray[np.int16]) -> None:
    """Somebody else's sound under the candidate's name: the journal is heard, and why is said."""
    centre = Centre(tmp_path, said)
    bring(centre.recordings, centre.key, speech(CALL_S, "juror"))
    made = centre.copy()
    assert made.copies is not None
    assert [run.reason for run in made.copies.runs] == ["another-sound"]
    assert (made.copies.filled_samples, made.version) == (0, "")
    assert max(gap.ends_s - gap.starts_s for gap in made.gaps) == pytest.approx(30, abs=0.2)
    assert centre.fillings.to_hear(SITTING) == []
