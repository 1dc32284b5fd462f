"""A server that stops closes all that it can, whatever one of its parts does."""

from pathlib import Path

import pytest

from oralexam.bootstrap.data_lock import DataLock
from oralexam.bootstrap.server import Server
from oralexam.errors import SystemFault
from oralexam.settings import Settings


async def test_a_part_that_does_not_close_keeps_no_other_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rooms and media end, the folder is free again, and what went wrong is said."""
    server = Server(Settings(data=tmp_path / "data", port=0, worker=False))
    await server.start()
    closes = server.board.stop

    async def broken() -> None:
        await closes()
        raise SystemFault("board-stuck")

    monkeypatch.setattr(server.board, "stop", broken)
    with pytest.raises(ExceptionGroup, match="not-closed-in-order") as caught:
        await server.stop()
    assert [str(fault) for fault in caught.value.exceptions] == ["board-stuck"]
    with pytest.raises(SystemFault, match="server-stopped"):
        await server.rooms.state("any")
    DataLock(tmp_path / "data").release()
