"""A person for measurements: HTTP and a Socket.IO connection over blocking sockets, so that little of a time is our own."""

import http.client
import json
import os
import socket
import struct
import time
from types import TracebackType
from typing import Any

UPGRADE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: QUFBQUFBQUFBQUFBQUFBQQ==\r\n\r\n"
)
TEXT, PING, PONG = 1, 9, 10
LONGEST = 30.0  # seconds to wait for anything


class Talker:
    """Connected and authenticated once it is made."""

    def __init__(self, port: int, token: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), LONGEST)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")
        self.asked = 0
        self.socket.sendall(UPGRADE.format(port=port).encode())
        while self.stream.readline() not in (b"\r\n", b""):
            pass
        self.heard(b"0")
        self.write(b"40" + json.dumps({"token": token}).encode())
        self.heard(b"40")

    def __enter__(self) -> "Talker":
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        self.stream.close()
        self.socket.close()

    def ask(self, event: str, payload: Any) -> tuple[float, bytes]:
        """Seconds until its acknowledgement came, and that."""
        began = time.perf_counter()
        self.tell(event, payload)
        answer = self.heard(b"43" + str(self.asked).encode())
        return time.perf_counter() - began, answer

    def tell(self, event: str, payload: Any) -> None:
        """Send that event, and wait for nothing."""
        self.asked += 1
        self.write(packet(self.asked, event, payload))

    def heard(self, beginning: bytes) -> bytes:
        """The next packet that begins so; the server's pings are answered meanwhile.

        Raises: OSError when it closed, TimeoutError when only others came.
        """
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            packet = self.read()
            if packet == b"2":
                self.write(b"3")
            if packet.startswith(beginning):
                return packet
        raise TimeoutError(f"nothing that begins with {beginning!r} in {LONGEST:g} s")

    def write(self, data: bytes, opcode: int = TEXT) -> None:
        """Send that packet, or another kind of frame."""
        self.socket.sendall(framed(data, opcode))

    def read(self) -> bytes:
        """The next packet.

        Raises: ConnectionError.
        """
        while True:
            first, size = self.exactly(2)
            if size == 126:
                (size,) = struct.unpack("!H", self.exactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self.exactly(8))
            data = self.exactly(size)
            if first & 15 == TEXT:
                return data
            if first & 15 == PING:
                self.write(data, PONG)
            else:
                raise ConnectionError(f"the server closed: {data!r}")

    def exactly(self, count: int) -> bytes:
        """So many bytes.

        Raises: ConnectionError.
        """
        data = self.stream.read(count)
        if len(data) < count:
            raise ConnectionError("the server closed")
        return data


def packet(number: int, event: str, payload: Any) -> bytes:
    """An event that asks for an acknowledgement of that number."""
    return b"42" + str(number).encode() + json.dumps([event, payload]).encode()


def framed(data: bytes, opcode: int = TEXT) -> bytes:
    """A WebSocket frame as clients send it."""
    size = len(data)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0xFF, size)
    return head + masked(data, os.urandom(4))


def masked(data: bytes, mask: bytes) -> bytes:
    """As clients must; the whole at once, for photos are masked too. The mask stands before it."""
    whole = int.from_bytes(data, "little") ^ int.from_bytes((mask * (len(data) // 4 + 1))[: len(data)], "little")
    return mask + whole.to_bytes(len(data), "little")


class Browser:
    """Requests over one connection that is kept."""

    def __init__(self, port: int, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
        self.headers = headers

    def close(self) -> None:
        """Let go of the connection, which the server would close while nothing is asked; the next request opens another."""
        self.connection.close()

    def get(self, path: str, **headers: str) -> tuple[float, bytes]:
        """Seconds until the whole answer was there, and that.

        Raises: ConnectionError for anything but 200.
        """
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers | headers)
        answer = self.connection.getresponse()
        body = answer.read()
        taken = time.perf_counter() - began
        if answer.status != 200:
            raise ConnectionError(f"{path}: {answer.status} {body[:200]!r}")
        return taken, body
