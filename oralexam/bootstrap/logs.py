"""How the log is written: an event and fields, one line each, on standard error."""

import contextlib
import logging
import sys

import structlog


class _Lines(structlog.PrintLogger):
    """Prints; where nothing can be printed (a full disk, a pipe that nobody reads) the line is lost.

    Otherwise a log on a full disk ended whatever had something to say: requests were answered by 500, with no
    code, just as they should have said that there is no room.
    """

    def msg(self, message: str) -> None:
        """Print one line, if that can be."""
        with contextlib.suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def set_up_logs(*, as_json: bool, least: int = logging.INFO) -> None:
    """Send structlog and the libraries' logging to standard error, from the level `least` on.

    aiortc and aioice never log below WARNING: their debug lines quote SDP and addresses. A stack is written
    without the values of its variables, which are what people typed and said: structlog's own choice, where
    `rich` happens to be installed, would show them.
    """
    renderers: tuple[structlog.typing.Processor, ...] = (
        (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
        if as_json
        else (
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderers,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: _Lines(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
