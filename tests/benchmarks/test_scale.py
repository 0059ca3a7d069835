"""The sums of docs/scale.md, and the simulations behind it."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import capacity, scale
from benchmarks.capacity import Assumed, Costs
from benchmarks.steps import percentile, pubsub, regions
from settings import ROOT

COSTS = Costs(
    server=0.1,
    crossing=0.05,
    database=0.05,
    redis=0.01,
    connection_kb=20.0,
    connections=1000.0,
    message_bytes=250.0,
    peak=10_000.0,
)


def test_messages_end_a_core_that_has_memory_enough() -> None:
    assumed = Assumed(used=0.5, a_day=36, busiest_hour=0.1, connected=0.1, memory=100.0)
    _, daily, people, connected, _, back, *_ = capacity.carried("", 1000, 1, 1, COSTS, assumed)[1:]
    assert (daily, people, connected) == ("18,000,000", "500,000", "50,000")
    assert back == "0.8 min"


def test_memory_ends_a_core_where_people_are_many_and_silent() -> None:
    found = capacity.carried("", 10_000, 1, 1, COSTS, Assumed(memory=1.0, used=1.0))
    assert found[3].endswith("(memory ends it)")
    assert found[4] == f"{2**20 / 20:,.0f}"
    assert found[5] == "1.0 GB"


def test_one_channel_gives_and_a_channel_a_process_does_not() -> None:
    all_hear = [capacity.share(COSTS, n, everyone=True) for n in capacity.GROWING]
    concerned = [capacity.share(COSTS, n, everyone=False) for n in capacity.GROWING]
    assert all_hear == sorted(all_hear, reverse=True)
    assert all_hear[0] == concerned[0] == 1
    assert min(concerned) > 0.6
    assert all_hear[-1] < 0.1


def test_a_machine_gives_its_cores_to_those_who_need_them() -> None:
    free = replace(COSTS, crossing=0.0, redis=0.0)
    rate, processes = capacity.one_machine(free, Assumed(cores=15))
    assert (rate, processes) == (100_000, 10)  # 0.1 ms to 0.05: two cores serve for each of the database
    assert capacity.one_machine(COSTS, Assumed(cores=15))[0] < rate


def test_every_table_has_a_place_in_the_document() -> None:
    document = Path(ROOT / "docs" / "scale.md").read_text()
    assert {found[1] for found in scale.PLACE.findall(document)} == {*scale.STEPS, *scale.SUMS}
    once = scale.filled(document, {"reach": "| a |\n"})
    assert "| a |" in once
    assert scale.filled(once, {"reach": "| a |\n"}) == once


@pytest.mark.parametrize(("processes", "heard"), [(2, 0.5), (8, 0.875), (32, 0.97)])
def test_a_message_concerns_one_other_process_at_the_most(processes: int, heard: float) -> None:
    assert pubsub.concerned(processes, 20_000) == pytest.approx(heard, abs=0.02)


def test_conversations_near_their_local_are_nearer() -> None:
    _, (one, near) = regions.run(True)
    assert int(near[4].split()[0]) < int(one[4].split()[0])


def test_percentiles() -> None:
    assert [percentile([3.0, 1.0, 2.0], share) for share in (0, 0.5, 1)] == [1.0, 2.0, 3.0]
