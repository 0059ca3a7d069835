"""From `quart serve` to the first answer."""

import tempfile
from pathlib import Path

from benchmarks import escale, own_postgres
from benchmarks.machine import note
from benchmarks.own_postgres import Postgres
from benchmarks.plan import Plan
from benchmarks.results import Results


def run(postgres: Postgres | None, plan: Plan, results: Results) -> None:
    """Several starts on a database that is up to date."""
    note("start to first answer")
    with tempfile.TemporaryDirectory(prefix="escale-bench-") as name:
        folder = Path(name)
        database = own_postgres.fresh(postgres, "bench_start") if postgres else f"sqlite://{folder}/escale.sqlite3"
        escale.planted(database, folder, 2)
        for _ in range(plan.starts):
            with escale.running(database, folder) as server:
                results.add("start.seconds", server.first_answer)
