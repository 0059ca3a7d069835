"""The interleaved rounds: in each, every subject in turn on a fresh database; what the machine does meanwhile hits all."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import disk, escale, generator, own_postgres, reference
from benchmarks.machine import note
from benchmarks.own_postgres import Postgres
from benchmarks.plan import Plan
from benchmarks.processes import Running
from benchmarks.results import Results

OURS, SQLITE, REFERENCE = "escale", "escale_sqlite", "reference"
AGREED = 500  # messages a second at which latency is compared
SETTLING = 2.0  # seconds until a start, or a crowd that left, leaves no trace in memory and work
BEHIND = 0.95  # of what was offered: below, it is saturated


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to measure: how it is run on that folder and database."""

    name: str
    serve: Callable[[Path], "contextlib.AbstractContextManager[Running]"]


def subjects(postgres: Postgres | None, plan: Plan, *, with_reference: bool) -> list[Subject]:
    """What this machine can run."""
    found = [Subject(SQLITE, lambda folder: on_sqlite(folder, plan.people))]
    if postgres is not None:
        found.insert(0, Subject(OURS, lambda folder: on_postgres(postgres, folder, plan.people)))
        if with_reference:
            found.insert(0, Subject(REFERENCE, lambda folder: referring(postgres, folder, plan.people)))
    return found


def run(subjects: list[Subject], plan: Plan, results: Results) -> None:
    """All rounds; the figures go into `results`."""
    for number in range(plan.rounds):
        for name, milliseconds in zip(("p50", "p99"), disk.syncs(), strict=True):
            results.add(f"disk.sync_{name}", milliseconds)
        turn = number % len(subjects)
        for subject in subjects[turn:] + subjects[:turn]:
            note(f"round {number + 1} of {plan.rounds}: {subject.name}")
            with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder, subject.serve(Path(folder)) as server:
                measure(subject.name, server, plan, results)
                if number < plan.sweeps and subject.name != SQLITE:
                    sweep(subject.name, server, plan, results)


def measure(name: str, server: Running, plan: Plan, results: Results) -> None:
    """Idle connections first (memory is counted from a server that has done nothing), then all it can, then the agreed rate."""
    time.sleep(SETTLING)
    idle = generator.idle(server, plan)
    results.add(f"{name}.kb_per_connection", idle["kb_per_conn"])
    results.add(f"{name}.connections_per_s", idle["connects_per_s"])
    time.sleep(SETTLING)  # all of these leave at once
    full = generator.messages(server, plan)
    results.add(f"{name}.messages_per_s", full["msgs_per_s"])
    results.add(f"{name}.cpu_ms_per_message", full["cpu_s_per_1000"])
    results.add(f"{name}.busy", full["server_busy"])
    results.add(f"{name}.generator_busy", full["gen_cpu"] / 100)
    results.add(f"{name}.reordered", full["reordered"])
    results.add(f"{name}.database_ms_per_message", full["db_cpu"] * 10 / full["msgs_per_s"])
    calm = generator.messages(server, plan.rewarmed(), rate=AGREED)
    for figure in ("p50", "p99", "p999"):
        results.add(f"{name}.{figure}_at_{AGREED}", calm[figure])


def sweep(name: str, server: Running, plan: Plan, results: Results) -> None:
    """Throughput and p99 over offered load, up to the first load that it can't keep up with."""
    for offered in plan.loads:
        found = generator.messages(server, plan.rewarmed(plan.swept), rate=offered, overload=True)
        results.loads.setdefault(name, []).append({"offered": offered, "achieved": found["msgs_per_s"], "p99": found["p99"]})
        if found["msgs_per_s"] < BEHIND * offered:
            return


@contextlib.contextmanager
def on_postgres(postgres: Postgres, folder: Path, people: int) -> Iterator[Running]:
    """Escale on PostgreSQL, with so many people who can log in."""
    database = own_postgres.fresh(postgres, "bench_escale")
    tokens = escale.planted(database, folder, people)
    with escale.running(database, folder) as server:
        server.tokens, server.database_pid = tokens, postgres.pid
        yield server


@contextlib.contextmanager
def on_sqlite(folder: Path, people: int) -> Iterator[Running]:
    """The same on SQLite."""
    database = f"sqlite://{folder}/escale.sqlite3"
    tokens = escale.planted(database, folder, people)
    with escale.running(database, folder) as server:
        server.tokens = tokens
        yield server


@contextlib.contextmanager
def referring(postgres: Postgres, folder: Path, people: int) -> Iterator[Running]:
    """The reference, with the same people."""
    database = own_postgres.fresh(postgres, "bench_reference")
    tokens = reference.planted(database, folder, people)
    with reference.running(database, folder) as server:
        server.tokens, server.database_pid = tokens, postgres.pid
        yield server
