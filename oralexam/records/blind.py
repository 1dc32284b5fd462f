"""A sitting as somebody hears it who is not to know whose it is: built field by field, names replaced.

What is not named here cannot come out: no name, room, day or hour, no picture, no mark, marker, incident or
jury note. Names that somebody says or writes are replaced by what the person is, where they are spelled as
the server knows them. A voice says who somebody is, and so may what they tell of themselves: that stays.
"""

from collections.abc import Mapping, Sequence

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
from oralexam.records.hidden_names import HiddenNames
from oralexam.records.manifest import Gap
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript, Word


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
    hidden = HiddenNames(names)
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
        notes=tuple(WorkVersion(at_s=each.at_s, text=hidden.masked(each.text)) for each in bundle.notes),
        text=tuple(WorkVersion(at_s=each.at_s, text=hidden.masked(each.text)) for each in bundle.text),
        text_task=bundle.text_task,
        sheet=tuple(
            SheetVersion(
                at_s=each.at_s,
                fields={field: hidden.masked(text) for field, text in each.fields.items()},
            )
            for each in bundle.sheet
        ),
        contact_sheet=bundle.contact_sheet,
        candidate_brief=bundle.candidate_brief,
    )


def _moved(url: str, at: str) -> str:
    return f"{at}/{url.rpartition('/')[2]}"


def _transcript(track: TrackTranscript, names: HiddenNames) -> BlindTranscript:
    return BlindTranscript(
        seat=track.seat,
        utterances=tuple(
            BlindUtterance(
                start_s=each.start_s,
                end_s=each.end_s,
                text=names.masked(each.text),
                words=tuple(
                    msgspec.structs.replace(word, text=text)
                    for word, text in zip(
                        each.words, names.masked_words([word.text for word in each.words]), strict=True
                    )
                ),
            )
            for each in track.utterances
        ),
    )
