"""A sitting as somebody hears it who is not to know whose it is: built field by field, names replaced.

What is not named here cannot come out: no name, room, day or hour, no picture, no mark, marker, incident or
jury note. Names that somebody says or writes are replaced by what the person is, where they are spelled as
the server knows them. A voice says who somebody is, and so may what they tell of themselves: that stays.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.scenario import CandidateBrief, ContactSheetTask, TextTask
from oralexam.records.bundle import (
    MediaFile,
    PeaksFile,
    PhaseStretch,
    Readiness,
    ReplayBundle,
    SheetVersion,
    WorkVersion,
)
from oralexam.records.manifest import Gap
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript, Word

_WORD: Final = re.compile(r"[^\W\d_]+")
_TITLES: Final = frozenset({"mme", "mlle", "mrs", "miss", "the", "von", "van", "del", "des"})
SHORTEST_NAME: Final = 3
"""Letters: shorter parts of names (« de », « Le ») are words of the language."""


class BlindTrack(msgspec.Struct, frozen=True, kw_only=True):
    """One who talks: sound, outline, and where sound is missing; no picture."""

    seat: Seat
    name: str
    """Always "": the page says what the seat is."""
    shared: bool
    audio: MediaFile | None
    peaks: PeaksFile | None
    video: None
    gaps: tuple[Gap, ...]
    loudness_lufs: float | None


class BlindUtterance(msgspec.Struct, frozen=True, kw_only=True):
    """What was said, names replaced."""

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...]


class BlindTranscript(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one seat."""

    seat: str
    utterances: tuple[BlindUtterance, ...]


class BlindBundle(msgspec.Struct, frozen=True, kw_only=True):
    """All that a second, blind marking goes by."""

    part: PartKind
    mode: ExchangeMode | None
    number: int | None
    title: str
    ends_s: float
    phases: tuple[PhaseStretch, ...]
    media_state: Readiness
    tracks: tuple[BlindTrack, ...]
    mix: MediaFile | None
    transcript_state: Readiness
    transcripts: tuple[BlindTranscript, ...]
    notes: tuple[WorkVersion, ...]
    text: tuple[WorkVersion, ...]
    text_task: TextTask | None
    sheet: tuple[SheetVersion, ...]
    contact_sheet: ContactSheetTask | None
    candidate_brief: CandidateBrief | None


def blind_bundle(
    bundle: ReplayBundle, *, transcripts: Sequence[TrackTranscript], at: str, names: Mapping[str, str]
) -> BlindBundle:
    """What of `bundle` whoever marks blind may see and hear.

    Args:
        bundle: the replay.
        transcripts: those that people have read.
        at: under which address the copies are served to this person; the sitting's own names it.
        names: what every name of a person is replaced by.
    """
    hidden = _hidden(names)
    read = {each.seat: each for each in transcripts}

    def file(given: MediaFile | None) -> MediaFile | None:
        return given and msgspec.structs.replace(given, url=_moved(given.url, at))

    return BlindBundle(
        part=bundle.part,
        mode=bundle.mode,
        number=bundle.number,
        title=bundle.title,
        ends_s=bundle.ends_s,
        phases=bundle.phases,
        media_state=bundle.media_state,
        tracks=tuple(
            BlindTrack(
                seat=track.seat,
                name="",
                shared=track.shared,
                audio=file(track.audio),
                peaks=track.peaks and PeaksFile(url=_moved(track.peaks.url, at)),
                video=None,
                gaps=track.gaps,
                loudness_lufs=track.loudness_lufs,
            )
            for track in bundle.tracks
        ),
        mix=file(bundle.mix),
        transcript_state=bundle.transcript_state,
        transcripts=tuple(_transcript(read.get(each.seat, each), hidden) for each in bundle.transcripts),
        notes=tuple(WorkVersion(at_s=each.at_s, text=_masked(each.text, hidden)) for each in bundle.notes),
        text=tuple(WorkVersion(at_s=each.at_s, text=_masked(each.text, hidden)) for each in bundle.text),
        text_task=bundle.text_task,
        sheet=tuple(
            SheetVersion(
                at_s=each.at_s,
                fields={field: _masked(text, hidden) for field, text in each.fields.items()},
            )
            for each in bundle.sheet
        ),
        contact_sheet=bundle.contact_sheet,
        candidate_brief=bundle.candidate_brief,
    )


def blind_files(bundle: BlindBundle) -> frozenset[str]:
    """The names of the copies that may be asked for: sound and outlines, never a picture."""
    files = [bundle.mix, *(track.audio for track in bundle.tracks), *(track.peaks for track in bundle.tracks)]
    # An address ends with how long the copy is (`records.replay`), which is no part of its name.
    return frozenset(each.url.partition("?")[0].rpartition("/")[2] for each in files if each is not None)


def _moved(url: str, at: str) -> str:
    return f"{at}/{url.rpartition('/')[2]}"


def _transcript(track: TrackTranscript, hidden: Mapping[str, str]) -> BlindTranscript:
    return BlindTranscript(
        seat=track.seat,
        utterances=tuple(
            BlindUtterance(
                start_s=each.start_s,
                end_s=each.end_s,
                text=_masked(each.text, hidden),
                words=tuple(
                    msgspec.structs.replace(word, text=_masked(word.text, hidden)) for word in each.words
                ),
            )
            for each in track.utterances
        ),
    )


def _hidden(names: Mapping[str, str]) -> dict[str, str]:
    """The parts of all names as they are compared, and what stands for each."""
    found = {}
    for name, what in names.items():
        for part in _WORD.findall(unicodedata.normalize("NFC", name)):
            bare = _bare(part)
            if len(bare) >= SHORTEST_NAME and bare not in _TITLES:
                found[bare] = what
    return found


def _masked(text: str, hidden: Mapping[str, str]) -> str:
    def shown(match: re.Match[str]) -> str:
        what = hidden.get(_bare(match.group()))
        return match.group() if what is None else f"[{what}]"

    return _WORD.sub(shown, unicodedata.normalize("NFC", text))


def _bare(word: str) -> str:
    """A word without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
