"""The candidate-safe bundle: built field by field; no secret of the jury has a way into it."""

from datetime import UTC, datetime

import msgspec

from oralexam.exams.parts import PartKind
from oralexam.records.clips import Clip
from oralexam.records.replay import build_bundle
from oralexam.records.safe import SafeBundle, safe_bundle
from oralexam.rooms import commands, events
from oralexam.rooms.phases import Phase
from oralexam.transcripts.transcript import TrackTranscript
from tests.facts.said import track
from tests.records.made_sittings import SITTING, Story
from tests.rooms.canaries import MARK, canaries_of, canary_scenario

ZERO = datetime(2026, 12, 8, 10, 24, tzinfo=UTC)
SCENARIO = canary_scenario()


def story() -> Story:
    """A call in which a fact was given, and of which a manager reported an incident in words."""
    made = Story(ZERO).until_the_call()
    made.events.append(events.NotesSaved(at=made.at(10), text="own notes", revision=1))
    fact = SCENARIO.jury.facts_if_asked[0].fact_id
    made.events.append(events.FactPressed(at=made.at(20), fact_id=fact, given=True))
    made.events.append(
        events.IncidentReported(
            at=made.at(30), code=commands.IncidentCode.OTHER, text=f"{MARK}:incident", author=f"{MARK}:author"
        )
    )
    made.enter(600, Phase.WRITING)
    made.events.append(events.TextSaved(at=made.at(700), text="Dear Ms Pike", revision=1))
    made.enter(1200, Phase.HANDED_IN)
    return made


def safe(*, part: PartKind = PartKind.CALL, read: tuple[TrackTranscript, ...] = ()) -> SafeBundle:
    """What the candidate may see of it."""
    told = story().events
    first = told[0]
    assert isinstance(first, events.SittingOpened)
    bundle = build_bundle(
        SITTING,
        (msgspec.structs.replace(first, part=part), *told[1:]),
        scenario=SCENARIO,
        transcripts=(track("candidate", (3.0, "So for cartons are missing.")),),
        jobs=(),
        manifest=None,
    )
    clips = (Clip(clip_id="one", starts_s=3, ends_s=8, revision=7),)
    return safe_bundle(bundle, transcripts=read, clips=clips, course=())


def test_what_the_candidate_had_is_there_and_nothing_of_the_jurys() -> None:
    """Every canary of the scenario's jury half, of its typed facts, of an incident: none comes out."""
    told = msgspec.json.encode(safe()).decode()
    secret = canaries_of(SCENARIO) - canaries_of((SCENARIO.candidate, SCENARIO.text_task))
    secret -= canaries_of((SCENARIO.contact_sheet, SCENARIO.other_party)) | {
        SCENARIO.title,
        str(SCENARIO.number),
    }
    assert len(secret) > 20
    assert [each for each in secret if each in told] == []
    assert f"{MARK}:incident" not in told
    assert f"{MARK}:author" not in told
    for own in ("own notes", "Dear Ms Pike", SCENARIO.title, *canaries_of(SCENARIO.candidate)):
        assert own in told


def test_who_a_visitor_is_is_not_told() -> None:
    """Of a call the candidate had the other party's name; who comes through the door was to be found out."""
    assert safe().other_party == SCENARIO.other_party
    assert safe(part=PartKind.VISITOR).other_party is None


def test_words_are_those_that_people_have_read_and_clips_are_stretches() -> None:
    """By seat; a clip has neither a revision nor a word."""
    read = track("candidate", (3.0, "So four cartons are missing."))
    made = safe(read=(read,))
    assert made.transcripts == (read,)
    assert safe().transcripts[0].utterances[0].text == "So for cartons are missing."
    (clip,) = made.clips
    assert msgspec.to_builtins(clip) == {"clip_id": "one", "starts_s": 3, "ends_s": 8}
