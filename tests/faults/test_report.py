from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import report


def line(row: int, kind: str, rounds: int) -> str:
    return f"| G{row} | a fault | {kind} | 2026-01-31 | {rounds} | 0 | 0 | a figure | 1 | 1 | 2 |  |"


def test_a_line_takes_the_place_of_its_own_and_all_else_stays(tmp_path: Path) -> None:
    file = tmp_path / "faults.md"
    for one in (line(10, "sqlite", 1), line(2, "sqlite", 2), line(2, "postgres", 3)):
        assert report.put(one, file)
    file.write_text(file.read_text() + "\n## Notes\n\nBy hand.\n")
    assert report.put(line(2, "sqlite", 20), file)
    assert not report.put(line(2, "sqlite", 1), file)
    lines = [line(2, "postgres", 3), line(2, "sqlite", 20), line(10, "sqlite", 1)]
    assert file.read_text() == report.HEAD + "\n".join(lines) + "\n\n## Notes\n\nBy hand.\n"


def test_runs_at_once_lose_no_line_of_each_other(tmp_path: Path) -> None:
    file = tmp_path / "faults.md"
    lines = [line(row, "sqlite", 1) for row in range(1, 41)]
    with ThreadPoolExecutor(8) as runs:
        list(runs.map(lambda one: report.put(one, file), lines))
    assert file.read_text() == report.HEAD + "".join(f"{one}\n" for one in lines)
