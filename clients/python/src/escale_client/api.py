"""The JSON API: requests, and refusals as exceptions."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from escale_client.errors import Closed, Lost, refused

Sessions = Callable[[], aiohttp.ClientSession]  # makes one


class Api:
    """Requests to the server at `url`, as whoever `token` names."""

    def __init__(self, url: str, token: str, sessions: Sessions, seconds: float) -> None:
        self.url, self.token, self.sessions, self.seconds = address(url), token, sessions, seconds
        self.closed = False
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, method: str, path: str, *, json: Any = None, **query: str | int | None) -> Any:
        """What the server answers, decoded.

        Raises: Refused, Lost; Closed after `close`.
        """
        if self.closed:
            raise Closed
        if self._session is None or self._session.closed:
            self._session = self.sessions()
        params = {name: value for name, value in query.items() if value is not None}
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with (
                asyncio.timeout(self.seconds),
                self._session.request(
                    method, f"{self.url}/api/{path}", json=json, params=params, headers=headers, allow_redirects=False
                ) as answer,
            ):
                told = await answer.json() if answer.content_type == "application/json" else None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as wrong:
            raise Lost(f"{method} /api/{path}: {type(wrong).__name__}: {wrong}") from wrong
        if 200 <= answer.status < 300:
            return told
        if not isinstance(told, dict):  # not Escale: a proxy, which speaks for one that is away
            code = "unavailable" if answer.status >= 500 else "http_error"
            raise refused(code, f"HTTP {answer.status}")
        raise refused(str(told.get("code")), str(told.get("error")), told.get("retry_after"), told.get("field"))

    async def let_go(self) -> None:
        """Of its connections: what is asked next has new ones."""
        if self._session is not None:
            await self._session.close()

    async def close(self) -> None:
        """Ask nothing any more."""
        self.closed = True
        await self.let_go()


def address(url: str) -> str:
    """Where a server is, as it goes before a path.

    Raises: ValueError when it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an address such as https://escale.example")
    return url.rstrip("/")
