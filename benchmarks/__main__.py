"""Measure Escale against its goals, print the table, write docs/performance.md. Usage: make bench, or make bench QUICK=1."""

import argparse
import contextlib
import sys
import traceback
from dataclasses import replace

from benchmarks import (
    generator,
    goals,
    machine,
    own_postgres,
    photo,
    profile,
    reading,
    reference,
    report,
    rounds,
    starting,
    tables,
    two_processes,
)
from benchmarks.machine import Lacking, note
from benchmarks.own_postgres import Postgres
from benchmarks.plan import FULL, QUICK, Plan
from benchmarks.results import Results

PARTS = ("rounds", "two", "history", "photo", "start", "profile")


def main() -> int:
    asked = arguments()
    plan = QUICK if asked.quick else FULL
    plan = replace(plan, rounds=asked.rounds or plan.rounds, large=asked.large or plan.large)
    machine.step_aside()
    generator.build()
    results = Results(machine.described(), asked.quick, plan.rounds)
    with contextlib.ExitStack() as stack:
        postgres: Postgres | None = None
        try:
            postgres = stack.enter_context(own_postgres.running())
        except Lacking as lacking:
            leave_out(results, "everything on PostgreSQL, the reference included", lacking)
        for part in asked.parts.split(","):
            measure(part, postgres, plan, results)
    results.rows = goals.table(results)
    document = report.write(results, plan)
    sys.stdout.write(tables.plain(results.rows) + "\n")
    for words in results.left_out:
        sys.stdout.write(f"left out: {words}\n")
    sys.stdout.write(f"written to {document}\n")
    return 1 if any("FAILED" in words for words in results.left_out) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs, to see that everything works: figures mean nothing")
    parser.add_argument("--rounds", type=int, help="interleaved rounds")
    parser.add_argument("--large", type=int, help="messages in the large history")
    parser.add_argument("--parts", default=",".join(PARTS), help="which of the measurements, comma-separated")
    return parser.parse_args()


def measure(part: str, postgres: Postgres | None, plan: Plan, results: Results) -> None:
    """One of the parts; what this machine can't do is left out, and said, and so is what failed."""
    try:
        if part == "rounds":
            rounds.run(rounds.subjects(postgres, plan, with_reference=built(postgres, results)), plan, results)
        elif part == "photo":
            photo.run(postgres, plan, results)
        elif part == "start":
            starting.run(postgres, plan, results)
        elif postgres is not None:
            {"two": two_processes.run, "history": reading.run, "profile": profile.run}[part](postgres, plan, results)
    except Lacking as lacking:
        leave_out(results, part, lacking)
    except Exception as wrong:  # the other parts took their time too
        traceback.print_exc()
        leave_out(results, f"{part} FAILED", wrong)


def built(postgres: Postgres | None, results: Results) -> bool:
    """Whether there is a reference to divide by."""
    if postgres is None:
        return False
    try:
        reference.build()
    except (Lacking, RuntimeError) as lacking:
        leave_out(results, "the reference", lacking)
        return False
    return True


def leave_out(results: Results, what: str, why: Exception) -> None:
    results.left_out.append(f"{what}: {why}")
    note(results.left_out[-1])


if __name__ == "__main__":
    sys.exit(main())
