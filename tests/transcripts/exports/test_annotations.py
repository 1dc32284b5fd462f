"""TextGrid and EAF, read back: no gap, no overlap, every word where it was."""

import io
import itertools
import json
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from oralexam.transcripts.exports.document import TranscriptDocument, spoken
from oralexam.transcripts.exports.docx import to_docx
from oralexam.transcripts.exports.elan import to_elan
from oralexam.transcripts.exports.json_file import to_json
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.exports.sentences import FileLanguage
from oralexam.transcripts.exports.text import to_text
from oralexam.transcripts.exports.textgrid import to_textgrid
from oralexam.transcripts.exports.tiles import gapless, tiled
from oralexam.transcripts.transcript import HeardSound, SoundKind, Utterance
from tests.transcripts.exports.made_documents import HOSTILE, document, expected_words, hostile, word
from tests.transcripts.exports.readers import read_textgrid

FRENCH = FileLanguage.FRENCH
ORDER = ("HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LOCALE", "LANGUAGE", "CONSTRAINT")
"""The order of elements that EAFv3.0.xsd asks for (those that we write)."""


@some.composite
def utterances(draw: some.DrawFn) -> tuple[Utterance, ...]:
    """What a recogniser may give: words of no length, equal times, utterances that touch or overlap."""
    lines = []
    for _ in range(draw(some.integers(1, 5))):
        start_s = draw(some.floats(-1, 10))
        times = sorted(draw(some.lists(some.floats(0, 3), min_size=1, max_size=6)))
        words = tuple(
            word(f"w{index}", start_s + time_s, start_s + time_s + draw(some.floats(0, 1)))
            for index, time_s in enumerate(times)
        )
        end_s = start_s + draw(some.floats(0, 4))
        lines.append(Utterance(start_s=start_s, end_s=end_s, text="", words=words))
    return tuple(lines)


def test_every_word_comes_back_from_a_textgrid() -> None:
    """Two tiers a speaker, and one that says what wrote the words; all of them from end to end."""
    tiers = {tier.name: tier for tier in read_textgrid(to_textgrid(document(), FRENCH))}
    assert len(tiers) == 5
    assert tiers["candidate Inès Marchetti – words"].labels() == expected_words("candidate")
    assert tiers["juror Joanna Pike – words"].labels() == expected_words("juror")
    whole = tiers["candidate Inès Marchetti – utterances"].labels()
    assert whole == [("Good morning how many cartons are missing", 3500), ("Goodbye Ms Pike", 8900)]
    assert "openai-whisper 20250625" in tiers["source"].labels()[0][0]


def test_quotes_are_doubled_in_a_textgrid() -> None:
    """A quote in a name or in a word ends no string."""
    tiers = read_textgrid(to_textgrid(hostile(), FRENCH))
    said = [text for text, _ in tiers[1].labels()]
    assert said == [plain(each) for each in HOSTILE if plain(each)]
    assert tiers[0].name == 'candidate A "B" <i>--></i> evil & co – utterances'


def test_a_textgrid_of_silence_is_whole() -> None:
    """Nobody spoke: empty tiers over the whole time."""
    tiers = read_textgrid(to_textgrid(document({"candidate": ()}), FRENCH))
    assert tiers[0].intervals == [(0.0, 12.0, "")]


@settings(deadline=None, max_examples=150)
@given(utterances())
def test_intervals_always_tile(lines: tuple[Utterance, ...]) -> None:
    """Whatever the times, tiers have neither gaps nor overlaps, words stand inside, and none is lost."""
    made = document({"candidate": lines})
    read_textgrid(to_textgrid(made, FRENCH))  # its reader checks every border
    laid = tiled(spoken(made))
    reached_ms = 0
    for each in laid:
        assert each.whole.start_ms >= reached_ms
        reached_ms = each.whole.start_ms
        for tile in each.words:
            assert tile.start_ms >= reached_ms
            assert tile.end_ms > tile.start_ms
            reached_ms = tile.end_ms
        assert each.whole.end_ms >= reached_ms > each.whole.start_ms
        reached_ms = each.whole.end_ms
    assert sorted(tile.label for each in laid for tile in each.words) == sorted(
        each.text for line in lines for each in line.words
    )


def test_gapless_fills_what_is_between() -> None:
    """Before, between and after."""
    laid = tiled(spoken(document()))
    filled = gapless([laid[0].whole], until_ms=laid[0].whole.end_ms + 10)
    assert [tile.label == "" for tile in filled] == [True, False, True]


def _parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 -- what we have just written


def test_an_elan_document_is_built_as_its_schema_says() -> None:
    """Elements in order, every reference resolved, times that are positive, tiers without overlaps."""
    root = _parsed(to_elan(document(), FRENCH))
    assert root.tag == "ANNOTATION_DOCUMENT"
    assert {"AUTHOR", "DATE", "VERSION"} <= set(root.attrib)
    tags = [child.tag for child in root]
    assert sorted(tags, key=ORDER.index) == tags
    slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
    types = {kind.get("LINGUISTIC_TYPE_ID"): kind.get("CONSTRAINTS") for kind in root.iter("LINGUISTIC_TYPE")}
    stereotypes = {each.get("STEREOTYPE") for each in root.iter("CONSTRAINT")}
    tiers = {tier.get("TIER_ID"): tier for tier in root.iter("TIER")}
    assert len({each.get("ANNOTATION_ID") for each in root.iter("ALIGNABLE_ANNOTATION")}) == len(
        list(root.iter("ALIGNABLE_ANNOTATION"))
    )
    assert list(slots.values()) == sorted(slots.values())
    for tier in tiers.values():
        assert tier.get("LINGUISTIC_TYPE_REF") in types
        assert types[tier.get("LINGUISTIC_TYPE_REF")] in {None, *stereotypes}
        spans = _spans(tier, slots)
        assert all(start < end for start, end, _ in spans)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
        if (parent := tier.get("PARENT_REF")) is not None:
            around = _spans(tiers[parent], slots)
            assert all(any(a <= start and end <= b for a, b, _ in around) for start, end, _ in spans)


