"""What this process counts, for those who run it: plain numbers that the event loop's thread alone writes.

A message passes here four times, so nothing is locked, labelled or formatted here: observing/ does that when somebody asks.
"""

from bisect import bisect_left
from collections import Counter

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FEWER_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)  # for what there are many of
ROWS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Histogram:
    """How many values there were up to each bound, and beyond the last."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        """Count that value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Histograms(dict[tuple[str, ...], Histogram]):
    """One for each combination of labels, made when it first occurs. The labels' values are ours, never a stranger's."""

    def __missing__(self, labels: tuple[str, ...]) -> Histogram:
        made = self[labels] = Histogram(FEWER_SECONDS)
        return made


acknowledgement_seconds = Histogram(SECONDS)  # from when a message was to be written to when its sender may be told
commit_seconds = Histogram(SECONDS)
commit_rows = Histogram(ROWS)
image_seconds = Histogram(SECONDS)  # checking and making anew, the wait for a worker included
request_seconds = Histograms()  # (method, route, status)

events: Counter[str] = Counter()  # by name
refusals: Counter[tuple[str, str]] = Counter()  # (edge, code)
limits_met: Counter[str] = Counter()  # by name
totals: Counter[str] = Counter()  # what has no label
