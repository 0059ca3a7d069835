"""`python -m tests.forked FD`: runs modules, each in a process of its own that is forked from this one (tests/forking.py asks).

This one has loaded everything but app.py, which reads the settings: most of a start is spent on that. Passwords are hashed as in
most tests.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from contextlib import suppress
from functools import cache
from typing import Any

LARGEST = 200_000  # bytes of an order
LOADED = (
    *("actions.tail", "commands", "events", "hypercorn.asyncio.run", "logs", "routes.cors", "stack.asgi"),
    *("stack.hypercorn_http1", "stack.tortoise_transactions", "uvloop", "webhooks.deliveries", "wire.draining"),
)


def ordered(orders: socket.socket) -> dict[str, Any] | None:
    """What is to be run, in each process that is forked for it; None in this one, once nobody wants another."""
    while True:
        order, (*given,), _flags, _address = socket.recv_fds(orders, LARGEST, 3)
        if not order:
            return None
        if b'"seed"' in order or b'"--demo"' in order:
            drawn()
        if os.fork() == 0:
            orders.close()
            if keep(*given):
                asked: dict[str, Any] = json.loads(order)
                return asked
            os._exit(0)
        for descriptor in given:
            os.close(descriptor)


@cache
def drawn() -> None:
    """The demo's pictures are painted once for all who plant it from now on, since they come out the same each time."""
    pictures = importlib.import_module("seeds.pictures")
    for name in ("draw_harbour", "draw_hills"):
        setattr(pictures, name, cache(getattr(pictures, name)))
        getattr(pictures, name)()


def keep(told: int, out: int, err: int) -> bool:
    """True in the process that is to run something; the other one tells that one's id, waits for it, and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = os.fork()
    if process == 0:
        os.close(told)
        for ours, theirs in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(ours, theirs)
            os.close(ours)
        os.setsid()  # a share of the processor for each, whichever run it is of
        return True
    for descriptor in (out, err, 1, 2):
        os.close(descriptor)
    os.write(told, b"%d\n" % process)
    _, status = os.waitpid(process, 0)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    return False


def reap(*_signal: object) -> None:
    """Those who keep are waited for once they have ended, whoever they are."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def prepared() -> None:
    """Load what everybody needs, once."""
    for part in LOADED:
        importlib.import_module(part)
    hashing = importlib.import_module("tests.hashing")
    hashing.use(hashing.QUICK)
    gc.freeze()  # or each of them looks through what all of them share


if __name__ == "__main__":
    prepared()
    signal.signal(signal.SIGCHLD, reap)
    os.umask(0o022)  # the usual one: whatever is written lets everybody read, unless it is told otherwise
    asked = ordered(socket.socket(fileno=int(sys.argv[1])))
    if asked:
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.argv = [asked["module"], *asked["arguments"]]
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
