"""Two processes with Redis and PostgreSQL against one, each on a core of its own.

On a machine of four cores or more everything else has the rest. On a smaller one the second server shares its core with
PostgreSQL, Redis and the generator; then each server, the single one too, is held to the same share of its core, small enough for
the rest to find room.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from benchmarks import escale, generator, own_postgres, own_redis
from benchmarks.machine import OTHER_CORE, SERVER_CORE, note
from benchmarks.own_postgres import Postgres
from benchmarks.plan import Plan
from benchmarks.processes import cpu_seconds
from benchmarks.results import Results
from benchmarks.slices import held

ENOUGH = 4  # cores, for two servers and everything else


def run(postgres: Postgres, plan: Plan, results: Results) -> None:
    """Interleaved rounds of one and two.

    Raises: Lacking without Redis, or without the right to hold processes back where that is needed.
    """
    share = None if (os.cpu_count() or 1) >= ENOUGH else plan.slice
    results.add("two.slice", share or 1.0)
    with own_redis.running() as (redis, redis_pid):
        for number in range(plan.rounds):
            note(f"one process and two, {number + 1} of {plan.rounds}")
            for processes in (1, 2):
                with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder:
                    one_of(processes, Path(folder), postgres, (redis, redis_pid), share, plan, results)


def one_of(
    processes: int, folder: Path, postgres: Postgres, redis: tuple[str, int], share: float | None, plan: Plan, results: Results
) -> None:
    database = own_postgres.fresh(postgres, "bench_two")
    tokens = escale.planted(database, folder, plan.people)
    name = "two" if processes == 2 else "two.one"
    with contextlib.ExitStack() as stack:
        # One process needs no Redis: it is run as an operator would run it.
        environments = [{"REDIS_URL": redis[0], "INSTANCE": instance} for instance in ("one", "two")] if processes == 2 else [{}]
        cores = (SERVER_CORE, OTHER_CORE if share else OTHER_CORE + 1)
        servers = [
            stack.enter_context(escale.running(database, folder, core=core, **environment))
            for core, environment in zip(cores, environments, strict=False)
        ]
        if share:
            for server in servers:
                stack.enter_context(held(server.pid, share))
        first = servers[0]
        first.tokens, first.database_pid = tokens, postgres.pid
        before = [cpu_seconds(pid) for pid in (*(server.pid for server in servers), redis[1])]
        found = generator.messages(first, plan, other_port=servers[1].port if processes == 2 else 0)
        *spent, by_redis = [
            cpu_seconds(pid) - then for pid, then in zip((*(server.pid for server in servers), redis[1]), before, strict=True)
        ]
        results.add(f"{name}.messages_per_s", found["msgs_per_s"])
        results.add(f"{name}.cpu_ms_per_message", sum(spent) * 1000 / found["done"])
        if processes == 2:
            results.add("two.redis_ms_per_message", by_redis * 1000 / found["done"])
