"""Where the time of one message goes: the server sampled while it does all it can, by layer. Usage: python -m benchmarks.profile

Samples are taken without stopping the process: stopping it at each one overstates functions that make system calls.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks import generator, machine, own_postgres, rounds, tables
from benchmarks.machine import Lacking, note
from benchmarks.own_postgres import Postgres
from benchmarks.plan import FULL, QUICK, Plan
from benchmarks.processes import Running
from benchmarks.report import PROFILE
from benchmarks.results import Results
from settings import ROOT

RATE = 400  # samples a second
CONNECTED = 1.0  # seconds until everybody is connected, at most
TOP = 12  # functions in the second table

OURS = ("actions/", "models/", "wire/", "events/", "stack/")

# A sample belongs to the innermost frame that one of these names; the first that fits, so what is special stands above.
LAYERS = [
    ("writing and group commit (actions/message_writer)", ("actions/message_writer.py",)),
    ("the hot path's SQL (models)", ("models/",)),
    ("rules (actions)", ("actions/",)),
    ("payloads and announcing (wire)", ("wire/",)),
    ("events' edge (events)", ("events/",)),
    ("rooms and packets (stack, python-socketio)", ("stack/socketio", "stack/orjson", "socketio/")),
    ("sockets and frames (stack, python-engineio, Hypercorn)", ("stack/", "engineio/", "hypercorn/", "wsproto/")),
    ("PostgreSQL's protocol (asyncpg, Tortoise)", ("asyncpg/", "tortoise/")),
    ("SQLite", ("sqlite3/", "aiosqlite/")),
    ("the loop and what the kernel does for it (uvloop, asyncio)", ("asyncio/", "uvloop/")),
]


def main() -> None:
    asked = arguments()
    machine.step_aside()
    generator.build()
    plan = QUICK if asked.quick else FULL
    with tempfile.TemporaryDirectory(prefix="escale-profile-") as name:
        if asked.database == "sqlite":
            with rounds.on_sqlite(Path(name), plan.people) as server:
                told = profiled(server, plan, "sqlite")
        else:
            with own_postgres.running() as postgres:
                told = on_postgres(postgres, plan, quick=asked.quick)
    sys.stdout.write(told)


def run(postgres: Postgres, plan: Plan, results: Results) -> None:
    """As a part of `make bench`: the tables go into its report.

    Raises: Lacking.
    """
    note("where the time of one message goes")
    on_postgres(postgres, plan, quick=results.quick)


def on_postgres(postgres: Postgres, plan: Plan, *, quick: bool) -> str:
    """The two tables; kept for the report, unless they mean nothing."""
    with (
        tempfile.TemporaryDirectory(prefix="escale-profile-") as name,
        rounds.on_postgres(postgres, Path(name), plan.people) as server,
    ):
        told = profiled(server, plan, "postgres")
    if not quick:
        PROFILE.write_text(told)
    return told


def profiled(server: Running, plan: Plan, database: str) -> str:
    """The two tables, from one run under load."""
    with tempfile.TemporaryDirectory(prefix="escale-profile-") as name:
        stacks = Path(name) / "stacks"
        cost = sampled(server, plan, stacks)
        return text(read(stacks.read_text().splitlines()), cost, database)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    return parser.parse_args()


def sampled(server: Running, plan: Plan, stacks: Path) -> float:
    """Load the server and sample its main thread's work; milliseconds of its CPU a message.

    Raises: Lacking without py-spy, or without the right to look into a process.
    """
    spy = Path(sys.executable).parent / "py-spy"
    if not spy.exists():
        raise Lacking("py-spy is not here: make install-dev")
    begun = generator.started(server, generator.chat(plan, 0))
    time.sleep(plan.warm_up + CONNECTED)
    options = ["--nonblocking", "--duration", str(max(1, round(plan.measured - CONNECTED))), "--rate", str(RATE)]
    command = [
        str(spy),
        "record",
        *options,
        "--format",
        "raw",
        "--full-filenames",
        "--output",
        str(stacks),
        "--pid",
        str(server.pid),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    cost = float(generator.figures(begun)["cpu_s_per_1000"])
    if not stacks.exists():
        raise Lacking(f"py-spy could not look into the server: {done.stderr.strip()[-300:]}")
    return cost


Samples = list[tuple[tuple[str, ...], int]]


def read(lines: Iterable[str]) -> Samples:
    """`outer;inner 7` lines as (frames, count), the innermost last."""
    found = []
    for line in lines:
        frames, _, count = line.rpartition(" ")
        if frames:
            found.append((tuple(frames.split(";")), int(count)))
    return found


def layer(frames: tuple[str, ...]) -> str:
    """Whose work a sample is."""
    for frame in reversed(frames):
        place = frame.replace(f"{ROOT}/.venv/", "site/").replace(f"{ROOT}/", "ours/")
        for name, marks in LAYERS:
            if any(belongs(place, mark) for mark in marks):
                return name
    return "other"


def belongs(place: str, mark: str) -> bool:
    """Our own folders stand under the root, libraries under site-packages or Python's own."""
    ours = place.partition("(")[2].startswith("ours/")
    if mark.startswith(OURS):
        return ours and f"(ours/{mark}" in place
    return not ours and f"/{mark}" in place


def function(frame: str) -> str:
    """`name (folder/file.py)` of a frame that names a full path and a line."""
    name, _, place = frame.partition(" (")
    return f"{name} ({'/'.join(place.rstrip(')').partition(':')[0].split('/')[-2:])})"


def text(samples: Samples, cost: float, database: str) -> str:
    """Two Markdown tables: by layer, and the functions in which most samples end."""
    layers, functions = Counter[str](), Counter[str]()
    for frames, count in samples:
        layers[layer(frames)] += count
        functions[function(frames[-1])] += count
    total = sum(layers.values()) or 1

    def lines(counted: Counter[str], most: int | None) -> list[tuple[str, str, str]]:
        return [(name, f"{n / total * 100:.1f} %", f"{n / total * cost * 1000:.1f}") for name, n in counted.most_common(most)]

    heads = ("share", "µs a message")
    return (
        f"{cost:.3f} ms of the server's CPU a message on {database}, {total:,} samples.\n\n"
        f"{tables.grid(('layer', *heads), lines(layers, None))}\n\n"
        f"{tables.grid(('function, itself', *heads), lines(functions, TOP))}\n"
    )


if __name__ == "__main__":
    try:
        main()
    except Lacking as lacking:
        sys.exit(f"no profile: {lacking}")
