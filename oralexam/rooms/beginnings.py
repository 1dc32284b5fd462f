"""Whether something long may begin now: not before the server stops, and no call that harms others."""

from collections.abc import Mapping

from oralexam.errors import Refused
from oralexam.rooms import commands
from oralexam.rooms.command import Command
from oralexam.rooms.permits import BEGINNINGS
from oralexam.rooms.phases import BEFORE_THE_CALL
from oralexam.rooms.ports import RoomForCalls
from oralexam.rooms.state import RoomState

NEW_CALLS = (commands.DrawScenario, commands.StartPreparation)
"""The commands that lead to a call; ringing is none: once the preparation runs, the call is promised."""


class Beginnings:
    """Asked before every command; refuses those that begin what there is no time or no room for."""

    def __init__(self, room_for_calls: RoomForCalls) -> None:
        self.draining = False
        """The server is about to stop: nothing begins that would need it for long."""
        self._room_for_calls = room_for_calls

    def check(self, sitting_id: str, command: Command, rooms: Mapping[str, RoomState]) -> None:
        """Let `command` pass, or not; `rooms` are all that live, by sitting.

        What is only reckoned (`calls-full`) the manager may overrule; harm that is measured nobody.

        Raises:
            Refused: `server-draining`, `calls-full`, `calls-suffer`, `media-ports-full`.
        """
        if self.draining and isinstance(command, BEGINNINGS):
            raise Refused("server-draining")
        if isinstance(command, NEW_CALLS):
            promised = sum(
                state.phase in BEFORE_THE_CALL for other, state in rooms.items() if other != sitting_id
            )
            why = self._room_for_calls(promised)
            own = rooms.get(sitting_id)
            if why and not (why == "calls-full" and own is not None and own.on_call.allowed):
                raise Refused(why)
