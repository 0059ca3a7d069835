"""A network of two ends, one in a namespace of its own, whose link can be taken down: nobody is told, packets just vanish."""

import ctypes
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import randbelow, token_hex
from typing import Any

import aiohttp

from tests.faults.machine import Lacking, needs_root, program, run

CLONE_NEWNET = 0x40000000
NEAR, FAR = "02:00:00:e5:ca:01", "02:00:00:e5:ca:02"


class Link:
    """`here` is the address of our own end; `session()` connects from the other one."""

    def __init__(self, name: str, here: str) -> None:
        self.name, self.here = name, here

    @classmethod
    @asynccontextmanager
    async def up(cls) -> AsyncIterator["Link"]:
        needs_root("a network namespace")
        ip = program("ip", package="iproute2")
        name, net = f"escale{token_hex(3)}", f"10.{200 + randbelow(50)}.{randbelow(250)}"
        try:
            await run(ip, "netns", "add", name)
        except RuntimeError as refused:
            raise Lacking(f"network namespaces can't be made here ({refused})") from None
        try:
            peer = ("type", "veth", "peer", "name", "there", "address", FAR, "netns", name)
            await run(ip, "link", "add", name, "address", NEAR, *peer)
            await run(ip, "address", "add", f"{net}.1/24", "dev", name)
            await run(ip, "link", "set", name, "up")
            # As behind a router: who is there is known, and nobody says that they are not.
            await run(ip, "neighbour", "add", f"{net}.2", "lladdr", FAR, "dev", name, "nud", "permanent")
            await run(ip, "-n", name, "address", "add", f"{net}.2/24", "dev", "there")
            await run(ip, "-n", name, "link", "set", "there", "up")
            yield cls(name, f"{net}.1")
        finally:
            await run(ip, "netns", "delete", name)  # the pair goes with it

    async def down(self) -> None:
        await run("ip", "-n", self.name, "link", "set", "there", "down")

    async def restore(self) -> None:
        await run("ip", "-n", self.name, "link", "set", "there", "up")

    def session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=self.socket))

    def socket(self, address: Any) -> socket.socket:
        """A socket belongs to the namespace in which it was made, whoever uses it later."""
        there, home = Path("/run/netns", self.name), Path("/proc/self/ns/net")
        back = os.open(home, os.O_RDONLY)
        try:
            enter(there)
            try:
                return socket.socket(address[0], socket.SOCK_STREAM)
            finally:
                setns(back)
        finally:
            os.close(back)


def enter(namespace: Path) -> None:
    descriptor = os.open(namespace, os.O_RDONLY)
    try:
        setns(descriptor)
    finally:
        os.close(descriptor)


def setns(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def connections_from(there: str, port: int) -> int:
    """How many connections our end believes to have with that address, on that port of ours."""
    wanted = socket.inet_aton(there)[::-1].hex().upper()
    count = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state = line.split()[:4]
        count += state == "01" and remote.startswith(wanted) and int(local.partition(":")[2], 16) == port
    return count
