"""A simulation: how long a message takes with one region for all, and with conversations that live where their local does."""

import random

from benchmarks.steps import Table, percentile

# Assumed: milliseconds there and back between people and regions, and where people are. Change them to yours.
REGIONS = ("Europe", "America", "Asia")
ROUND_TRIP = {frozenset({"Europe", "America"}): 90.0, frozenset({"Europe", "Asia"}): 170.0, frozenset({"America", "Asia"}): 150.0}
WITHIN = 20.0
LOCALS, VOYAGERS = (0.5, 0.25, 0.25), (0.4, 0.3, 0.3)
THERE = 0.4  # of a voyager's messages are written from where the local is: the journey has begun
SEED = 1


def run(quick: bool) -> Table:
    drawn, lines = random.Random(SEED), []  # noqa: S311
    found: dict[str, list[tuple[float, float]]] = {"one region, Europe": [], "where the local lives": []}
    for _ in range(5000 if quick else 200_000):
        (local,) = drawn.choices(REGIONS, LOCALS)
        (voyager,) = drawn.choices(REGIONS, VOYAGERS)
        if drawn.random() < THERE:
            voyager = local
        sender, receiver = drawn.sample((local, voyager), 2)
        for name, home in zip(found, ("Europe", local), strict=True):
            found[name].append((apart(sender, home), apart(sender, home) / 2 + apart(home, receiver) / 2))
    for name, times in found.items():
        acknowledged, received = ([one[n] for one in times] for n in (0, 1))
        lines.append(
            (name, *(f"{percentile(values, share):.0f} ms" for values in (acknowledged, received) for share in (0.5, 0.9, 0.99)))
        )
    heads = ("conversations live in", "acknowledged p50", "p90", "p99", "received p50", "p90", "p99")
    return heads, lines


def apart(one: str, other: str) -> float:
    """Milliseconds there and back."""
    return WITHIN if one == other else ROUND_TRIP[frozenset({one, other})] + WITHIN
