"""Logging in and out by forms. Seen to fail with any `?next=` followed, and with an expired log-in taken for a living one."""

from typing import Any

import pytest

from actions import sessions
from models import Session
from routes.access import local_path
from tests.factors import with_password
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, stranger

# Where `?next=` leads; None is nowhere but the usual place.
NEXT: dict[str, str | None] = {
    "/conversations/5": "/conversations/5",
    "/locals?q=Lyon": "/locals?q=Lyon",
    "/account#sessions": "/account#sessions",
    "/": "/",
    "/%5cevil.example": "/%5cevil.example",
    "": None,
    "conversations": None,
    "//evil.example": None,
    "///evil.example": None,
    "/\\evil.example": None,
    "\\/evil.example": None,
    "\\\\evil.example": None,
    "https://evil.example": None,
    "https:evil.example": None,
    "javascript:alert(1)": None,
    "data:text/html,x": None,
    " /conversations": None,
    "/\t/evil.example": None,
    "/\n/evil.example": None,
    "/\r\nSet-Cookie: a=b": None,
    "/ /evil.example": None,
    "/\0": None,
    "/a\\b": None,
    "@evil.example": None,
    ".evil.example": None,
    "?next=//evil.example": None,
}


def test_next_leads_to_a_path_of_our_own_or_nowhere() -> None:
    assert {target: local_path(target) for target in NEXT} == NEXT
    assert local_path(None) is None


async def test_someone_logs_in_in_whatever_case_and_out_again(cast: Cast, live: Live) -> None:
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get(f"/conversations/{cast.room}")
        assert page.path == f"/login?next=/conversations/{cast.room}"
        page = await visitor.submit(page.form("/login"), email=f" {cast.camille.user.email.upper()}", password=PASSWORD)
        assert (page.status, page.path) == (200, f"/conversations/{cast.room}")
        cookie = visitor.client.cookies["escale"]

        page = await visitor.submit(page.form("/logout"))
        assert page.path == "/login"
        assert page.response.history[0].headers["Clear-Site-Data"] == '"storage"'
        assert "escale" not in visitor.client.cookies
        visitor.client.cookies.set("escale", cookie, domain="127.0.0.1", path="/")
        assert (await visitor.get("/conversations")).path == "/login?next=/conversations"
        assert (await visitor.get("/login")).status == 200

        page = await with_password(visitor, cast.camille)
        page = await visitor.submit(page.form("/logout"), unsent="1")
        assert "ce navigateur le garde jusqu’à votre retour" in page.dom.text
        assert "Clear-Site-Data" not in page.response.history[0].headers


async def test_unknown_address_and_wrong_password_are_answered_in_the_same_words(cast: Cast, live: Live) -> None:
    async def answer(email: str, password: str) -> tuple[int, list[str]]:
        async with Visitor(stranger(live)) as visitor:
            page = await visitor.submit((await visitor.get("/login")).form("/login"), email=email, password=password)
            assert page.form("/login").fields["email"] == email
            return page.status, page.errors

    disabled = cast.zoe.user
    disabled.disabled_at = disabled.created_at
    await disabled.save()
    for email, password in [
        (cast.camille.user.email, "faux mot de passe"),
        ("personne@exemple.fr", PASSWORD),
        (disabled.email, PASSWORD),
        ("", ""),
        (cast.camille.user.email, PASSWORD + " "),
        (cast.camille.user.email, "x" * 10_000),
        ("é" * 500, PASSWORD),
        (f"%{cast.camille.user.email}", PASSWORD),
    ]:
        assert await answer(email, password) == (401, ["Adresse e-mail ou mot de passe incorrect"])


async def test_a_log_in_that_failed_says_so_first_and_goes_on_at_the_password(cast: Cast, live: Live) -> None:
    async with Visitor(stranger(live)) as visitor:
        before = await visitor.get("/login")
        page = await visitor.submit(before.form("/login"), email=cast.camille.user.email, password="faux")
    for shown, failed in ((before, False), (page, True)):
        assert next(shown.dom.all("title")).words.startswith("Erreur") is failed
        assert ("autofocus" in shown.dom.one("input", name="password").attributes) is failed


