"""WebVTT and SubRip, read back."""

import msgspec

from oralexam.transcripts.exports.cues import LONGEST_MS, MOST_CHARACTERS, cues
from oralexam.transcripts.exports.sentences import FileLanguage
from oralexam.transcripts.exports.subrip import to_subrip
from oralexam.transcripts.exports.webvtt import to_webvtt
from oralexam.transcripts.transcript import HeardSound, LanguageCheck, SoundKind, Utterance
from tests.transcripts.exports.made_documents import (
    HOSTILE,
    document,
    expected_words,
    hostile,
    utterance,
    word,
)
from tests.transcripts.exports.readers import read_subrip, read_webvtt

FRENCH, ENGLISH = FileLanguage.FRENCH, FileLanguage.ENGLISH


def test_every_word_comes_back_from_webvtt_at_its_time() -> None:
    """Voices, words and their times are those of the transcript, from the start of the sound."""
    comments, read = read_webvtt(to_webvtt(document(), FRENCH))
    for seat, name in (("candidate", "Inès Marchetti"), ("juror", "Joanna Pike")):
        words = [pair for cue in read if cue.voice == name for pair in cue.words]
        assert words == expected_words(seat)
    assert any("openai-whisper 20250625" in line and "base.en" in line for line in comments)
    assert any("machine" in line for line in comments)


def test_speakers_stand_apart_in_webvtt() -> None:
    """Two who speak at once have places of their own."""
    _, read = read_webvtt(to_webvtt(document(), FRENCH))
    settings = {cue.voice: cue.settings for cue in read}
    assert "align:start" in settings["Inès Marchetti"]
    assert "align:end" in settings["Joanna Pike"]


def test_nothing_hostile_leaves_its_cue() -> None:
    """Neither in a name nor in a word can anything end a cue, open a tag or turn the text around."""
    content = to_webvtt(hostile(), FRENCH)
    _, read = read_webvtt(content)
    assert {cue.voice for cue in read} == {'A "B" <i>--></i> evil & co'}
    said = " ".join(cue.text for cue in read)
    assert "<script>alert(1)</script> --> she" in said
    assert "one two three four" in said
    assert not {"\u202e", "\x00", "\ufffe"} & set(content.decode())


def test_every_word_comes_back_from_subrip() -> None:
    """The first cue says what wrote the words; all others hold a name and the words."""
    notice, *read = read_subrip(to_subrip(document(), FRENCH))
    assert "machine" in notice.text
    assert "openai-whisper 20250625" in notice.text
    assert notice.end_ms <= read[0].start_ms or notice.end_ms == 3000
    said = [cue.text for cue in read if cue.text.startswith("Inès Marchetti\u00a0: ")]
    words = " ".join(each.removeprefix("Inès Marchetti\u00a0: ") for each in said).replace(" (?)", "")
    assert words.split() == [text for text, _ in expected_words("candidate")]
    assert [cue.start_ms for cue in read] == sorted(cue.start_ms for cue in read)


def test_nothing_hostile_becomes_a_tag_in_subrip() -> None:
    """Players read tags in SubRip: no character that begins one is left."""
    assert len(read_subrip(to_subrip(hostile(), FRENCH))) >= 2


def test_unclear_words_are_marked() -> None:
    """Underlined in WebVTT, by a sign in SubRip."""
    assert b"<u.unclear>cartons</u>" in to_webvtt(document(), FRENCH)
    assert b"cartons (?)" in to_subrip(document(), FRENCH)


def test_long_utterances_become_cues_that_can_be_read() -> None:
    """No cue is longer than two lines or seven seconds; no word is lost, none is moved."""
    long = utterance(0.0, " ".join(f"word{index}" for index in range(80)))
    made = cues(document({"candidate": (long,)}))
    assert len(made) > 5
    for cue in made:
        assert len(" ".join(each.text for each in cue.words)) <= MOST_CHARACTERS
        assert cue.end_ms - cue.start_ms <= LONGEST_MS
    assert [each.text for cue in made for each in cue.words] == [each.text for each in long.words]


def test_no_cue_holds_the_last_word_alone() -> None:
    """A line that is a word too long is cut in its middle, not before that word."""
    line = utterance(
        0.0, "Good morning this is Joanna Pike purchasing manager at Harcourt and Vale, in old Bristol"
    )
    made = cues(document({"candidate": (line,)}))
    assert len(made) == 2
    assert all(len(cue.words) > 5 for cue in made)


