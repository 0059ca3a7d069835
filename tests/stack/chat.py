"""A small Socket.IO server on the bounded Engine.IO, and what it logged."""

import logging
from typing import Any

import pytest
import socketio

from stack import engineio_bounds, hypercorn_websocket
from stack.asgi import SendDeadline
from stack.engineio_bounds import BoundedSocket
from stack.socketio_packets import REFUSED, OrJson, TextPacket

hypercorn_websocket.install()
engineio_bounds.install()
engineio_bounds.install()  # twice is once


class Chat:
    def __init__(self, **options: Any) -> None:
        self.sio = socketio.AsyncServer(async_mode="asgi", serializer=TextPacket, json=OrJson, async_handlers=False, **options)
        self.left: list[str] = []
        self.sids: list[str] = []
        self.refusals = 0
        for name in ("connect", "disconnect", "echo"):
            self.sio.on(name, getattr(self, name))
        self.sio.on(REFUSED, self.refused)
        self.app = SendDeadline(socketio.ASGIApp(self.sio), seconds=5)

    async def connect(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        self.sids.append(sid)
        await self.sio.enter_room(sid, "room")

    async def disconnect(self, sid: str, reason: str) -> None:
        self.left.append(reason)

    async def echo(self, sid: str, *data: Any) -> Any:
        return data

    async def refused(self, sid: str, reason: str) -> None:
        self.refusals += 1

    def socket(self, number: int = 0) -> BoundedSocket:
        found = self.sio.eio.sockets[self.sio.manager.eio_sid_from_sid(self.sids[number], "/")]
        assert isinstance(found, BoundedSocket)
        return found

    def is_empty(self) -> bool:
        return not self.sio.eio.sockets and not self.sio.environ


def one_line_each(caplog: pytest.LogCaptureFixture, count: int) -> bool:
    errors = [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
    assert not errors
    return len([record for record in caplog.records if record.name.startswith("stack.")]) == count
