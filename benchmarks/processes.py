"""Programs of a run: pinned to a core, waited for, ended."""

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import program

PATIENCE = 30.0  # seconds until a program that does not answer counts as broken


@dataclass(slots=True)
class Running:
    """A server that answers on `port`; it took `first_answer` seconds from its start."""

    pid: int
    port: int
    first_answer: float
    log: Path
    tokens: Path | None = None  # a bearer token a line
    database: str = ""
    database_pid: int = 0


@contextlib.contextmanager
def serving(
    command: list[str], *, port: int, path: str, core: int, log: Path, cwd: Path, environment: dict[str, str]
) -> Iterator[Running]:
    """Run that server on that core until the block ends.

    Raises: RuntimeError when it ends, or does not answer.
    """
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [program("taskset"), "-c", str(core), *command],
            cwd=cwd,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        while not answers(port, path):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"{' '.join(command)} does not answer: {log.read_text()[-2000:]}")
            time.sleep(0.002)
        yield Running(process.pid, port, time.perf_counter() - began, log)
    finally:
        end(process)


def answers(port: int, path: str) -> bool:
    """Whether a request is answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and make it end when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used until now."""
    total = 0.0
    for one in family(pid):
        with contextlib.suppress(OSError, IndexError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += [
                int(child) for task in Path(f"/proc/{one}/task").iterdir() for child in (task / "children").read_text().split()
            ]
    return found
