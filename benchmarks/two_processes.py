"""Two processes with Redis and PostgreSQL against one, each on a core of its own.

Two servers, PostgreSQL, Redis and the generator together want more than two cores. So the kernel holds each server, the single
one too, to the same share of its core, small enough for the rest to find room: what is compared is what two such shares bring.
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


def run(postgres: Postgres, plan: Plan, results: Results) -> None:
    """Interleaved rounds of one and two.

    Raises: Lacking without Redis, or without the right to hold processes back.
    """
    results.add("two.slice", plan.slice)
    with own_redis.running() as (redis, redis_pid):
        for number in range(plan.rounds):
            note(f"one process and two, {number + 1} of {plan.rounds}")
            with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder:
                add("two.one", measured(Path(folder), postgres, [{}], plan), results)  # one needs no Redis
            both = [{"REDIS_URL": redis, "INSTANCE": name} for name in ("one", "two")]
            before = cpu_seconds(redis_pid)
            with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder:
                found = measured(Path(folder), postgres, both, plan)
            add("two", found, results)
            results.add("two.redis_ms_per_message", (cpu_seconds(redis_pid) - before) * 1000 / found["done"])


def measured(folder: Path, postgres: Postgres, environments: list[dict[str, str]], plan: Plan) -> generator.Figures:
    """All that so many processes can do together."""
    database = own_postgres.fresh(postgres, "bench_two")
    tokens = escale.planted(database, folder, plan.people)
    second = OTHER_CORE + 1 if (os.cpu_count() or 1) > OTHER_CORE + 1 else OTHER_CORE
    with contextlib.ExitStack() as stack:
        servers = []
        for core, environment in zip((SERVER_CORE, second), environments, strict=False):
            server = stack.enter_context(escale.running(database, folder, core=core, **environment))
            stack.enter_context(held(server.pid, plan.slice))
            servers.append(server)
        servers[0].tokens, servers[0].database_pid = tokens, postgres.pid
        return generator.messages(servers[0], plan, other=servers[1] if len(servers) > 1 else None)


def add(name: str, found: generator.Figures, results: Results) -> None:
    """One round's figures under that name."""
    results.add(f"{name}.messages_per_s", found["msgs_per_s"])
    results.add(f"{name}.cpu_ms_per_message", found["cpu_s_per_1000"])
    results.add(f"{name}.busy", found["server_busy"])
