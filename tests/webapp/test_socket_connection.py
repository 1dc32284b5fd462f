"""A socket is written in its order, and nobody waits for a client that takes nothing."""

import asyncio

import pytest

from oralexam.webapp import socket_connection
from oralexam.webapp.socket_connection import CLOSE_TOO_SLOW, OUTGOING_FRAMES, SocketConnection
from tests.patience import PATIENCE_S


class _Socket:
    """Takes what it is given, or, once it is `full`, nothing more."""

    def __init__(self) -> None:
        self.taken: list[str | int] = []
        self.full = False

    async def send_str(self, data: str) -> None:
        """Take a frame."""
        await self._take(data)

    async def close(self, *, code: int) -> None:
        """Take a goodbye."""
        await self._take(code)

    async def _take(self, what: str | int) -> None:
        if self.full:
            await asyncio.Event().wait()
        self.taken.append(what)


async def test_frames_go_out_in_their_order_and_the_goodbye_last() -> None:
    """What is said after it is not sent."""
    socket = _Socket()
    connection = SocketConnection(socket, abort=lambda: None)
    connection.send("first")
    connection.send("second")
    connection.close(4001)
    connection.send("third")
    async with asyncio.timeout(PATIENCE_S):
        await connection.write()
    assert socket.taken == ["first", "second", 4001]


async def test_a_client_that_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its machine answers for it as long as it runs: without a limit its seat would look taken for ever."""
    monkeypatch.setattr(socket_connection, "TAKEN_WITHIN_S", 0.01)
    socket, aborted = _Socket(), asyncio.Event()
    socket.full = True
    connection = SocketConnection(socket, abort=aborted.set)
    connection.send("view")
    async with asyncio.timeout(PATIENCE_S):
        await connection.write()
    assert aborted.is_set()


async def test_nobody_waits_for_a_goodbye_that_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that stops has other sockets to close."""
    monkeypatch.setattr(socket_connection, "GOODBYE_WITHIN_S", 0.01)
    socket, aborted = _Socket(), asyncio.Event()
    socket.full = True
    async with asyncio.timeout(PATIENCE_S):
        await SocketConnection(socket, abort=aborted.set).end(4001)
    assert aborted.is_set()


async def test_more_than_fits_closes_the_socket() -> None:
    """The client comes back for what it missed: half of it would be worse than none."""
    socket = _Socket()
    connection = SocketConnection(socket, abort=lambda: None)
    for number in range(OUTGOING_FRAMES + 1):
        connection.send(str(number))
    async with asyncio.timeout(PATIENCE_S):
        await connection.write()
    assert socket.taken == [CLOSE_TOO_SLOW]
