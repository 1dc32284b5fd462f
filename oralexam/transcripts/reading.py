"""How a track reads: one version of a machine's transcript and the acts of people upon it. Pure."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from oralexam.errors import SystemFault
from oralexam.transcripts.realigning import Change, ReadWord, heard_words
from oralexam.transcripts.transcript import HeardSound, RecognizerIdentity, TrackTranscript, Utterance, Word


class Standing(StrEnum):
    """What a person has done about an utterance so far."""

    AS_HEARD = "as-heard"
    """Nobody has read it yet."""
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    ADDED = "added"
    """The machine heard nothing there."""
    REMOVED = "removed"
    """Nothing was said there."""


class ActKind(StrEnum):
    """What an act did."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    ADDED = "added"
    REMOVED = "removed"
    UNDONE = "undone"


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One utterance as it is read; in `text`, unclear words stand between square brackets."""

    start_s: float
    end_s: float
    text: str
    words: tuple[ReadWord, ...]
    standing: Standing
    changes: tuple[Change, ...] = ()


class CorrectionAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act, as it is kept: `revision` counts the acts upon a version of a track, from 1."""

    revision: int
    kind: ActKind
    utterance_id: str
    author: str
    """Who had signed in; "" where the browser came by the evaluator's link."""
    at: datetime
    machine_sha256: str
    """Of the version as it is stored: an act upon another text would be none upon this one."""
    before: str
    after: Line | None
    """None: what was added was taken back."""


class ReadUtterance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An utterance as it stands, beside what the machine heard (None: it heard nothing there)."""

    utterance_id: str
    revision: int
    heard: str | None
    line: Line


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act as it is shown: who, when, what."""

    revision: int
    kind: ActKind
    utterance_id: str
    author: str
    at: datetime
    before: str
    after: str


class TrackReading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of one track with all that people did about it."""

    seat: str
    version: int
    sha256: str
    newest: bool
    """False: the machine has written the track anew since; what people did stays with what they read."""
    recognizer: RecognizerIdentity
    revision: int
    utterances: tuple[ReadUtterance, ...]
    sounds: tuple[HeardSound, ...]
    """What was heard beside the words of this version, as the machine heard it."""
    history: tuple[HistoryLine, ...]


class Version(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A machine's transcript of one track as it is stored, and the acts upon it."""

    transcript: TrackTranscript
    version: int
    sha256: str
    acts: tuple[CorrectionAct, ...] = ()


def heard_line(utterance: Utterance) -> Line:
    """An utterance that nobody has read yet."""
    words = heard_words(utterance)
    return Line(
        start_s=utterance.start_s,
        end_s=utterance.end_s,
        text=" ".join(word.text for word in words),
        words=words,
        standing=Standing.AS_HEARD,
    )


class Story:
    """All that stood at one utterance, oldest first, each with the number of the act that put it there."""

    def __init__(self, heard: Line | None) -> None:
        self.heard = heard
        self.states: list[tuple[int, Line | None]] = [(0, heard)]

    @property
    def revision(self) -> int:
        """Of the last act here; 0 where there was none."""
        return self.states[-1][0]

    @property
    def line(self) -> Line | None:
        """What stands now; None where nothing does."""
        return self.states[-1][1]


def stories_of(version: Version) -> dict[str, Story]:
    """The stories of all utterances by their ids: those that were heard, then those that were added.

    Raises:
        SystemFault: `transcript-altered`: the stored transcript is not the one that was corrected.
    """
    stories = {
        f"heard-{place}": Story(heard_line(utterance))
        for place, utterance in enumerate(version.transcript.utterances)
    }
    for act in version.acts:
        if act.machine_sha256 != version.sha256:
            raise SystemFault("transcript-altered", version=version.version)
        stories.setdefault(act.utterance_id, Story(None)).states.append((act.revision, act.after))
    return stories


def reading_of(version: Version, *, newest: bool = True) -> TrackReading:
    """How the track reads now, in the order of time.

    Raises:
        SystemFault: `transcript-altered`: the stored transcript is not the one that was corrected.
    """
    utterances = [
        ReadUtterance(
            utterance_id=utterance_id,
            revision=story.revision,
            heard=None if story.heard is None else story.heard.text,
            line=story.line,
        )
        for utterance_id, story in stories_of(version).items()
        if story.line is not None
    ]
    return TrackReading(
        seat=version.transcript.seat,
        version=version.version,
        sha256=version.sha256,
        newest=newest,
        recognizer=version.transcript.recognizer,
        revision=version.acts[-1].revision if version.acts else 0,
        sounds=version.transcript.sounds,
        utterances=tuple(sorted(utterances, key=lambda each: (each.line.start_s, each.line.end_s))),
        history=tuple(
            HistoryLine(
                revision=act.revision,
                kind=act.kind,
                utterance_id=act.utterance_id,
                author=act.author,
                at=act.at,
                before=act.before,
                after=act.after.text if act.after else "",
            )
            for act in version.acts
        ),
    )


def versions_read(versions: Sequence[Version]) -> dict[str, Version]:
    """Of each seat the version that stands: the newest that people acted upon, else the machine's newest.

    What a person read outranks what a machine wrote later (docs/decisions/0153).
    """
    in_order = sorted(versions, key=lambda each: (bool(each.acts), each.version))
    return {each.transcript.seat: each for each in in_order}


def tracks_as_read(versions: Sequence[Version]) -> dict[str, TrackTranscript]:
    """Of each seat the transcript that stands, with all that people did about it: for whatever reads words.

    Raises:
        SystemFault: `transcript-altered`: the stored transcript is not the one that was corrected.
    """
    return {seat: as_transcript(each) for seat, each in versions_read(versions).items()}


def as_transcript(version: Version) -> TrackTranscript:
    """The track as people have read it, in the shape of a machine's: for whatever reads transcripts.

    What a person wrote has a probability of 1, what a person was not sure of has 0; what nobody said is
    left out.
    """
    utterances = tuple(
        Utterance(
            start_s=each.line.start_s,
            end_s=each.line.end_s,
            text=" ".join(word.text for word in each.line.words),
            words=tuple(_as_heard(word) for word in each.line.words),
        )
        for each in reading_of(version).utterances
        if each.line.words
    )
    return msgspec.structs.replace(version.transcript, utterances=utterances)


def _as_heard(word: ReadWord) -> Word:
    sure = 1.0 if word.probability is None else word.probability
    return Word(
        text=word.text, start_s=word.start_s, end_s=word.end_s, probability=0.0 if word.unclear else sure
    )
