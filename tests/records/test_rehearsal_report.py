"""The rehearsal's report (oralexam.records.rehearsal_report)."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from oralexam.exams.plan import ExchangePlan
from oralexam.records.rehearsal_report import build_report
from oralexam.rooms.phases import Phase
from tests.records.made_recordings import Network, encode_opus, journal, opus_rtp, speech
from tests.records.made_sittings import SITTING, Story

ZERO = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)


def test_phases_stand_against_their_plan(tmp_path: Path) -> None:
    """In wall-clock seconds, after the pace; ringing and connecting have no plan."""
    plan = ExchangePlan(grace_s=5).at_pace(60, call_s=40)
    story = Story(ZERO, rehearsal=True, plan=plan)
    story.draw(-30)
    story.enter(-20, Phase.PREPARATION)
    story.enter(-5, Phase.RINGING, "deadline")
    story.ring(-4.5, 1)
    story.enter(-1, Phase.CONNECTING, "answered")
    story.enter(0, Phase.CALL, "media-flowing")
    story.enter(45, Phase.WRITING, "deadline")
    story.enter(55, Phase.HANDED_IN, "deadline")
    report = build_report(SITTING, story.events, transcripts=(), jobs=(), recordings_dir=tmp_path)
    assert [(each.name.value, each.planned_s, each.actual_s) for each in report.phases] == [
        ("preparation", 15, 15),
        ("ringing", None, 4),
        ("connecting", None, 1),
        ("call", 45, 45),
        ("writing", 10, 10),
    ]
    assert report.handed_in_at == story.at(55)
    assert report.zero_utc == ZERO


def test_recordings_are_counted_and_hashed(tmp_path: Path) -> None:
    """Packets, holes, length and SHA-256 are those of the file; the path leads there from the data folder."""
    recordings = tmp_path / "recordings"
    sent = opus_rtp(encode_opus(speech(4)), begins_s=0, first_timestamp=0xFFFF_FF00)
    path = journal(recordings, SITTING, sent, network=Network(loss=0.1, duplicated=0.1))
    report = build_report(SITTING, Story(ZERO).events, transcripts=(), jobs=(), recordings_dir=recordings)
    (recording,) = report.recordings
    assert recording.packets + recording.missing_packets == 200
    assert 5 < recording.missing_packets < 40
    assert recording.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert tmp_path / recording.path == path
    assert 3.9 < recording.duration_s < 4.01
    assert report.handed_in_at is None
