"""docs/faults.md: a line for each row and database, each as it was measured last."""

import fcntl
import os
from pathlib import Path

HEAD = """# Faults: what was tried, and what came of it

`make faults ROUNDS=20 KILL_ROUNDS=100` wrote this (each line when its day says; `ROWS=g01,g05 ON=sqlite` renews some): real
servers, real faults, one checker (tests/faults/checker.py) for every row of the guarantees. A violation is an acknowledged
message that is not stored exactly once, a client whose final list differs from the database's, a lost order, a read mark
that went back (in the database, in what was pushed, or in what an inbox counts), an error in the server's log that the
fault does not explain, or a figure beyond its bound. In the rounds since 2026-11-28 everybody marks read what comes, again after
each reconnect, and now and then something from before.

| row | fault | database | day | rounds | acknowledged | violations | figure | median | worst | bound | also (worst) |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def put(line: str, report: Path) -> bool:
    """That line in the place of the one of the same row and database; the other lines stay, and what is written below them.

    False, and nothing is written, where the former line tells of more rounds: a look at a row proves less than they did.
    Whenever a run is interrupted, and however many run at once, no line is lost.
    """
    folder = os.open(report.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        former = report.read_text() if report.exists() else ""
        lines = {key(old): old for old in former.splitlines() if old.startswith("| G")}
        if rounds(lines.get(key(line), line)) > rounds(line):
            return False
        lines[key(line)] = line
        _, notes, below = former.partition("\n## ")
        renewed = report.with_suffix(".new")
        renewed.write_text(HEAD + "".join(lines[one] + "\n" for one in sorted(lines)) + notes + below)
        os.replace(renewed, report)
        return True
    finally:
        os.close(folder)


def key(line: str) -> tuple[int, str]:
    row, kind = cells(line)[0], cells(line)[2]
    return int(row[1:]), kind


def rounds(line: str) -> int:
    return int(cells(line)[4])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")][1:-1]
