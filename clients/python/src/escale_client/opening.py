"""`async with Escale.log_in(...) as escale`, and `escale = await Escale.log_in(...)`."""

from collections.abc import Awaitable, Generator
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, TypeVar

Opened = TypeVar("Opened", bound=AbstractAsyncContextManager[Any])


class Opening(Generic[Opened]):
    """Something that takes a moment to open: awaited, it is there, for whoever will close it; as a context, it is closed at its
    end."""

    def __init__(self, work: Awaitable[Opened]) -> None:
        self._work = work
        self._opened: Opened | None = None

    def __await__(self) -> Generator[Any, None, Opened]:
        return self._work.__await__()

    async def __aenter__(self) -> Opened:
        self._opened = await self._work
        await self._opened.__aenter__()
        return self._opened

    async def __aexit__(self, *exception: Any) -> None:
        if self._opened is not None:
            await self._opened.__aexit__(*exception)