@pytest.mark.parametrize("email", ["a\0b@exemple.fr", "\ufeff", "camille@exemple.fr\r\nBcc: x"])
async def test_an_address_that_no_database_takes_is_only_unknown(live: Live, email: str) -> None:
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.submit((await visitor.get("/login")).form("/login"), email=email, password=PASSWORD)
    assert page.status == 401


async def test_a_new_key_at_every_log_in_and_the_former_one_is_ended(cast: Cast, live: Live) -> None:
    async with Visitor(stranger(live)) as visitor:
        keys = []
        for _ in range(2):
            page = await visitor.get("/signup")  # a form that someone who is logged in sees too
            token = page.form("/signup").fields["csrf_token"]
            answer = await visitor.client.post(
                "/login", data={"csrf_token": token, "email": cast.camille.user.email, "password": PASSWORD}
            )
            assert (answer.status_code, answer.headers["Location"]) == (303, "/conversations")
            (cookie,) = [value for value in answer.headers.get_list("Set-Cookie") if value.startswith("escale=")]
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
            assert "Path=/" in cookie
            keys.append(visitor.client.cookies["escale"])
    assert keys[0] != keys[1]
    assert await Session.filter(user_id=cast.camille.id, kind="cookie").count() == 2  # the fixture's, and the last


async def test_next_is_followed_after_the_log_in_only_at_home(cast: Cast, live: Live) -> None:
    for target, end in NEXT.items():
        async with cast.camille.browser() as camille:
            answer = await camille.get("/login", params={"next": target})
            expected = (302, end or "/conversations")
            assert (target, answer.status_code, answer.headers["Location"]) == (target, *expected)
    for given in ("query", "field"):
        async with Visitor(stranger(live)) as visitor:
            evil = "//evil.example/login"
            form = (await visitor.get("/login")).form("/login")
            data = {**form.fields, "email": cast.camille.user.email, "password": PASSWORD}
            where: dict[str, Any] = {"params": {"next": evil}} if given == "query" else {}
            answer = await visitor.client.post("/login", data={**data, "next": evil if given == "field" else ""}, **where)
            assert answer.headers["Location"] == "/conversations"


async def test_a_session_is_seen_again_only_now_and_then(cast: Cast, live: Live) -> None:
    session = cast.camille.cookie_session
    async with cast.camille.browser() as camille:
        await camille.get("/conversations")
        assert (await Session.get(id=session.id)).last_seen_at == session.last_seen_at
        earlier = session.last_seen_at - sessions.SEEN * 2
        await Session.filter(id=session.id).update(last_seen_at=earlier)
        await camille.get("/conversations")
        assert (await Session.get(id=session.id)).last_seen_at > earlier


async def test_expired_log_ins_are_forgotten(cast: Cast) -> None:
    await Session.filter(id=cast.zoe.cookie_session.id).update(expires_at=cast.zoe.cookie_session.created_at)
    assert await sessions.forget_expired() >= 1
    assert not await Session.exists(id=cast.zoe.cookie_session.id)
    assert await Session.exists(id=cast.zoe.bearer_session.id)


async def test_the_device_is_kept_in_a_few_words_and_can_forge_nothing(cast: Cast, live: Live) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    async with Visitor(stranger(live)) as visitor:
        visitor.client.headers["User-Agent"] = agent
        page = await visitor.submit(
            (await visitor.get("/login")).form("/login"), email=cast.camille.user.email, password=PASSWORD
        )
        assert page.path == "/conversations"
        page = await visitor.get("/account")
        assert "Firefox sur Linux" in [e.words for e in page.dom.all(class_="session__device")]
    async with stranger(live) as nobody:
        answer = await nobody.post(
            "/api/auth/login",
            json={"email": cast.camille.user.email, "password": PASSWORD},
            headers={"User-Agent": "<script>" + "x" * 500},
        )
        assert answer.status_code == 200
    row = await Session.filter(user_id=cast.camille.id).order_by("-id").first()
    assert row is not None
    assert row.device == ("<script>" + "x" * 500)[:200]
