"""A sound card that is not there: PulseAudio's null sinks, and a microphone that hears files.

Firefox's own fake microphone only hums, and without any loudspeaker none of its audio graphs ever runs.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.browser.exam_pages import until
from tests.patience import PATIENCE_S

PROGRAM = shutil.which("pulseaudio")
PLAYER = shutil.which("paplay")
MICROPHONE = "Microphone"
_DEVICES = """
load-module module-null-sink sink_name=loudspeaker rate=48000 channels=2
load-module module-null-sink sink_name=voice rate={rate_hz} channels=1
load-module module-remap-source source_name=microphone master=voice.monitor \
 source_properties=device.description={microphone}
set-default-sink loudspeaker
set-default-source microphone
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
"""
"""Who can connect finds all of it: the socket comes last."""


class SoundCard:
    """One that runs: whose programs have `environment` use it."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "sound-card"
        # A person's own settings and cookies are left alone.
        own = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self._environment = {**os.environ, **own, "PULSE_SERVER": f"unix:{self._socket}"}
        self._playing: asyncio.subprocess.Process | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a program's environment needs beside its own."""
        return {"PULSE_SERVER": self._environment["PULSE_SERVER"]}

    async def speak(self, sound: Path) -> None:
        """Have the microphone hear a WAVE file from now on, once."""
        assert PLAYER is not None
        self._playing = await asyncio.create_subprocess_exec(
            PLAYER, "--device=voice", str(sound), env=self._environment
        )

    async def hush(self) -> None:
        """Stop speaking."""
        playing, self._playing = self._playing, None
        if playing is not None:
            if playing.returncode is None:
                playing.terminate()
            await playing.wait()


@asynccontextmanager
async def sound_card(folder: Path, *, rate_hz: int) -> AsyncIterator[SoundCard]:
    """A sound card whose microphone has its own rate; `folder` holds its socket."""
    assert PROGRAM is not None
    card = SoundCard(folder)
    settings = folder / "sound.pa"
    settings.write_text(
        _DEVICES.format(socket=card._socket, rate_hz=rate_hz, microphone=MICROPHONE), encoding="utf-8"
    )
    with (folder / "sound.log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(
            *(PROGRAM, "-n", "-F", str(settings), "--daemonize=no", "--use-pid-file=no"),
            *("--exit-idle-time=-1", "--disable-shm=yes"),
            env=card._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:

        async def stands() -> bool:
            assert server.returncode is None, (folder / "sound.log").read_text(encoding="utf-8")
            return card._socket.is_socket()

        await until(stands, PATIENCE_S, lambda: "PulseAudio does not start")
        yield card
    finally:
        await card.hush()
        if server.returncode is None:
            server.terminate()
        await server.wait()