def test_words_of_no_length_still_make_a_cue() -> None:
    """A cue ends after it begins (W3C WebVTT, section 3.1), whatever the recogniser says."""
    line = Utterance(start_s=1.0, end_s=1.0, text="a b", words=(word("a", 1, 1), word("b", 1, 1)))
    _, read = read_webvtt(to_webvtt(document({"candidate": (line,)}), FRENCH))
    assert [(cue.start_ms, cue.end_ms) for cue in read] == [(1500, 1501)]


def test_an_utterance_without_words_is_one_cue() -> None:
    """Its text is shown for as long as it lasted."""
    line = Utterance(start_s=1.0, end_s=2.0, text="No words here", words=())
    _, read = read_webvtt(to_webvtt(document({"candidate": (line,)}), FRENCH))
    assert [(cue.text, cue.start_ms, cue.end_ms) for cue in read] == [("No words here", 1500, 2500)]


def test_one_microphone_names_nobody() -> None:
    """Who spoke is not known: the file does not say it."""
    shared = document({"candidate": (utterance(1.0, "Hello there"),)}, certain=False)
    _, read = read_webvtt(to_webvtt(shared, FRENCH))
    assert {cue.voice for cue in read} == {"Voix incertaine"}
    assert b"Marchetti" not in to_subrip(shared, FRENCH)


def test_what_a_person_has_read_is_said() -> None:
    """Some utterances of one speaker: how many; all of all: the text is a corrected one."""
    made = document()
    for read, expected in (
        (0, "peut se tromper"),
        (1, "Joanna Pike\u00a0: 1 sur 2"),
        (2, "corrigé en entier"),
    ):
        speakers = tuple(msgspec.structs.replace(each, read=read, read_of=2) for each in made.speakers)
        comments, _ = read_webvtt(to_webvtt(msgspec.structs.replace(made, speakers=speakers), FRENCH))
        assert any(expected in line for line in comments)
        assert any("écrit par une machine" in line for line in comments)


def test_that_somebody_may_speak_no_english_is_said_in_the_file() -> None:
    """Of that speaker, in the comments; a track that was not checked says nothing."""
    made = document()
    check = LanguageCheck(checked_s=10.0, other_s=8.0, other="fr")
    tracks = tuple(
        msgspec.structs.replace(each, language=check if each.seat == "candidate" else None)
        for each in made.tracks
    )
    comments, _ = read_webvtt(to_webvtt(msgspec.structs.replace(made, tracks=tracks), FRENCH))
    assert [line.split("\u00a0")[0] for line in comments if "pas de l’anglais" in line] == ["Inès Marchetti"]


def test_there_is_something_hostile_to_try() -> None:
    """The list holds what the tests above are about."""
    assert {"-->", "<script>alert(1)</script>"} <= set(HOSTILE)


def test_speech_without_words_has_a_cue_that_says_so() -> None:
    """As long as it lasted, in the file's language; there is none inside an utterance or for other sounds."""
    made = document({"candidate": (utterance(3.0, "Good morning"),)})
    heard = (
        HeardSound(kind=SoundKind.NO_WORDS, start_s=5.0, end_s=6.5),
        HeardSound(kind=SoundKind.NO_WORDS, start_s=3.1, end_s=3.4),
        HeardSound(kind=SoundKind.PAUSE, start_s=7.0, end_s=8.0),
    )
    (track,) = made.tracks
    made = msgspec.structs.replace(made, tracks=(msgspec.structs.replace(track, sounds=heard),))
    for language, said in ((FRENCH, "[paroles non reconnues]"), (ENGLISH, "[speech without words]")):
        _, read = read_webvtt(to_webvtt(made, language))
        assert [(cue.text, cue.start_ms, cue.end_ms) for cue in read[1:]] == [(said, 5500, 7000)]
        assert f"<lang {language.value}>".encode() in to_webvtt(made, language)
        _, words, wordless = read_subrip(to_subrip(made, language))
        assert "Good morning" in words.text
        assert (wordless.start_ms, wordless.end_ms) == (5500, 7000)
        assert wordless.text.endswith(said)
