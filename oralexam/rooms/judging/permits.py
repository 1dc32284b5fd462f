"""Who may give which order of judging: the server, for a judge or the manager, once the part is over."""

from types import MappingProxyType

from oralexam.rooms.command import Command
from oralexam.rooms.judging import commands
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import Seat

_JUDGE = frozenset({Seat.EVALUATOR})

JUDGING_MAY: MappingProxyType[type[Command], tuple[frozenset[Seat], frozenset[Phase]]] = MappingProxyType(
    {
        commands.OpenJudging: (_JUDGE, OVER),
        commands.GiveJurorLink: (frozenset({Seat.MANAGER}), OVER),
        commands.SealJudgement: (_JUDGE, OVER),
        commands.ProposeDeliberation: (_JUDGE, OVER),
        commands.SignDeliberation: (_JUDGE, OVER),
        commands.AskReopening: (_JUDGE | {Seat.MANAGER}, OVER),
        commands.AgreeReopening: (_JUDGE | {Seat.MANAGER}, OVER),
        commands.AskSecondMarking: (frozenset({Seat.MANAGER}), OVER),
        commands.SealSecondMarking: (_JUDGE, OVER),
    }
)
"""In role-plays and interviews alike. No seat of a live room is here: the WebSocket reaches none of it."""
