"""The log is for the operator; whoever is served must not notice what becomes of it."""

from pathlib import Path

import pytest

from logs import Unfailing


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
