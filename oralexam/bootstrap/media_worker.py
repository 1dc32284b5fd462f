"""A media worker's process: `python -m oralexam.bootstrap.media_worker [--json] PARENT CHANNEL`.

It carries calls for the server that started it (`oralexam.media.pool`), and dies with it.
"""

import signal
import socket
import sys

from oralexam.bootstrap.logs import set_up_logs
from oralexam.bound_process import bind


def main() -> None:
    """Serve on the channel until the server says stop, or is gone."""
    *form, parent, channel = sys.argv[1:]
    bind(int(parent))
    # A signal to the whole group (Ctrl+C, systemd) is the server's to answer: it lets running calls go on.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    set_up_logs(as_json="--json" in form)
    # Imported here, when the process is bound and speaks: together they take most of its start.
    import uvloop  # noqa: PLC0415

    from oralexam.media.without_ffmpeg import leave_ffmpeg_out  # noqa: PLC0415

    leave_ffmpeg_out()
    from oralexam.media.pool.child import serve  # noqa: PLC0415

    uvloop.run(serve(socket.socket(fileno=int(channel))))


if __name__ == "__main__":
    main()
