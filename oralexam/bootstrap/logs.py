"""How the log is written: an event and fields, one line each, on standard error."""

import logging
import sys

import structlog


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
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
