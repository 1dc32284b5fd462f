"""Both ends of the rivals of `benchmarks.backfill`: plain requests, each body synced to the disk.

`python -m benchmarks.backfill_rival sink FILE` prints its port and serves until SIGTERM;
`… send PARTS URL` sends each part (MessagePack, a list of bytes) in a request of its own, one after the
other, and prints the seconds.
"""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import aiohttp
import msgspec
from aiohttp import web

MOST_BYTES = 64 << 20


async def sink(path: Path) -> None:
    """Take bodies, and answer each once it is on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        os.write(descriptor, body)
        await asyncio.to_thread(os.fdatasync, descriptor)
        return web.Response(status=204)

    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes([web.post("/", take)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0)  # in a namespace of its own
    await site.start()
    print(runner.addresses[0][1], flush=True)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await runner.cleanup()
    os.close(descriptor)


async def send(parts: list[bytes], url: str) -> None:
    """Send the parts one after the other."""
    async with aiohttp.ClientSession() as http:
        began = time.monotonic()
        for part in parts:
            async with http.post(url, data=part) as answer:
                answer.raise_for_status()
        print(time.monotonic() - began, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "sink":
        asyncio.run(sink(Path(sys.argv[2])))
    else:
        asyncio.run(
            send(msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=list[bytes]), sys.argv[3])
        )
