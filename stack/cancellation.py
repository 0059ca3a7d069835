"""Steps that must not be left half-done."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finish(step: Coroutine[Any, Any, T]) -> T:
    """Awaits `step` to its end even when cancelled, and only then gives way to the cancellation."""
    task = asyncio.ensure_future(step)
    interruption: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            interruption = error
    if interruption is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # seen, lest the loop reports it as never retrieved
    raise interruption
