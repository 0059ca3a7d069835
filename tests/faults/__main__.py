"""`make faults [ROUNDS=20] [ROWS=g01,g05] [ON=sqlite]`: run the rows, print the report, put their lines into docs/faults.md
where it tells of no more rounds."""

import argparse
import asyncio
import os
import statistics
import time
import traceback

from tests.faults import report, rows
from tests.faults.checker import Result
from tests.faults.machine import Lacking
from tests.processes import ROOT

REPORT = ROOT / "docs" / "faults.md"


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--rows", default="")
    parser.add_argument("--on", default="", choices=("", "sqlite", "postgres"), help="that database only")
    parser.add_argument("--kill-rounds", type=int, default=0, help="rounds of G1, when they differ")
    parser.add_argument("--short", action="store_true", help="as the suite runs them; no report")
    asked = parser.parse_args()
    wanted = [name for name in asked.rows.split(",") if name]
    broken, left_out = 0, list[str]()
    for row in rows.ALL:
        name = row.__name__.rpartition(".")[2]
        if wanted and name[:3] not in wanted:
            continue
        if asked.short:
            for constant, value in rows.short(row).items():
                setattr(row, constant, value)
        for kind in (kind for kind in row.DATABASES if asked.on in ("", kind)):
            count = asked.kill_rounds if name == "g01_kill" and asked.kill_rounds else asked.rounds
            began = time.monotonic()
            try:
                results = await row.rounds(kind, count)
            except Lacking as lacking:
                left_out.append(f"{name} on {kind}: {lacking}")
                print(f"LEFT OUT: {left_out[-1]}", flush=True)
                continue
            except Exception as wrong:  # the other rows are worth their report
                traceback.print_exc()
                results = [Result(violations=[f"the row itself failed: {type(wrong).__name__}: {wrong}"])]
            line, violations = told(row, name, kind, results)
            print(f"{line}  ({time.monotonic() - began:.0f} s)", flush=True)
            for violation in violations[:20]:
                print(f"    {violation}", flush=True)
            broken += len(violations)
            if not asked.short and not report.put(line, REPORT):
                print("    docs/faults.md keeps its line, which tells of more rounds", flush=True)
    return 1 if broken or (left_out and os.environ.get("CI") == "true") else 0


def told(row: rows.Row, name: str, kind: str, results: list[Result]) -> tuple[str, list[str]]:
    """The row's line of the report, and what was violated."""
    violations = [violation for result in results for violation in result.violations + result.late]
    measured = [result.figures[row.FIGURE] for result in results if row.FIGURE in result.figures]
    if row.BOUND is not None:
        violations += [f"{row.FIGURE}: {figure:.3g} > {row.BOUND}" for figure in measured if figure > row.BOUND]
    middle, worst = (f"{statistics.median(measured):.3g}", f"{max(measured):.3g}") if measured else ("", "")
    others: dict[str, float] = {}
    for what, figure in ((what, figure) for result in results for what, figure in result.figures.items() if what != row.FIGURE):
        others[what] = max(figure, others.get(what, figure))
    acknowledged = sum(result.acknowledged for result in results)
    cells = [
        f"G{int(name[1:3])}",
        row.TITLE,
        kind,
        time.strftime("%Y-%m-%d"),
        len(results),
        acknowledged,
        len(violations),
        row.FIGURE,
        middle,
        worst,
        "" if row.BOUND is None else row.BOUND,
        "; ".join(f"{what} {most:.3g}" for what, most in others.items()),
    ]
    return f"| {' | '.join(map(str, cells))} |", violations


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
