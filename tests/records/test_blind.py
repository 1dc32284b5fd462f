"""The blind bundle: no name of anybody, no hour, no room, no picture; what was had and written stays."""

import msgspec

from oralexam.records.blind import blind_bundle
from oralexam.records.bundle import MediaFile, PosterFile
from oralexam.records.replay import build_bundle
from tests.facts.said import track
from tests.records.made_sittings import SITTING
from tests.records.test_safe import SCENARIO, story
from tests.rooms.canaries import MARK, canaries_of

AT = "/api/blind/assignment/media"


def told() -> str:
    """All that whoever marks blind is told of a call with pictures."""
    bundle = build_bundle(
        SITTING,
        story().events,
        scenario=SCENARIO,
        transcripts=(track("candidate", (3.0, "This is Zoé-Martin, not zoetrope.")),),
        jobs=(),
        manifest=None,
    )
    file = MediaFile(url=f"/api/replay/{SITTING}/media/candidate-audio.webm", starts_s=0.0, duration_s=9.0)
    film = msgspec.structs.replace(file, url=file.url.replace("audio", "video"))
    poster = PosterFile(url=file.url.replace("audio.webm", "poster.jpg"))
    tracks = tuple(
        msgspec.structs.replace(each, name="Zoe Martin", audio=file, video=film, poster=poster)
        for each in bundle.tracks
    )
    seen = msgspec.structs.replace(bundle, tracks=tracks, room_name="salle 99")
    blind = blind_bundle(seen, transcripts=(), at=AT, names={"Zoe Martin": "candidat"})
    return msgspec.json.encode(blind).decode()


def test_names_rooms_hours_and_pictures_are_not_told() -> None:
    """Names by whole words, without case and accents; the sitting's own addresses are not told either."""
    words = told()
    assert "This is [candidat]-[candidat], not zoetrope." in words
    for secret in (
        "Martin",
        "Zoé",
        "salle 99",
        SITTING,
        "video.webm",
        "poster",
        "2026-12-08",
        f"{MARK}:incident",
    ):
        assert secret not in words, secret


def test_nothing_of_the_jurys_half_is_told() -> None:
    """Every canary of the scenario that the candidate never had; what was written is there."""
    had = (SCENARIO.candidate, SCENARIO.text_task, SCENARIO.contact_sheet)
    secret = canaries_of(SCENARIO) - canaries_of(had) - {SCENARIO.title, str(SCENARIO.number)}
    words = told()
    assert [each for each in secret if each in words] == []
    assert "own notes" in words
    assert "Dear Ms Pike" in words
