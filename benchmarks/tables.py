"""Rows as text for a terminal and as Markdown."""

from collections.abc import Sequence

from benchmarks.results import Row

HEADS = ("What", "Goal", "Measured", "Against", "Ratio", "")


def cells(row: Row) -> tuple[str, ...]:
    """A row's columns."""
    return row.what, row.goal, row.measured, row.compared, row.ratio, row.verdict


def plain(rows: Sequence[Row]) -> str:
    """Columns, for a terminal."""
    return aligned([HEADS, *map(cells, rows)])


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def markdown(rows: Sequence[Row]) -> str:
    """The same with what is to be known of each figure."""
    return grid((*HEADS, "How"), [(*cells(row), row.note) for row in rows])


def grid(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    rules = ["---"] * len(heads)
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in [heads, rules, *lines])
