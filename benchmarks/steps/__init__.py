"""A measured step or a simulation for each claim of docs/scale.md about the path past one machine. Run by benchmarks.scale."""

from collections.abc import Callable

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]  # heads, lines
Step = Callable[[bool], Table]  # whether quick


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
