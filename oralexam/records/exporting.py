"""From a replay bundle, and what people did about its transcripts, to the document of the exports. Pure."""

from collections.abc import Mapping, Sequence

from oralexam.errors import Refused
from oralexam.records.bundle import Readiness, ReplayBundle
from oralexam.rooms.seats import Seat
from oralexam.transcripts.exports.document import Speaker, TranscriptDocument
from oralexam.transcripts.reading import Standing, Version, reading_of, tracks_as_read, versions_read
from oralexam.transcripts.transcript import TrackTranscript


def as_it_stands(bundle: ReplayBundle, versions: Sequence[Version]) -> tuple[TrackTranscript, ...]:
    """The transcript of each track as it stands now: what every export and every count is made from.

    `versions` are those of `SqlCorrections`: `versions_read` says which counts; a voice of which none is
    stored yet reads as the bundle has it.
    """
    stored = tracks_as_read(versions)
    return tuple(
        stored.get(each.seat, each) for each in sorted(bundle.transcripts, key=lambda each: each.seat)
    )


def document_of(bundle: ReplayBundle, versions: Sequence[Version] = ()) -> TranscriptDocument:
    """The document of a sitting; times count from the start of the mix, or of the first voice without one.

    Raises:
        Refused: `transcript-not-ready` where nothing is written down yet.
    """
    tracks = as_it_stands(bundle, versions)
    if not tracks:
        raise Refused("transcript-not-ready")
    origin_s = min(each.starts_at_s for each in tracks)
    ends_s = max(each.ends_s for each in tracks)
    if bundle.mix is not None:
        origin_s, ends_s = bundle.mix.starts_s, bundle.mix.starts_s + bundle.mix.duration_s
    voices = [track.audio for track in bundle.tracks if track.audio is not None]
    if bundle.mix is None and voices:
        origin_s = min(voice.starts_s for voice in voices)
        ends_s = max(voice.starts_s + voice.duration_s for voice in voices)
    standing = versions_read(versions)
    return TranscriptDocument(
        sitting_id=bundle.sitting_id,
        title=bundle.title,
        room_name=bundle.room_name,
        rehearsal=bundle.rehearsal,
        zero_utc=bundle.zero_utc,
        sound="mix.webm" if bundle.mix is not None else "",
        origin_s=origin_s,
        duration_s=round(max(0.0, ends_s - origin_s), 3),
        complete=bundle.transcript_state is Readiness.READY,
        speakers=tuple(_speaker(bundle, track.seat, standing) for track in bundle.tracks),
        tracks=tracks,
    )


def _speaker(bundle: ReplayBundle, seat: Seat, read: Mapping[str, Version]) -> Speaker:
    """Under the name that the replay shows beside the words: the juror's is that of the other party."""
    track = next(each for each in bundle.tracks if each.seat is seat)
    name = track.name
    if seat is Seat.JUROR and bundle.other_party is not None:
        name = bundle.other_party.name
    lines = [each.line for each in reading_of(read[seat]).utterances] if seat in read else []
    return Speaker(
        seat=seat.value,
        name=name,
        certain=not track.shared,
        read=sum(line.standing is not Standing.AS_HEARD for line in lines),
        read_of=len(lines),
    )
