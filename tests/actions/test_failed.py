"""What bounds guessing counts what comes to nothing, and what comes to something not: but only once that is known.

Seen to fail with `failed` as a mere `spend` (the right ones use up the bound), counting only once it went wrong (of ten at once
all are looked at), giving back whatever came of it (guessing never ends), and without `enter` (right ones never end).
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
from limits import parse

from actions import accounts, been_here, counts, limits, passwords, second_step
from actions.errors import TooMany, WrongCode, WrongCredentials
from tests.factors import with_app
from tests.faults.own_redis import OwnRedis
from tests.live import Live
from tests.people import PASSWORD, Cast, stranger

BOUNDS = ["log_in", "log_in_account", "log_in_stranger"]


@pytest.fixture(params=["memory", "redis"])
async def counted(live: Live, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Without bounds, but for those that a test sets."""

    async def nowhere(*_: object) -> bool:
        return False

    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setattr(limits, "LIMITS", dict.fromkeys(limits.LIMITS, parse("1000/hour")))
    monkeypatch.setattr(been_here, "was_at", nowhere)  # or who was here before is counted on their own
    if request.param == "redis":
        monkeypatch.setattr(counts, "PATIENCE", 10.0)  # or a busy machine counts in memory for a moment
        async with OwnRedis.running() as redis:
            limits.use(redis.url)
            yield
            await limits.close()
    else:
        limits.use("")
        yield
    limits.use("")


@pytest.mark.parametrize("bound", BOUNDS)
async def test_only_wrong_log_ins_count_and_a_right_one_forgives_none(
    cast: Cast, live: Live, counted: None, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setitem(limits.LIMITS, bound, parse("3/hour"))
    async with stranger(live) as nobody:
        words = (*[PASSWORD] * 4, "a", "b", PASSWORD, "c", "d", PASSWORD)
        answers = [await tried(nobody, cast, word) for word in words]
    assert answers == [200] * 4 + [401, 401, 200, 401, 429, 429]


@pytest.mark.parametrize("bound", BOUNDS)
async def test_of_many_guesses_at_once_few_are_looked_at(
    cast: Cast, counted: None, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """Nor is the right one among them, which would end the guessing."""
    monkeypatch.setitem(limits.LIMITS, bound, parse("3/hour"))
    go_on, verify = asyncio.Event(), passwords.verify

    async def slow(password: str, password_hash: str | None) -> bool:
        await go_on.wait()
        return await verify(password, password_hash)

    monkeypatch.setattr(passwords, "verify", slow)

    async def guessed(password: str) -> str:
        try:
            await accounts.log_in(cast.camille.user.email, password, "bearer", address="192.0.2.1")
        except (WrongCredentials, TooMany) as refused:
            return refused.code
        return "in"

    guesses = [asyncio.create_task(guessed("faux")) for _ in range(9)]
    async with asyncio.timeout(10):
        while sum(guess.done() for guess in guesses) < 6:  # those beyond the bound, before any was looked at
            await asyncio.sleep(0.01)
        assert await guessed(PASSWORD) == "too_many"
    go_on.set()
    assert Counter(await asyncio.gather(*guesses)) == {"wrong_credentials": 3, "too_many": 6}


async def test_who_gets_in_has_an_end_too(cast: Cast, live: Live, counted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them costs a slow hash and a row."""
    monkeypatch.setitem(limits.LIMITS, "enter", parse("3/hour"))
    async with stranger(live) as nobody:
        assert [await tried(nobody, cast, PASSWORD) for _ in range(4)] == [200, 200, 200, 429]


async def test_of_second_steps_only_the_wrong_ones_count(cast: Cast, counted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "log_in", parse("2/hour"))
    _secret, codes = await with_app(cast.camille)
    ticket, said = accounts.halfway(cast.camille.user), []
    for code in (codes[0], codes[1], codes[2], codes[0], codes[3], "000000", codes[4]):
        try:
            await second_step.by_code(ticket, code, "bearer", address="192.0.2.1")
            said.append("in")
        except (WrongCode, TooMany) as refused:
            said.append(refused.code)
    assert said == ["in", "in", "in", "wrong_code", "in", "wrong_code", "too_many"]


async def test_the_mark_of_a_browser_counts_wrong_ones_alone(cast: Cast, counted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "log_in_stranger", parse("1/hour"))
    monkeypatch.setitem(limits.LIMITS, "log_in_marked", parse("2/hour"))
    mark, said = been_here.new_mark(cast.camille.id), list[str]()
    for word in ("faux", PASSWORD, PASSWORD, PASSWORD, "a", PASSWORD, "b", PASSWORD):
        try:
            await accounts.log_in(cast.camille.user.email, word, "bearer", address="192.0.2.1", mark=mark if said else "")
            said.append("in")
        except (WrongCredentials, TooMany) as refused:
            said.append(refused.code)
    assert said == ["wrong_credentials", "in", "in", "in", "wrong_credentials", "in", "wrong_credentials", "too_many"]


async def tried(nobody: httpx.AsyncClient, cast: Cast, password: str) -> int:
    answer = await nobody.post("/api/auth/login", json={"email": cast.camille.user.email, "password": password})
    return answer.status_code
