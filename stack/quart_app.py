"""Quart, but for where it runs what is no coroutine function."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from quart import Quart

P = ParamSpec("P")
T = TypeVar("T")


class App(Quart):
    """What is left of such functions is short: Quart's own processor of a template's context, which every blueprint has, and
    headers that an answer gets. Quart hands each to a thread, for which the loop then waits: a sixth of the processor's time of a
    conversation's page. Whatever waits or takes its time is a coroutine function here, and goes to a thread by itself."""

    def sync_to_async(self, func: Callable[P, T]) -> Callable[P, Awaitable[T]]:
        async def at_once(*args: P.args, **kwargs: P.kwargs) -> T:
            return func(*args, **kwargs)

        return at_once
