"""Examples from Hypothesis: a few in the suite, the same ones each time, and as many as are asked for by `make fuzz`."""

import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
FEW = 120


def fuzzed(strategy: st.SearchStrategy[Any], few: int = FEW, share: int = 1) -> list[Any]:
    """Examples drawn one after the other (what they are tried on is kept across them, which Hypothesis alone would make anew for
    each). `share` is by how much fewer are drawn where many are."""
    drawn: list[Any] = []
    everything = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

    @settings(
        max_examples=max(EXAMPLES // share, few),
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=everything,
    )
    @given(strategy)
    def draw(example: Any) -> None:
        drawn.append(example)

    draw()
    return drawn
