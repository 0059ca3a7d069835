"""What was measured, and whether it meets the goal."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from settings import ROOT

FILE = ROOT / "benchmarks" / "results.json"


@dataclass(slots=True)
class Series:
    """One figure of each round."""

    values: list[float]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def told(self, digits: int | None = None) -> str:
        """The median, and the least and the most where there are several: `3.1 (2.9..3.4)`."""
        values = [written(value, digits) for value in (self.middle, min(self.values), max(self.values))]
        return values[0] if len(self.values) == 1 else f"{values[0]} ({values[1]}..{values[2]})"


def written(value: float, digits: int | None = None) -> str:
    """A figure with about three digits: `12,345`, `123`, `12.3`, `1.23`."""
    if digits is None:
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


@dataclass(slots=True)
class Row:
    """One line of the table. `ratio` is ours against what it is compared with; `met` None when it was left out."""

    what: str
    goal: str
    measured: str = ""
    compared: str = ""
    ratio: str = ""
    met: bool | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "met", False: "MISSED", None: "left out"}[self.met]


def paired(ours: list[float], theirs: list[float]) -> float:
    """The median of each round's own ratio: what slowed the machine down in a round slowed both."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


@dataclass(slots=True)
class Results:
    """Everything a run found: the table, the figures behind it, and where."""

    machine: dict[str, str]
    quick: bool
    rounds: int
    rows: list[Row] = field(default_factory=list)
    figures: dict[str, list[float]] = field(default_factory=dict)
    loads: dict[str, list[dict[str, float]]] = field(default_factory=dict)  # of the picture: {offered, achieved, p99} by subject
    left_out: list[str] = field(default_factory=list)

    def add(self, name: str, value: float) -> None:
        """One round's figure."""
        self.figures.setdefault(name, []).append(value)

    def series(self, name: str) -> Series:
        """Raises: KeyError when it was not measured."""
        return Series(self.figures[name])

    def save(self, file: Path = FILE) -> None:
        """As JSON, so that the sums can be done again."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n")


def load(file: Path = FILE) -> Results:
    """Raises: FileNotFoundError before the first run."""
    found: dict[str, Any] = json.loads(file.read_text())
    return Results(**(found | {"rows": [Row(**row) for row in found["rows"]]}))
