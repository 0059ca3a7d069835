"""Saying a thing at once, and its newer states at most once a turn: an inbox need not change two hundred times a second."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
State = TypeVar("State")


class Turns(Generic[Key, State]):
    """`tell(key, state)` says it now, unless that key was told of in this turn: then at its end, whatever is the last state."""

    def __init__(self, seconds: float, say: Callable[[Key, State], Awaitable[None]]) -> None:
        self._seconds = seconds
        self._say = say
        self._told: set[Key] = set()
        self._waiting: dict[Key, State] = {}
        self._turn: asyncio.Task[None] | None = None

    async def tell(self, key: Key, state: State) -> None:
        """Say it now, or as the last state at the end of this turn."""
        if key in self._told:
            self._waiting[key] = state
            return
        self._told.add(key)
        if self._turn is None or self._turn.done():  # a loop that was closed leaves a task that will never be done
            self._turn = asyncio.create_task(self._take_turns(), name="turns")
        await self._say(key, state)

    async def tell_now(self, key: Key, state: State) -> None:
        """Whatever the turn: what still waits for its end is older than this."""
        self._waiting.pop(key, None)
        await self._say(key, state)

    async def _take_turns(self) -> None:
        """While anything is told."""
        while self._told:
            await asyncio.sleep(self._seconds)
            waiting, self._waiting = self._waiting, {}
            self._told = set(waiting)
            for key, state in waiting.items():
                await self._say(key, state)
