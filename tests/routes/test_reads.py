"""What only reads has its bound too: a person's wherever they are logged in, and an address's for those who are not."""

from collections.abc import Iterator
from dataclasses import replace
from secrets import token_hex

import pytest
from limits import parse

import auth
from actions import limits, sessions
from actions.counts import Counts
from tests.live import Live
from tests.pages import Page
from tests.people import Cast, stranger
from tests.processes import REDIS
from tests.routes.test_access import address

GETS = {rule: spent for (method, rule), spent in limits.ROUTES.items() if method == "GET"}
ONE = parse("1/hour")


@pytest.fixture
def one(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One of everything that reads, an hour."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    for name in ("search", *limits.READS):
        monkeypatch.setitem(limits.LIMITS, name, ONE)
    limits.use("")
    yield
    limits.use("")


async def test_each_route_that_reads_meets_its_bound_and_health_none(cast: Cast, one: None) -> None:
    """Seen to fail with by_person, and with by_address, counting nothing."""
    async with cast.camille.browser() as browser, cast.camille.program() as program:
        for rule, spent in GETS.items():
            limits.use("")
            client = program if rule.startswith("/api/") else browser
            statuses = []
            for method in ("HEAD", "GET"):
                async with client.stream(method, address(rule, conversation_id=cast.room)) as answer:
                    statuses.append(answer.status_code)
            assert (rule, [status == 429 for status in statuses]) == (rule, [False, spent is not None])
            if spent:
                assert 3500 < int(answer.headers["Retry-After"]) <= 3600


async def test_whoever_shows_nothing_is_counted_by_address_whatever_they_ask_for(cast: Cast, live: Live, one: None) -> None:
    """Pages, what is not there, a form without its proof, and the API: seen to fail with by_nobody counting nothing."""
    asked = [("GET", "/account"), ("GET", "/rien"), ("POST", "/login"), ("GET", "/api/users/me"), ("PATCH", "/api/users/me")]
    async with stranger(live) as nobody, cast.camille.browser() as camille:
        for method, path in asked:
            limits.use("")
            assert [(await nobody.request(method, path)).status_code == 429 for _ in range(2)] == [False, True]
        assert (await camille.get("/account")).status_code == 200  # from the same address: counted by who they are


async def test_too_many_pages_are_a_page_in_both_languages(cast: Cast, live: Live, one: None) -> None:
    async with stranger(live) as nobody, cast.camille.browser() as camille:
        for client, path in ((nobody, "/login"), (camille, "/conversations")):
            assert (await client.get(path)).status_code == 200
            for language, title in (("fr", "Un instant"), ("en", "One moment")):
                page = Page(await client.get(path, headers={"Accept-Language": language}))
                assert (page.status, page.dom.one("h1").words) == (429, title)
                assert int(page.response.headers["Retry-After"]) <= 3600


async def test_a_person_is_one_with_however_many_log_ins(cast: Cast, one: None) -> None:
    again = await sessions.begin(cast.camille.user, auth.COOKIE)
    other = replace(cast.camille, cookie_session=again)
    async with cast.camille.browser() as here, other.browser() as there, cast.camille.program() as program:
        assert (await here.get("/account")).status_code == 200
        assert (await there.get("/account")).status_code == 429
        assert (await program.get("/api/users/me")).status_code == 429


async def test_reads_ask_no_redis(monkeypatch: pytest.MonkeyPatch, live: Live) -> None:
    """Seen to fail with `alone` overlooked: the other process would have counted it."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    installation = token_hex(8)
    here, there = Counts(f"{REDIS}/0", installation), Counts(f"{REDIS}/0", installation)
    try:
        assert await here.hit(ONE, "read", "1", alone=True) == 0
        assert await here.hit(ONE, "read", "1", alone=True) > 0
        assert await there.hit(ONE, "read", "1") == 0
    finally:
        await there.hit(ONE, "read", "1", cost=-1)
        await here.close()
        await there.close()
