"""A board's WebSocket: everything once, then what changes; all that a board says is that it is there."""

from collections.abc import Awaitable, Callable

from aiohttp import WSCloseCode, WSMsgType, web

from oralexam.clock import Clock
from oralexam.errors import BadInput, UserMistake
from oralexam.signaling.allowance import Allowance
from oralexam.signaling.board_messages import BoardPong
from oralexam.signaling.client_messages import Ping
from oralexam.signaling.codec import LARGEST_FRAME_BYTES, decode
from oralexam.webapp.board.board import Board
from oralexam.webapp.payload import encoded
from oralexam.webapp.socket_connection import CLOSE_SECONDS, SocketConnection, attended

SILENCE_S = 15.0
"""A board pings every two seconds; one that says nothing for this long is gone."""
PINGS_A_SECOND = 4.0
PINGS_AT_ONCE = 20.0


async def serve_board(
    request: web.Request, board: Board, clock: Clock, *, still_held: Callable[[], Awaitable[bool]]
) -> web.WebSocketResponse:
    """Run one board's socket until it closes, falls silent, or says something that no board says.

    Raises:
        UserMistake: `too-many-connections`.
    """
    socket = web.WebSocketResponse(max_msg_size=LARGEST_FRAME_BYTES, compress=False, timeout=CLOSE_SECONDS)
    if not board.has_room():
        raise UserMistake("too-many-connections")
    await socket.prepare(request)
    async with attended(request, socket, name="board", still_held=still_held) as connection:
        try:
            board.attach(connection)
            await _listen(socket, connection, clock)
        finally:
            board.detach(connection)
    return socket


async def _listen(socket: web.WebSocketResponse, connection: SocketConnection, clock: Clock) -> None:
    allowance = Allowance(a_second=PINGS_A_SECOND, at_once=PINGS_AT_ONCE)
    while True:
        try:
            message = await socket.receive(timeout=SILENCE_S)
            said = decode(message.data) if message.type is WSMsgType.TEXT else None
        except (TimeoutError, BadInput):
            said = None
        if not isinstance(said, Ping) or not allowance.take():
            await connection.end(WSCloseCode.OK)
            return
        connection.send(encoded(BoardPong(ref=said.ref, server_now=clock.now())))
