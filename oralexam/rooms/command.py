"""What every command is: something asked for by somebody who saw the room in a phase."""

import msgspec

from oralexam.rooms.phases import Phase


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that a person asks for."""

    from_phase: Phase
