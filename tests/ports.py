"""Ports for servers that are started later, or again on the same one.

A kernel's own choice (port 0) may be a connection's by then. These lie below what kernels give to connections (from 32,768 on
Linux, 49,152 elsewhere), and come in turn to all runs on this machine, so that nobody is given the same one twice.
"""

import fcntl
import os
import socket
import tempfile
from itertools import count
from pathlib import Path

LOWEST, PORTS = 20_000, 12_000
TURN = Path(tempfile.gettempdir()) / f"escale-test-ports-{os.getuid()}"


def free_port() -> int:
    """One that nobody listens on."""
    return free_ports(1)


def free_ports(in_a_row: int) -> int:
    """The first of so many in a row that nobody listens on."""
    with TURN.open("a+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        turn.seek(0)
        last = int(turn.read() or 0)
        for now in count(last + 1, in_a_row):
            first = LOWEST + now % (PORTS - in_a_row)
            if all(is_free(port) for port in range(first, first + in_a_row)):
                turn.truncate(0)
                turn.write(str(now + in_a_row - 1))
                return first
    raise AssertionError("unreachable")


def is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False
