"""Requests to a store at signed addresses, which lead nowhere else.

obstore follows redirects to anywhere and has no option for it: a store that answers with one would choose whom in our network we
ask, and have the answer shown as an image, or the image handed on. So obstore signs, and httpx asks.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx

CONNECTING, ANSWERING = 2.0, 10.0  # seconds; the second from the question to the end of the answer, all attempts together
ATTEMPTS, PAUSE = 2, 0.1  # a connection that was kept open may have gone; every request of ours may be made twice
TROUBLES = (500, 502, 503, 504)
PIECE = 256 * 1024  # bytes of a file
REASON = 4096  # bytes in which a refusal says why


class Asking:
    """A client, of the event loop in which it is first asked for."""

    def __init__(self) -> None:
        self._making: asyncio.Task[httpx.AsyncClient] | None = None

    async def ask(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, file: Path | None = None, most: int = REASON
    ) -> tuple[int, bytes]:
        """The status of the answer, and what it holds, or of more than `most` bytes the beginning; the request carries `file`.

        Raises: OSError, httpx.HTTPError.
        """
        carried = {"Content-Length": str(os.stat(file).st_size)} if file else {}
        client = await self._ours()
        async with asyncio.timeout(ANSWERING):
            for left in reversed(range(ATTEMPTS)):
                body = pieces(file) if file else None
                try:
                    async with client.stream(method, address, headers={**carried, **(headers or {})}, content=body) as answer:
                        if answer.status_code not in TROUBLES or not left:
                            return answer.status_code, await read(answer, most)
                except httpx.TransportError:
                    if not left:
                        raise
                await asyncio.sleep(PAUSE)
        raise AssertionError("the last attempt returns or raises")

    async def _ours(self) -> httpx.AsyncClient:
        making = self._making
        if making is None or making.get_loop() is not asyncio.get_running_loop() or (making.done() and making.exception()):
            making = self._making = asyncio.create_task(asyncio.to_thread(made))
        return await asyncio.shield(making)  # the first who asks may give up, and others wait for it too


def made() -> httpx.AsyncClient:
    """What asks: whom the machine trusts is trusted, and no redirect is followed. Loading the authorities takes a while."""
    timeout = httpx.Timeout(ANSWERING, connect=CONNECTING)
    headers = {"User-Agent": "Escale", "Accept-Encoding": "identity"}
    return httpx.AsyncClient(timeout=timeout, headers=headers, verify=ssl.create_default_context(), follow_redirects=False)


async def read(answer: httpx.Response, most: int) -> bytes:
    """What it holds; of more than `most` bytes, no more than tells so."""
    parts, taken = [], 0
    async for part in answer.aiter_raw():
        parts.append(part)
        taken += len(part)
        if taken > most:
            break
    return b"".join(parts)


async def pieces(file: Path) -> AsyncIterator[bytes]:
    """A file, read beside the event loop."""
    with file.open("rb") as opened:
        while piece := await asyncio.to_thread(opened.read, PIECE):
            yield piece
