"""Which recordings and transcripts of a part the chain holds, by the number of the event."""

from collections.abc import Sequence

import msgspec

from oralexam.dossier.record import Recording, WrittenDown
from oralexam.rooms.digest_events import RecordingsNoted, TranscriptNoted
from oralexam.rooms.events import AnyEvent


def chained_recordings(recordings: Sequence[Recording], history: Sequence[AnyEvent]) -> tuple[Recording, ...]:
    """The recordings, each with the event that holds its digest; of a name that came again, the last."""
    noted = {
        file.name: (seq, file.sha256)
        for seq, event in enumerate(history, start=1)
        if isinstance(event, RecordingsNoted)
        for file in event.files
    }
    return tuple(
        msgspec.structs.replace(
            each, chained_by=found[0], not_as_chained=each.closed and found[1] != each.sha256
        )
        if (found := noted.get(f"{each.seat}-{each.kind}-{each.segment:03}.mjr"))
        else each
        for each in recordings
    )


def chained_transcripts(
    versions: Sequence[WrittenDown], history: Sequence[AnyEvent]
) -> tuple[WrittenDown, ...]:
    """The same for the versions of transcripts."""
    noted = {
        (event.seat, event.version): (seq, event.sha256)
        for seq, event in enumerate(history, start=1)
        if isinstance(event, TranscriptNoted)
    }
    return tuple(
        msgspec.structs.replace(each, chained_by=found[0], not_as_chained=found[1] != each.sha256)
        if (found := noted.get((each.seat, each.version)))
        else each
        for each in versions
    )
