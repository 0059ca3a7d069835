"""What is spent is counted in Redis by all processes together; without it, nobody waits and nobody goes uncounted."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from limits import parse

from actions import counts
from actions.counts import Counts, Memory
from settings import Settings
from tests.faults.own_redis import OwnRedis

THREE = parse("3/minute")


@pytest.fixture
async def redis() -> AsyncIterator[OwnRedis]:
    async with OwnRedis.running() as own:
        yield own


async def test_two_processes_count_together(redis: OwnRedis) -> None:
    one, other = Counts(redis.url), Counts(redis.url)
    assert [await which.hit(THREE, "x", "5") for which in (one, other, one)] == [0, 0, 0]
    for which in (one, other):
        assert 50 < await which.hit(THREE, "x", "5") - time.time() <= 60
    assert await other.hit(THREE, "x", "6") == 0
    for shared in (one, Counts()):  # in memory too
        assert [await shared.hit(THREE, "back", cost=cost) for cost in (1, 1, 1, -1, 1)] == [0] * 5
        assert await shared.hit(THREE, "back")
    elsewhere = Counts(redis.url, Settings(secret_key="the secret of another installation").installation)
    assert await elsewhere.hit(THREE, "x", "5") == 0
    for each in (one, other, elsewhere):
        await each.close()


async def test_redis_away_neither_blocks_nor_refuses_and_is_said_once(
    redis: OwnRedis, log_lines: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counts.PATIENCE < 0.5
    monkeypatch.setattr(counts, "PAUSE", 0.0)
    shared = Counts(redis.url)
    assert await shared.hit(THREE, "x") == 0
    for trouble, over in ((redis.stall, redis.resume), (None, None)):
        await redis.kill() if trouble is None else trouble()
        began = time.monotonic()
        answers = [bool(await shared.hit(THREE, "during", str(trouble))) for _ in range(4)]
        assert answers == [False, False, False, True]  # counted in memory meanwhile
        assert time.monotonic() - began < 4 * counts.PATIENCE + 1
        await redis.start() if over is None else over()
        assert [bool(await shared.hit(THREE, "after", str(trouble))) for _ in range(4)] == [False, False, False, True]
    said = [line["event"] for line in log_lines if "redis" in line["event"]]
    assert said == ["redis is away; each process counts for itself", "redis counts again"] * 2
    await shared.close()


async def test_while_it_is_away_it_is_asked_now_and_then_only(redis: OwnRedis) -> None:
    shared = Counts(redis.url)
    redis.stall()
    began = time.monotonic()
    for _ in range(100):
        await shared.hit(THREE, "x")
    assert time.monotonic() - began < 2 * counts.PATIENCE + 0.5
    redis.resume()
    await shared.close()


def test_memory_forgets_what_has_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, now = Memory(), time.time()
    for n in range(1000):
        memory.incr(str(n), 10)
    assert (memory.incr("5", 10), memory.get("5"), memory.get("nobody")) == (2, 2, 0)
    monkeypatch.setattr(time, "time", lambda: now + counts.SWEEP + 5)
    assert (memory.get("5"), memory.incr("5", 10)) == (0, 1)
    assert memory.reset() == 1