def _spans(tier: ET.Element, slots: dict[str | None, int]) -> list[tuple[int, int, str]]:
    return [
        (
            slots[each.get("TIME_SLOT_REF1")],
            slots[each.get("TIME_SLOT_REF2")],
            each.findtext("ANNOTATION_VALUE") or "",
        )
        for each in tier.iter("ALIGNABLE_ANNOTATION")
    ]


def test_every_word_comes_back_from_elan() -> None:
    """Words, times and people; the sound stands beside the file; what wrote the words is said."""
    root = _parsed(to_elan(document(), FRENCH))
    slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
    for seat in ("candidate", "juror"):
        tier = next(tier for tier in root.iter("TIER") if tier.get("TIER_ID") == f"{seat}-words")
        assert [(text, start) for start, _, text in _spans(tier, slots)] == expected_words(seat)
    media = next(root.iter("MEDIA_DESCRIPTOR"))
    assert media.get("RELATIVE_MEDIA_URL") == "./mix.webm"
    assert "openai-whisper 20250625" in " ".join(each.text or "" for each in root.iter("PROPERTY"))


def test_elan_holds_hostile_text_as_text() -> None:
    """What XML 1.0 cannot hold is left out, all else comes back as it was."""
    root = _parsed(to_elan(hostile(), FRENCH))
    tier = next(tier for tier in root.iter("TIER") if tier.get("TIER_ID") == "candidate-words")
    said = [each.text for each in tier.iter("ANNOTATION_VALUE")]
    assert said == [plain(each) for each in HOSTILE if plain(each)]
    assert tier.get("PARTICIPANT") == 'A "B" <i>--></i> evil & co'


def _with_sounds() -> TranscriptDocument:
    """Pauses that touch, and another voice over one of them."""
    made = document()
    heard = tuple(
        HeardSound(kind=kind, start_s=start_s, end_s=end_s)
        for kind, start_s, end_s in (
            (SoundKind.PAUSE, -0.6, -0.5),
            (SoundKind.PAUSE, 5.0, 5.5),
            (SoundKind.PAUSE, 5.4, 6.0),
            (SoundKind.OTHER_SPEAKER, 5.1, 5.3),
            (SoundKind.HESITATION, 7.0, 7.4),
        )
    )
    first, *others = made.tracks
    return msgspec.structs.replace(made, tracks=(msgspec.structs.replace(first, sounds=heard), *others))


def test_what_was_heard_beside_words_has_tiers_of_its_own() -> None:
    """One a kind, since two kinds may be heard at once; none where nothing was."""
    tiers = {tier.name: tier for tier in read_textgrid(to_textgrid(_with_sounds(), FRENCH))}
    assert tiers["candidate Inès Marchetti – pause"].labels() == [("pause", 5500), ("pause", 6000)]
    assert tiers["candidate Inès Marchetti – hesitation"].labels() == [("hesitation", 7500)]
    assert len(tiers) == 8
    root = _parsed(to_elan(_with_sounds(), FRENCH))
    slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
    heard = {
        tier.get("TIER_ID"): _spans(tier, slots)
        for tier in root.iter("TIER")
        if tier.get("LINGUISTIC_TYPE_REF") == "sound"
    }
    assert heard["candidate-pause"] == [(5500, 6000, "pause"), (6000, 6500, "pause")]
    assert set(heard) == {"candidate-pause", "candidate-hesitation", "candidate-other-speaker"}
    read = json.loads(to_json(_with_sounds(), FRENCH))["sounds"]
    assert (read[1]["kind"], read[1]["start_s"], read[1]["end_s"]) == ("pause", 5.5, 6.0)


def test_pauses_and_hesitations_stand_among_the_words_for_people() -> None:
    """In brackets, in their time, as on the replay page; the other's voice is no part of it."""
    heard = (
        HeardSound(kind=SoundKind.PAUSE, start_s=3.45, end_s=3.8),
        HeardSound(kind=SoundKind.HESITATION, start_s=4.25, end_s=4.5),
        HeardSound(kind=SoundKind.OTHER_SPEAKER, start_s=4.3, end_s=4.6),
    )
    made = document()
    first, *others = made.tracks
    made = msgspec.structs.replace(made, tracks=(msgspec.structs.replace(first, sounds=heard), *others))
    text = to_text(made, FRENCH).decode()
    assert "Good [pause 0,3 s] morning how [hésitation] many cartons (?) are missing" in text
    assert "[Entre crochets]" in text
    assert "[Entre crochets]" not in to_text(document(), FRENCH).decode()
    with ZipFile(io.BytesIO(to_docx(made, FRENCH))) as archive:
        assert "[hésitation]" in archive.read("word/document.xml").decode()
