"""One structured line an event, without anybody's words in it. Libraries write through here too, so that nobody forges a line."""

import contextlib
import logging
import sys
from typing import Any, TextIO

import structlog

# Their own handlers write what strangers sent as it came; an unknown session id may hold line breaks.
LIBRARIES = ("engineio.server", "socketio.server", "hypercorn.error")
LONGEST = 300  # characters of what an error says of itself


def configure(level: str, onto: TextIO | None = None) -> None:
    """Lines on standard error: for people on a terminal, JSON elsewhere."""
    stream: Any = Unfailing(onto or sys.stderr)
    on_terminal = stream.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        pass_on if on_terminal else structlog.processors.format_exc_info,
        in_one_line,
        harmless,
    ]
    render: Any = structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[strip, render]))
    handler.set_name("escale")
    root = logging.getLogger()
    root.handlers = [handler, *(other for other in root.handlers if other.get_name() != "escale")]
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.WARNING if name.startswith("hypercorn") else logging.ERROR)


class Unfailing:
    """That stream, but for its failures: a log that nobody reads any more, or a full disk, costs no request its answer."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.isatty = stream.isatty

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.stream.flush()


def in_one_line(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception given as `error` is told by its kind and its words; one whose traceback is wanted is given as `exc_info`."""
    if isinstance(error := event.get("error"), BaseException):
        event["error"] = f"{type(error).__name__}: {error}"[:LONGEST]
    return event


def harmless(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """No value begins a line or commands a terminal; a traceback, which is ours, keeps its lines."""
    return {key: escaped(value) if isinstance(value, str) and key != "exception" else value for key, value in event.items()}


def escaped(text: str) -> str:
    """Control characters, and those that turn the direction of writing, as escape sequences."""
    return text if text.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def pass_on(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """As it is."""
    return event
