"""`python -m tests.lanes AT_ONCE FOLDER`: runs of pytest side by side, forked from this process, which has loaded what they need.

Each line of the input is a run, its name and then its arguments as a shell has them; after `at-once AT_ONCE` that many run side
by side, and `after NAME...` lets those end first. What a run says goes to the file FOLDER/NAME, and how it ended to
FOLDER/NAME.status. Servers that their tests start come of one process too (tests/forked.py).
"""

import importlib
import os
import shlex
import signal
import sys
import time
from pathlib import Path

from commands.serve import calm_collector
from tests import forking
from tests.forked import LOADED

ALSO = ("aiohttp", "jsonschema", "jsonschema_rs", "PIL.Image", "playwright.async_api", "pytest", "structlog.testing")


class Lanes:
    """Those that run, by their process."""

    def __init__(self, at_once: int, folder: Path) -> None:
        self.at_once, self.folder, self.began = at_once, folder, time.monotonic()
        self.running: dict[int, tuple[str, float]] = {}

    def begin(self, name: str, arguments: list[str]) -> None:
        """Returns once there was room for it."""
        self.until(self.at_once - 1)
        if process := os.fork():
            self.running[process] = name, self.now()
            return
        self.running.clear()  # which are not this one's to end
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()  # Linux shares the processor among sessions, and every Chromium has one
        file = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for ours, theirs in ((os.open(os.devnull, os.O_RDONLY), 0), (file, 1), (file, 2)):
            os.dup2(ours, theirs)
        import pytest

        sys.exit(pytest.main(arguments))

    def until(self, few: int) -> None:
        """Wait until no more than that many run."""
        while len(self.running) > few:
            self.ended()

    def ended(self) -> None:
        """Wait for the next that ends, and keep how it did."""
        process, status, used = os.wait3(0)
        if process in self.running:
            name, began = self.running.pop(process)
            with (self.folder / name).open("a") as log:
                log.write(f"from {began:.0f} to {self.now():.0f} s, {used.ru_utime + used.ru_stime:.0f} s of the processor\n")
            (self.folder / f"{name}.status").write_text(f"{os.waitstatus_to_exitcode(status)}\n")

    def names(self) -> set[str]:
        return {name for name, _began in self.running.values()}

    def now(self) -> float:
        return time.monotonic() - self.began

    def end(self) -> None:
        for process in self.running:
            os.kill(process, signal.SIGTERM)


def prepared() -> None:
    """Load what everybody needs, once."""
    forking.orders()
    for part in (*LOADED, *ALSO):
        importlib.import_module(part)
    calm_collector()  # or each of them looks through what all of them share, again and again while it collects its tests


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    prepared()
    lanes = Lanes(int(sys.argv[1]), Path(sys.argv[2]))
    try:
        for line in sys.stdin:
            name, *arguments = shlex.split(line)
            if name == "at-once":
                lanes.at_once = int(arguments[0])
            elif name == "after":
                while lanes.names() & set(arguments):
                    lanes.ended()
            else:
                lanes.begin(name, arguments)
        lanes.until(0)
    finally:
        lanes.end()
