"""Which session: what tests/routes/test_auth.py, test_public_address.py and tests/events/test_session_end.py do not hold."""

import asyncio
import time

import pytest
from limits import parse

from actions import accounts, audit, been_here, limits, passwords
from actions.errors import TooMany, WrongCredentials
from models import SecurityEvent, Session, User
from tests.factors import with_password
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, stranger


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(shipped_hashes: None) -> None:
    """Fails when verify() answers at once for nobody: then one takes a hundredth of the other."""
    passwords.warm()
    good = await passwords.hash_password(PASSWORD)
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(2):
        for known in (True, False):
            began = time.perf_counter()
            assert not await passwords.verify("faux", good if known else None)
            took[known].append(time.perf_counter() - began)
    assert 1 / 3 < min(took[True]) / min(took[False]) < 3, took


async def test_a_disabled_account_is_answered_like_a_wrong_password(cast: Cast, live: Live) -> None:
    await User.filter(id=cast.camille.id).update(disabled_at=cast.camille.user.created_at)
    async with stranger(live) as nobody:
        answers = [
            await nobody.post("/api/auth/login", json={"email": email, "password": password})
            for email, password in [
                (cast.camille.user.email, PASSWORD),
                (cast.jean.user.email, "faux"),
                ("nobody@exemple.fr", PASSWORD),
            ]
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}


async def test_disabling_somebody_ends_their_requests_at_once(cast: Cast) -> None:
    async with cast.camille.browser() as browser, cast.camille.program() as program:
        await User.filter(id=cast.camille.id).update(disabled_at=cast.camille.user.created_at)
        assert (await browser.get("/conversations")).status_code == 302
        assert (await program.get("/api/users/me")).status_code == 401


async def test_a_cookie_of_before_the_log_in_is_worth_nothing_after_it(cast: Cast, live: Live) -> None:
    """Fixation: whoever planted a session in somebody's browser does not share theirs."""
    async with cast.zoe.browser() as browser:
        planted = cast.zoe.cookie
        page = await browser.get("/account")
        proof = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = await browser.post("/login", data={"csrf_token": proof, "email": cast.camille.user.email, "password": PASSWORD})
        assert answer.status_code == 303
        assert planted not in str(answer.headers.get_list("set-cookie"))
    async with cast.zoe.browser() as attacker:
        assert (await attacker.get("/account")).status_code == 302


async def test_the_key_of_a_log_in_is_no_part_of_any_answer(cast: Cast) -> None:
    keys = await Session.filter(user_id=cast.camille.id).values_list("key", flat=True)
    async with cast.camille.browser() as browser, cast.camille.program() as program:
        seen = [(await browser.get("/account")).text, (await program.get("/api/users/me")).text]
    assert not [key for key in keys for text in seen if str(key) in text]


async def test_guessing_from_everywhere_is_bounded_and_locks_out_nobody_who_was_in(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails without been_here.failed: a new address for every few guesses, and guessing goes on for ever. With `marked` and
    `was_at` answering False, Camille is locked out by whoever goes on guessing."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "log_in_stranger", parse("3/hour"))
    monkeypatch.setitem(limits.LIMITS, "log_in_marked", parse("2/hour"))
    limits.use("")
    email = cast.camille.user.email

    async def tried(password: str, address: str, mark: str = "") -> str:
        try:
            await accounts.log_in(email, password, "bearer", address=address, mark=mark)
        except (WrongCredentials, TooMany) as refused:
            return refused.code
        return "in"

    assert await tried(PASSWORD, "203.0.113.5") == "in"
    await audit.write()
    assert [await tried("faux", f"192.0.2.{n}") for n in range(4)] == ["wrong_credentials"] * 3 + ["too_many"]
    assert await tried(PASSWORD, "198.51.100.7") == "too_many"  # the right one too, or guessing would go on
    assert [await tried("faux", "203.0.113.5"), await tried(PASSWORD, "203.0.113.5")] == ["wrong_credentials", "in"]
    mine, jeans = been_here.new_mark(cast.camille.id), been_here.new_mark(cast.jean.id)
    for forged in (jeans, mine[:-2], "A" + mine, "x"):
        assert await tried(PASSWORD, "198.51.100.8", forged) == "too_many"
    # A mark that was copied to many machines is none either.
    words = ["faux", PASSWORD, "faux", PASSWORD]
    said = [await tried(word, f"198.51.100.{n}", mine) for n, word in enumerate(words)]
    assert said == ["wrong_credentials", "in", "wrong_credentials", "too_many"]
    assert await accounts.log_in(cast.jean.user.email, PASSWORD, "bearer", address="192.0.2.1")
    await audit.write()
    assert await SecurityEvent.filter(user_id=cast.camille.id, kind="bound", detail="log_in_stranger").count() == 1
    limits.use("")


async def test_a_browser_that_was_in_is_known_when_it_comes_back(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setattr(live.settings, "trusted_proxies", ["127.0.0.1"])
    limits.use("")
    async with Visitor(stranger(live)) as camille:
        camille.client.headers["X-Forwarded-For"] = "203.0.113.6"
        page = await with_password(camille, cast.camille)
        await camille.submit(page.form("/logout"))
        monkeypatch.setitem(limits.LIMITS, "log_in_stranger", parse("1/hour"))
        with pytest.raises(WrongCredentials):
            await accounts.log_in(cast.camille.user.email, "faux", "bearer", address="192.0.2.1")
        async with Visitor(stranger(live)) as nobody:
            nobody.client.headers["X-Forwarded-For"] = camille.client.headers["X-Forwarded-For"] = "198.51.100.9"
            assert (await with_password(nobody, cast.camille)).status == 429
        assert (await with_password(camille, cast.camille)).path == "/conversations"
    limits.use("")


async def test_guessing_from_everywhere_is_noted(cast: Cast, live: Live) -> None:
    for n in range(3):
        try:
            await accounts.log_in(cast.camille.user.email, "faux", "bearer", address=f"192.0.2.{n}")
        except WrongCredentials:
            continue
    await accounts.log_in(cast.camille.user.email, PASSWORD, "bearer", address="192.0.2.77")
    await asyncio.gather(audit.write(), audit.write())  # the server writes every second too: each event once
    noted = await SecurityEvent.newest(10, user_id=cast.camille.id)
    assert [(event.kind, event.address) for event in reversed(noted)] == [
        *(("log_in_refused", f"192.0.2.{n}") for n in range(3)),
        ("log_in", "192.0.2.77"),
    ]
