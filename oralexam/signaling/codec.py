"""Between frames and messages. Nothing past here is unparsed."""

import msgspec

from oralexam.errors import BadInput
from oralexam.signaling.client_messages import AnyClientMessage
from oralexam.signaling.server_messages import AnyServerMessage

LARGEST_FRAME_BYTES = 64 * 1024
"""Shared media notes, hostile input 4: WebSocket frames at most 64 KB."""

_decoder: msgspec.json.Decoder[AnyClientMessage] = msgspec.json.Decoder(AnyClientMessage)
_encoder = msgspec.json.Encoder()


def decode(frame: str) -> AnyClientMessage:
    """The message in a text frame.

    Raises:
        BadInput: `malformed-message`; what is wrong with it goes to nobody, since it may quote what was
            typed.
    """
    try:
        return _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput("malformed-message") from error


def encode(message: AnyServerMessage) -> str:
    """The text frame of a message."""
    return _encoder.encode(message).decode()
