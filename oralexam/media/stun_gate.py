"""Which STUN messages are looked at: what bears the password, and what answers our own.

aioice answers every other request with an error. Whoever writes a third address into a datagram would have
the server send there, twice as much as came; and whoever writes nonsense would fill its log.
"""

import struct

from aioice import stun


def is_admissible(data: bytes, password: str) -> bool:
    """Whether a STUN message is signed with `password` (RFC 8489 section 9.1.3), or is an answer.

    Answers are known by transaction numbers of 96 bits, which aioice compares.
    """
    try:
        message = stun.parse_message(data)
        if message.message_class is stun.Class.REQUEST:
            return bool(message.check_message_integrity(password.encode()))
    except (ValueError, IndexError, struct.error):  # what the parser raises where lengths lie
        return False
    return message.message_class is not stun.Class.INDICATION
