"""One channel that every process hears against one channel a process: what Redis spends on a message, and who hears it."""

import random
import selectors
import socket
from urllib.parse import urlsplit

from benchmarks import own_redis
from benchmarks.processes import cpu_seconds
from benchmarks.steps import Table

PROCESSES = (2, 8, 32)
TOGETHER = 100  # published at once
MESSAGE = b"x" * 450  # about what a hint of a message weighs
SEED = 1


def run(quick: bool) -> Table:
    count = 2000 if quick else 40_000
    lines: list[tuple[str, ...]] = []
    with own_redis.running() as (url, pid):
        port = urlsplit(url).port or 0
        for processes in PROCESSES:
            one = spent(port, pid, processes, count, sharded=False)
            many = spent(port, pid, processes, count, sharded=True)
            heard = concerned(processes, count)
            lines.append((f"{processes}", f"{one:.1f} µs", f"{processes - 1}", f"{many * heard:.1f} µs", f"{heard:.2f}"))
    return (
        "processes",
        "Redis's CPU a message, one channel",
        "others that hear it",
        "a channel a process",
        "that hear it",
    ), lines


def concerned(processes: int, count: int) -> float:
    """How often another process holds the receiver's socket, when a balancer that knows nothing spreads people."""
    drawn = random.Random(SEED)  # noqa: S311
    others = 0
    for _ in range(count):
        others += drawn.randrange(processes) != drawn.randrange(processes)
    return others / count


def spent(port: int, pid: int, processes: int, count: int, *, sharded: bool) -> float:
    """Microseconds of Redis's CPU a publication, with so many processes subscribed."""
    with selectors.DefaultSelector() as ready:
        for n in range(processes):
            subscriber = socket.create_connection(("127.0.0.1", port))
            subscriber.sendall(command(b"SUBSCRIBE", channel(n, sharded)))
            subscriber.recv(1000)
            ready.register(subscriber, selectors.EVENT_READ)
        publisher = socket.create_connection(("127.0.0.1", port))
        ready.register(publisher, selectors.EVENT_READ)
        before = cpu_seconds(pid)
        for start in range(0, count, TOGETHER):
            publisher.sendall(
                b"".join(command(b"PUBLISH", channel(n % processes, sharded), MESSAGE) for n in range(start, start + TOGETHER))
            )
            drain(ready)
        taken = cpu_seconds(pid) - before
        for key in list(ready.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
    return taken / count * 1e6


def channel(process: int, sharded: bool) -> bytes:
    return b"hints:%d" % process if sharded else b"hints"


def command(*words: bytes) -> bytes:
    """In Redis's own protocol: the client library's time is not what is asked."""
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def drain(ready: selectors.BaseSelector) -> None:
    while arrived := ready.select(0.001):
        for key, _ in arrived:
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.recv(1 << 20)
