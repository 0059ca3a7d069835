import asyncio
import errno
from typing import Any

import pytest

from stack import lost_peers


@pytest.mark.parametrize(
    ("context", "overlooked"),
    [
        ({"exception": OSError(errno.EHOSTUNREACH, "No route to host"), "transport": object()}, True),
        ({"exception": TimeoutError(errno.ETIMEDOUT, "Connection timed out"), "transport": object()}, True),
        ({"exception": asyncio.CancelledError()}, True),
        ({"exception": OSError(errno.ENOSPC, "No space left on device"), "transport": object()}, False),
        ({"exception": OSError(errno.EHOSTUNREACH, "No route to host")}, False),
        ({"exception": ValueError("ours"), "transport": object()}, False),
    ],
)
def test_a_lost_peer_is_overlooked_and_nothing_else(context: dict[str, Any], overlooked: bool) -> None:
    told: list[dict[str, Any]] = []
    loop = asyncio.new_event_loop()
    loop.default_exception_handler = told.append  # type: ignore[method-assign,assignment]
    lost_peers.install(loop)
    loop.call_exception_handler({"message": "Fatal write error on socket transport", **context})
    loop.close()
    assert bool(told) is not overlooked
