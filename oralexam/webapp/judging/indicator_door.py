"""The one door to indicators, with the one gate in it: no other module of the product imports `measures`.

What counts is loaded when somebody asks: a server that only serves calls keeps the memory.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from oralexam.errors import Refused
from oralexam.exams.parts import StationSetup
from oralexam.rooms.state import RoomState
from oralexam.transcripts.transcript import TrackTranscript

if TYPE_CHECKING:
    from oralexam.measures.indicator import SpeakerIndicators


class Indicators(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted about each who spoke; no level, no mark, and nothing that leads to one."""

    sitting_id: str
    shared_microphone: bool
    """One microphone heard two people: nothing is counted, for nobody knows whose words they are."""
    speakers: "tuple[SpeakerIndicators, ...]"


def behind_the_gate(sitting_id: str, state: RoomState, transcripts: Sequence[TrackTranscript]) -> Indicators:
    """The indicators of a sitting, for both its judges have sealed. Called in a thread.

    Raises:
        Refused: `not-sealed-by-both`; nothing was counted.
    """
    if not state.judging.both_sealed:
        raise Refused("not-sealed-by-both")
    from oralexam.measures.frequency import english_ranks  # noqa: PLC0415 -- only where it is wanted
    from oralexam.measures.measuring import measure  # noqa: PLC0415 -- idem

    shared = state.sitting.station_setup is StationSetup.ONE_MICROPHONE
    speakers = () if shared else measure(transcripts, ranks=english_ranks())
    return Indicators(sitting_id=sitting_id, shared_microphone=shared, speakers=speakers)
