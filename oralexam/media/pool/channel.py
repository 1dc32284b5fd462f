"""Messages over a Unix socket pair: a length of four bytes, then MessagePack."""

import asyncio
import socket
import struct
from typing import Any, Final, Generic, Self, TypeVar

import msgspec

from oralexam.errors import SystemFault

_LENGTH: Final = struct.Struct("!I")
MAX_MESSAGE_BYTES: Final = 4 << 20
"""A hundred calls' telemetry takes a fiftieth of it; an offer, 16 KB."""
MAX_UNREAD_BYTES: Final = 4 << 20
"""What may wait for the other side; one that reads nothing for so long does not live."""

Heard = TypeVar("Heard")


class ChannelClosed(SystemFault):
    """The other process is gone, or says what is no message."""

    code = "media-channel-closed"


class Channel(Generic[Heard]):
    """One end of the pair; it hears messages of one kind, and says others."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        heard: Any,  # noqa: ANN401 -- a union of structs, for which there is no type
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[Heard] = msgspec.msgpack.Decoder(heard)

    @classmethod
    async def open(cls, end: socket.socket, heard: Any) -> Self:  # noqa: ANN401 -- as above
        """Take this end of a socket pair; it is closed with the channel."""
        end.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=end)
        return cls(reader, writer, heard)

    def send(self, message: msgspec.Struct) -> bool:
        """Say something; False where the other side reads nothing, and it was dropped. Never waits."""
        transport = self._writer.transport
        if transport.is_closing() or transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            return False
        said = self._encoder.encode(message)
        self._writer.write(_LENGTH.pack(len(said)) + said)
        return True

    async def receive(self) -> Heard:
        """The next message.

        Raises:
            ChannelClosed: there will be none.
        """
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            if length > MAX_MESSAGE_BYTES:
                raise ChannelClosed(bytes=length)
            return self._decoder.decode(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, OSError, msgspec.DecodeError) as error:
            raise ChannelClosed(why=type(error).__name__) from error

    async def drain(self, timeout_s: float) -> None:
        """Wait until the other side has been handed everything, but no longer than this."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._writer.drain()
        except (TimeoutError, OSError):
            return

    def close(self) -> None:
        """Say and hear no more."""
        self._writer.close()
