"""Escale served by Hypercorn on a loopback port, in the loop of the tests."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

from app import create_app
from settings import Settings


@dataclass(frozen=True)
class Live:
    """A server that answers at `url`."""

    app: Quart
    url: str
    settings: Settings


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Live]:
    app = create_app(settings)
    listening = socket.create_server(("127.0.0.1", 0))
    config = Config()
    config.bind = [f"fd://{listening.fileno()}"]
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    config.graceful_timeout = 0.2
    stopping = asyncio.Event()
    task = asyncio.create_task(serve(app, config, shutdown_trigger=stopping.wait))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        await until_listening(task, listening)
        yield Live(app, url, settings)
    finally:
        stopping.set()
        await task
        listening.detach()


async def until_listening(task: "asyncio.Task[None]", listening: socket.socket) -> None:
    """Wait until the server accepts, or fail with what it failed with."""
    port = listening.getsockname()[1]
    while True:
        if task.done():
            task.result()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: escale\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        if b" 200 " in answer:
            return
        await asyncio.sleep(0.05)
