"""Numbers out of what talkers noted."""

from collections.abc import Iterable, Sequence

from tests.faults.talker import Talker


def percentile(values: Iterable[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else 0.0


def p99(values: Iterable[float]) -> float:
    return percentile(values, 0.99)


def slowest_arrival(writer: Talker, reader: Talker) -> float:
    """The longest time from an acknowledgement to the moment when the other person saw that message."""
    acknowledged = zip(writer.acknowledged.values(), writer.acknowledged_at, strict=True)
    return max((reader.shown_at[message["id"]] - moment for message, moment in acknowledged), default=0.0)


def answers(talkers: Sequence[Talker]) -> list[float]:
    return [seconds for talker in talkers for seconds in talker.answered_in]
