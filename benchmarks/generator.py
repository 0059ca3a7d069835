"""The load generator: built with gcc, run on the other core, its figures read back."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import WORK, program, run
from benchmarks.plan import Plan
from benchmarks.processes import Running
from settings import ROOT

SOURCE, BUILT = ROOT / "benchmarks" / "sioload.c", WORK / "sioload"

Figures = dict[str, Any]


class Wrong(Exception):
    """A message did not reach both people exactly once: then no figure counts."""


def build() -> None:
    """Raises: Lacking without gcc."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not BUILT.exists() or BUILT.stat().st_mtime < SOURCE.stat().st_mtime:
        run(program("gcc", "gcc and zlib1g-dev"), "-O2", "-Wall", "-Wextra", "-o", str(BUILT), str(SOURCE), "-lz", "-lm")


def messages(server: Running, plan: Plan, *, rate: float = 0, overload: bool = False, other: Running | None = None) -> Figures:
    """Send for as long as the plan says: as fast as is answered, or so many a second; with `other`, to two servers.

    Raises: Wrong unless every message reached both people exactly once (but with `overload`, where that is to be seen).
    """
    options = chat(plan, rate) | ({"other-port": str(other.port), "other-pid": str(other.pid)} if other else {})
    return figures(started(server, options), must_hold=not overload)


def idle(server: Running, plan: Plan) -> Figures:
    """Connect and authenticate people who offer deflate, as browsers do, and let them be silent."""
    options = {"idle": str(plan.idle), "deflate": "", "hold": "2" if plan.measured > 2 else "0.5"}
    return figures(started(server, options))


def chat(plan: Plan, rate: float) -> dict[str, str]:
    """As fast as the server takes them, or at that rate where there is one."""
    options = {"convs": str(plan.conversations), "warmup": str(plan.warm_up), "duration": str(plan.measured)}
    return options | ({"rate": str(rate)} if rate else {"window": str(plan.in_flight)})


def started(server: Running, options: dict[str, str]) -> "tuple[subprocess.Popen[str], Path]":
    """A generator under way, and the file in which it will tell."""
    told = Path(tempfile.mkstemp(prefix="escale-bench-", suffix=".json")[1])
    common = {
        "port": str(server.port),
        "tokens": str(server.tokens),
        "dialect": "ours",
        "pid": str(server.pid),
        "json": str(told),
    }
    if server.database_pid:
        common["db-pid"] = str(server.database_pid)
    words = [word for name, value in (common | options).items() for word in (f"--{name}", value) if word]
    return subprocess.Popen([str(BUILT), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True), told


def figures(begun: "tuple[subprocess.Popen[str], Path]", *, must_hold: bool = True) -> Figures:
    """Wait for its end; what it measured."""
    process, told = begun
    said, _ = process.communicate()
    lines = told.read_text().splitlines()
    told.unlink()
    if process.returncode == 2 or not lines or (must_hold and process.returncode):
        raise Wrong(said.strip())
    found: Figures = json.loads(lines[-1])
    return found
