"""A Redis of our own for a run, on the other core."""

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator

from benchmarks.machine import OTHER_CORE, free_port, program
from benchmarks.processes import PATIENCE, end


@contextlib.contextmanager
def running() -> Iterator[tuple[str, int]]:
    """Its address and its process.

    Raises: Lacking.
    """
    port, command = free_port(), [program("taskset"), "-c", str(OTHER_CORE), program("redis-server", "redis-server")]
    with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
        try:
            began = time.monotonic()
            while not listening(port):
                if process.poll() is not None or time.monotonic() - began > PATIENCE:
                    raise RuntimeError("redis-server does not answer")
                time.sleep(0.02)
            yield f"redis://127.0.0.1:{port}/0", process.pid
        finally:
            end(process)


def listening(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
