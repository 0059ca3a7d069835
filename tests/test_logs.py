"""The log is for the operator; whoever is served must not notice what becomes of it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

import logs
from logs import LONGEST, Unfailing, harmless, in_one_line


@pytest.fixture
def restored() -> Iterator[None]:
    before, handlers = structlog.get_config(), list(logging.getLogger().handlers)
    yield
    structlog.configure(**before)
    logging.getLogger().handlers = handlers


def test_a_log_that_cannot_be_written_costs_nobody_an_answer() -> None:
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 -- its closing fails as well
    with pytest.raises(OSError, match="No space left"):
        full.write("a line\n")
    log = Unfailing(full)
    assert log.write("a line\n") == 7
    log.flush()
    with pytest.raises(OSError, match="No space left"):
        full.close()
    assert log.write("a later line\n") == 13


def test_nor_does_it_where_the_server_writes_to_it(restored: None) -> None:
    """Seen to fail with the stream itself in place of Unfailing: the line raises where it is written."""
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 -- its closing fails as well
    logs.configure("info", full)
    structlog.get_logger("escale").info("request")
    with pytest.raises(OSError, match="No space left"):
        full.close()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError("no connection came free"), "TimeoutError: no connection came free"),
        (OSError("two\nlines"), "OSError: two\\nlines"),
        (ValueError("x" * 1000), f"ValueError: {'x' * 1000}"[:LONGEST]),
        ("HTTP 502", "HTTP 502"),
    ],
)
def test_an_error_is_told_by_its_kind_and_its_words_in_one_line(error: object, said: str) -> None:
    """Seen to fail without in_one_line: the log then has its repr, however long."""
    assert harmless(None, "", in_one_line(None, "", {"error": error}))["error"] == said
