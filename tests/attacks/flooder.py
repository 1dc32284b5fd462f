"""A client without manners, as a program of its own: it sends as fast as it can and says how it was treated.

`python flooder.py KIND HOST PORT SECONDS PATH COOKIE` prints one JSON object: how often each answer came.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import time
from collections import Counter

TEXT, BINARY, PING = 1, 2, 9
MANY = 200


def frame(kind: int, payload: bytes) -> bytes:
    """A masked frame of a client; the mask is zero, which RFC 6455 §5.3 does not forbid."""
    size = len(payload)
    head = bytes([0x80 | kind])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 1 << 16:
        head += bytes([0x80 | 126]) + struct.pack(">H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack(">Q", size)
    return head + bytes(4) + payload


HELLO = frame(TEXT, b'{"type":"hello"}')
FLOODS = {
    "messages": frame(TEXT, b'{"type":"ping","ref":1}') * 2_000,
    "nonsense": frame(TEXT, b'{"type":"pong","rof":1}') * 2_000,
    "control": frame(PING, b"") * 20_000,
    "fragments": (bytes([0x01, 0x80]) + bytes(4)) + (bytes([0x00, 0x80]) + bytes(4)) * 20_000,
    "deep": frame(TEXT, b"[" * 60_000) * 20,
    "binary": frame(BINARY, b"x" * 1_000) * 200,
    "oversized": frame(TEXT, b'"' + b"x" * 70_000 + b'"') * 10,
}


class Flooder:
    """Opens connections to one seat, one after the other or many at once."""

    def __init__(self, host: str, port: int, path: str, cookie: str) -> None:
        self.host, self.port, self.path, self.cookie = host, port, path, cookie
        self.answers: Counter[str] = Counter()

    def handshake(self) -> bytes:
        """The request that opens a WebSocket."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Origin: http://{self.host}:{self.port}",
            f"Cookie: {self.cookie}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def flood(self, data: bytes, until: float) -> None:
        """One socket after the other: hello, then the flood until the server has had enough."""
        while time.monotonic() < until:
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
                writer.write(self.handshake())
                status = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
                if status != "101":
                    self.answers[status] += 1
                else:
                    writer.write(HELLO)
                    ended = asyncio.ensure_future(self.close_code(reader))
                    while not ended.done() and time.monotonic() < until:
                        writer.write(data)
                        await asyncio.wait({asyncio.ensure_future(writer.drain()), ended}, timeout=1)
                    self.answers[str(await asyncio.wait_for(ended, 0.5))] += 1
                writer.close()
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                self.answers[type(error).__name__] += 1

    async def close_code(self, reader: asyncio.StreamReader) -> int | str:
        """Read the server's frames up to the one that closes; its code."""
        try:
            while True:
                first, size = await reader.readexactly(2)
                if size == 126:
                    (size,) = struct.unpack(">H", await reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", await reader.readexactly(8))
                payload = await reader.readexactly(size)
                if first & 0x0F == 8:
                    return int(struct.unpack(">H", payload[:2])[0]) if payload else "no-code"
        except (OSError, asyncio.IncompleteReadError) as error:
            return type(error).__name__

    async def requests(self, data: bytes, until: float) -> None:
        """One connection that sends plain requests without waiting for the answers."""
        while time.monotonic() < until:
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
                while time.monotonic() < until:
                    writer.write(data)
                    line = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
                    self.answers[line.split()[1].decode()] += 1
                    await reader.readexactly(
                        int(line.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                    )
                writer.close()
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                self.answers[type(error).__name__] += 1


async def main() -> None:
    """Flood in the way that is asked for."""
    kind, host, port, seconds, path, cookie = sys.argv[1:]
    flooder = Flooder(host, int(port), path, cookie)
    until = time.monotonic() + float(seconds)
    if kind == "sockets":
        work = [flooder.flood(b"", until) for _ in range(MANY)]
    elif kind == "guesses":
        body = b'{"token": "no-such-token"}'
        head = f"POST /api/join HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
        work = [flooder.requests(head.encode() + body, until) for _ in range(MANY // 2)]
    else:
        work = [flooder.flood(FLOODS[kind], until)]
    await asyncio.gather(*work)
    sys.stdout.write(json.dumps(flooder.answers))


if __name__ == "__main__":
    asyncio.run(main())
