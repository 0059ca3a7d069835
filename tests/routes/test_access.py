"""Who may see and change what, walked from the table of routes. Seen to fail without the check of routes/csrf.py, and with
Conversation.open_to answering for everybody's."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from quart import Quart

from tests.live import Live
from tests.people import Cast, stranger

# Whoever opens another page to everybody says so here.
PUBLIC = {
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/docs"),
    ("GET", "/asyncapi.json"),
    ("GET", "/openapi.json"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/login/code"),
    ("POST", "/login/passkey"),
    ("GET", "/password/<ticket>"),
    ("POST", "/password/<ticket>"),
    ("GET", "/signup"),
    ("POST", "/signup"),
    ("POST", "/logout"),
    ("POST", "/theme"),
    ("POST", "/language"),
    ("GET", "/media/<key>"),
    ("GET", "/assets/<wanted>/<path:filename>"),
    ("POST", "/api/auth/signup"),
    ("POST", "/api/auth/login"),
}


PAGES = ("members", "confirmed")


def routes(app: Quart) -> Iterator[tuple[str, str, str]]:
    """Every method, rule and policy of the route table."""
    for rule in app.url_map.iter_rules():
        policy = getattr(app.view_functions[rule.endpoint], "access", "none")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, policy


def address(rule: str, **values: object) -> str:
    """That rule's address with these in its places; 1 where nothing is said."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values.get(place[1], 1)), rule)


def test_every_route_says_who_may_and_the_public_ones_are_known(live: Live) -> None:
    found = set(routes(live.app))
    assert {policy for _, _, policy in found} == {"public", "members", "confirmed", "bearer"}
    assert {(method, rule) for method, rule, policy in found if policy == "public"} == PUBLIC
    assert {rule.startswith("/api/") for _, rule, policy in found if policy == "bearer"} == {True}
    assert {rule.startswith("/api/") for _, rule, policy in found if policy in PAGES} == {False}


def without_proofs(page: str) -> str:
    """Each page has forms' proof masked in another way."""
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", page)


async def test_a_stranger_is_led_to_the_log_in_and_back(live: Live) -> None:
    async with stranger(live) as nobody:
        for method, rule, policy in routes(live.app):
            if policy in PAGES and method == "GET":
                path = address(rule)
                answer = await nobody.get(path, params={"q": "Lyon"})
                assert answer.status_code == 302
                assert answer.headers["Location"] == f"/login?next={path}?q%3DLyon"
                assert (answer.content, answer.headers.get("Content-Type")) == (b"", None)  # else: in the library's words


async def test_the_api_asks_for_a_living_token(cast: Cast, live: Live) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {cast.camille.cookie}"},
        {"Authorization": f"Token {cast.camille.token}"},
        {"Authorization": "Basic Y2FtaWxsZTp4"},
        {"Authorization": "Bearer \xff\xfe"},
        {"Cookie": f"escale={cast.camille.cookie}"},
        {"Cookie": f"escale={cast.camille.token}; unused={cast.camille.token}"},
    ]
    async with stranger(live) as nobody:
        for method, rule, policy in routes(live.app):
            if policy == "bearer":
                for headers in wrong:
                    sent = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
                    answer = await nobody.request(method, address(rule), headers=sent, params={"token": cast.camille.token})
                    assert (rule, headers, answer.status_code) == (rule, headers, 401)
                    assert answer.json() == {"error": "Authentification requise", "code": "unauthorized"}
                    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_every_form_without_its_proof_is_refused_and_changes_nothing(cast: Cast, live: Live) -> None:
    async with cast.camille.browser() as camille, cast.jean.browser() as jean:
        page = await jean.get("/account")
        (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))
        await camille.get("/account")
        ids = {"conversation_id": cast.room, "session_id": cast.camille.bearer_session.id}
        for method, rule, _policy in routes(live.app):
            if method == "GET" or rule.startswith("/api/"):
                continue
            forms: list[dict[str, Any]] = [
                {"data": {}},
                {"data": {"csrf_token": ""}},
                {"data": {"csrf_token": "x"}},
                {"data": {"csrf_token": "é\0"}},
                {"data": {"csrf_token": token}},
                {"json": {"csrf_token": token}},
                {"content": b"csrf_token=%ff%fe"},
                {"params": {"csrf_token": token}},
                {"headers": {"X-CSRF-Token": token}},
            ]
            for form in forms:
                answer = await camille.request(method, address(rule, **ids), **form)
                assert (rule, form, answer.status_code) == (rule, form, 403)
        assert (await camille.get("/account")).status_code == 200


async def test_a_proof_without_its_cookie_is_none(cast: Cast, live: Live) -> None:
    async with cast.camille.browser() as camille, cast.camille.browser() as elsewhere:
        page = await camille.get("/account")
        (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))
        assert (await elsewhere.post("/logout", data={"csrf_token": token})).status_code == 403
        assert (await camille.post("/logout", data={"csrf_token": token})).status_code == 303


async def test_other_methods_are_refused_in_words(cast: Cast, live: Live) -> None:
    async with cast.camille.browser() as camille, cast.camille.program() as api:
        for method, path in [
            ("PUT", "/account"),
            ("DELETE", "/login"),
            ("POST", "/health"),
            ("PATCH", f"/conversations/{cast.room}"),
        ]:
            assert (method, path, (await camille.request(method, path)).status_code) == (method, path, 405)
        answer = await api.put("/api/users/me")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert {"GET", "PATCH"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("number", ["0", "987654321", str(2**63), "9" * 5000, "-1", "1.0", "x", "%00", "é", "1%0a", " 1"])
async def test_foreign_unknown_and_malformed_addresses_are_one_and_the_same_404(cast: Cast, number: str) -> None:
    async with cast.zoe.browser() as zoe, cast.zoe.program() as api:
        foreign = await zoe.get(f"/conversations/{cast.room}")
        other = await zoe.get(f"/conversations/{number}")
        assert (foreign.status_code, other.status_code) == (404, 404)
        assert without_proofs(other.text) == without_proofs(foreign.text)
        foreign = await api.get(f"/api/conversations/{cast.room}")
        for tail in ("", "/messages"):
            other = await api.get(f"/api/conversations/{number}{tail}")
            assert (other.status_code, other.json()) == (404, {"error": "Non autorisé", "code": "not_allowed"})
            assert other.json() == foreign.json()
        other = await api.post(f"/api/conversations/{number}/messages", json={"content": "x"})
        assert (other.status_code, other.json()["code"]) == (404, "not_allowed")
