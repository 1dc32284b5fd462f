"""A media worker's life, in this process: what it has done before it says that it is ready."""

import asyncio
import socket
from pathlib import Path

import pytest

from oralexam.media.pool import messages as say
from oralexam.media.pool.channel import Channel
from oralexam.media.pool.child import serve
from oralexam.media.ports import MediaSettings


async def test_a_worker_is_settled_before_it_carries_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look through all that it is made of holds up every call for 35 to 80 ms (docs/decisions/0193)."""
    settled: list[str] = []
    monkeypatch.setattr("oralexam.media.pool.child.heap.settle", lambda: settled.append("settled"))
    ours, its = socket.socketpair()
    worker = asyncio.create_task(serve(its))
    channel = await Channel[say.FromWorker].open(ours, say.FromWorker)
    channel.send(say.Begin(recordings=str(tmp_path), utc_offset_us=0, settings=MediaSettings()))
    assert isinstance(await channel.receive(), say.Ready)
    assert settled == ["settled"]
    channel.send(say.Stop(number=1))
    await asyncio.wait_for(worker, 20)
    channel.close()
