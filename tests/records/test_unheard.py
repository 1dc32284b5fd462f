"""What nobody recorded of a voice at its ends (oralexam.records.unheard), as the replay's bundle shows it."""

import msgspec
import pytest

from oralexam.jobs.job import JobState
from oralexam.records.manifest import LISTENING_COPIES, Copy
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.records.made_sittings import Story, call_history
from tests.records.test_replay import MANIFEST, ZERO, bundle, job


@pytest.mark.parametrize(
    ("heard", "missing"),
    [
        ((-1.5, 602.0), []),
        ((1.9, 596.5), []),
        ((0.0, 12.0), [(12.0, 600.0)]),
        ((300.0, 301.0), [(0.0, 300.0)]),
        ((30.0, 30.0), [(0.0, 30.0), (60.0, 600.0)]),
        (None, [(0.0, 600.0)]),
    ],
)
def test_what_nobody_recorded_at_either_end_is_a_gap(
    heard: tuple[float, float] | None, missing: list[tuple[float, float]]
) -> None:
    """Twelve seconds of ten minutes are no whole voice, though nothing is missing between their packets."""
    (track,) = MANIFEST.tracks
    audio = heard and Copy(name="candidate-audio.webm", starts_s=heard[0], duration_s=heard[1])
    manifest = msgspec.structs.replace(
        MANIFEST, tracks=(msgspec.structs.replace(track, audio=audio, gaps=()),)
    )
    candidate = bundle(call_history(ZERO), manifest=manifest).tracks[0]
    assert [(gap.starts_s, gap.ends_s) for gap in candidate.gaps] == missing


def test_between_a_call_and_its_call_back_nothing_is_missing() -> None:
    """A voice that ends with the first call lacks the second one whole; the time between them is no gap."""
    story = Story(ZERO).until_the_call()
    story.enter(200, Phase.WRITING, "hung-up", Seat.CANDIDATE)
    story.enter(230, Phase.CONNECTING, "answered", Seat.JUROR)
    story.enter(232, Phase.CALL, "media-flowing")
    story.enter(600, Phase.WRITING, "deadline")
    (track,) = MANIFEST.tracks
    short = Copy(name="candidate-audio.webm", starts_s=0, duration_s=200)
    manifest = msgspec.structs.replace(
        MANIFEST, tracks=(msgspec.structs.replace(track, audio=short, gaps=()),)
    )
    assert bundle(story.events, manifest=manifest).tracks[0].gaps == ()
    story.enter(1200, Phase.HANDED_IN, "deadline")
    queued = job(LISTENING_COPIES, JobState.QUEUED)
    assert bundle(story.events, manifest=manifest, jobs=(queued,)).tracks[0].gaps == ()
    (gap,) = bundle(story.events, manifest=manifest).tracks[0].gaps
    assert (gap.starts_s, gap.ends_s) == (232, 600)
