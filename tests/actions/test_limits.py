"""Every edge says when it has been too much, and loses nothing of what was typed. Seen to fail with spend counting nothing."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from secrets import token_hex
from typing import Any
from uuid import uuid4

import httpx
import pytest
from limits import parse

import auth
from actions import limits, sessions
from events import HANDLERS
from events.edge import TOLERATED
from models import Message
from tests import people
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, stranger
from tests.routes.test_access import address, routes


@pytest.fixture
def few(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three of everything an hour, refusals and pages excepted."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    more = dict.fromkeys({"refused", *limits.READS}, parse("30/hour"))
    monkeypatch.setattr(limits, "LIMITS", dict.fromkeys(limits.LIMITS, parse("3/hour")) | more)
    limits.use("")
    yield
    limits.use("")


def payload(event: str, cast: Cast, message_id: int) -> Any:
    return {
        "join_conversation": cast.room,
        "leave_conversation": cast.room,
        "send_message": {"conversation_id": cast.room, "content": "encore"},
        "typing": {"conversation_id": cast.room, "isTyping": True},
        "message_read": {"message_id": message_id, "conversation_id": cast.room},
    }[event]


@pytest.mark.parametrize("event", HANDLERS)
async def test_each_event_has_its_limit_counted_over_all_sockets_of_a_person(cast: Cast, few: None, event: str) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    asked = payload(event, cast, message["id"])
    async with cast.camille.socket() as camille, cast.camille.socket() as phone, cast.jean.socket() as jean:
        answers = [await socket.ask(event, asked) for socket in (camille, phone, camille)]
        assert [answer["ok"] for answer in answers] == [True] * 3
        for socket in (camille, phone):
            error = (await socket.ask(event, asked))["error"]
            assert error["code"] == "too_many"
            assert 3500 < error["retry_after"] <= 3600
            assert error["message"] in {f"Trop de demandes\u202f; réessayez dans {time}" for time in ("59 minutes", "1 heure")}
        assert phone.all("error") == [{"message": error["message"]}]
        if event != "message_read":
            assert (await jean.ask(event, payload(event, cast, message["id"])))["ok"]


def test_every_event_and_every_route_is_in_the_table(live: Live) -> None:
    assert {(method, rule) for method, rule, _policy in routes(live.app)} == set(limits.ROUTES)
    assert set(HANDLERS) <= set(limits.LIMITS)
    of_parts = {"send_image", "second_factor", "refused"}
    of_parts |= {"enter", "log_in_account", "log_in_stranger", "log_in_marked"}
    assert set(limits.LIMITS) == set(HANDLERS) | set(filter(None, limits.ROUTES.values())) | of_parts
    # No more of them: whoever opens another route to any number of requests says there why.
    assert {rule for rule, spent in limits.ROUTES.items() if spent is None} == {("GET", "/health"), ("GET", "/ready")}


async def body(cast: Cast, rule: str) -> dict[str, Any]:
    """What that route takes, once more each time."""
    match rule.removeprefix("/api/auth").removeprefix("/api"):
        case "/login":
            return {"email": cast.camille.user.email, "password": "faux"}
        case "/signup":
            return {"name": "X", "email": f"{token_hex(6)}@exemple.fr", "password": "un phare au bout de la nuit"}
        case "/account/profile" | "/users/me":
            return {"name": "Camille"}
        case "/account/email":
            return {"email": f"{token_hex(6)}@exemple.fr"}
        case "/account/password":
            return {"current_password": "faux", "new_password": "un phare au bout de la nuit"}
        case "/conversations":
            return {"local_id": (await people.person(cast.camille.live, "Anna", is_local=True)).id}
        case messages if messages.endswith("/messages"):
            return {"content": "encore"}
        case _:
            return {}


@pytest.mark.parametrize(("method", "rule"), [route for route in limits.ROUTES if route[0] != "GET"])
async def test_each_route_that_changes_something_meets_its_bound(
    cast: Cast, few: None, monkeypatch: pytest.MonkeyPatch, method: str, rule: str
) -> None:
    monkeypatch.setitem(limits.LIMITS, limits.ROUTES[method, rule] or "", parse("1/hour"))
    path = address(rule, conversation_id=cast.room, session_id=2**40)
    answers: list[httpx.Response] = []
    again = cast.camille.cookie_session
    twice = rule != "/account/delete"  # who has left can't come back for it
    if not twice:
        await limits.spend("change_account", cast.camille.id)
    for _ in range(1 + twice):
        asked = await body(cast, rule)
        if rule != "/account/confirm":  # the one that is counted by log-in
            again = await sessions.begin(cast.camille.user, auth.BEARER if rule.startswith("/api/") else auth.COOKIE)
        someone = replace(cast.camille, cookie_session=again, bearer_session=again)
        if rule.startswith("/api/"):
            async with someone.program() as api:
                answers.append(await api.request(method, path, json=asked))
        else:
            async with someone.browser() as browser:
                page = await browser.get("/account")
                proof = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]
                answers.append(await browser.request(method, path, data={**asked, "csrf_token": proof}))
    assert [answer.status_code == 429 for answer in answers] == [False] * twice + [True]
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert "Trop de demandes" in answers[-1].text or "vous allez plus vite" in answers[-1].text.lower()
    if rule.startswith("/api/"):
        assert answers[-1].json()["retry_after"] == int(answers[-1].headers["Retry-After"])


async def test_whoever_sends_what_comes_to_nothing_without_end_is_cut(cast: Cast, few: None) -> None:
    """Each is answered, the last one too."""
    for event, answered in (('["send_message", {"conversation_id": 0}]', 31), ('["unknown"]', TOLERATED + 1)):
        async with cast.camille.raw() as camille:
            codes = []
            with pytest.raises(ConnectionError):  # noqa: PT012 -- the answers count that come before it
                while True:
                    codes.append((await camille.ask(event))["error"]["code"])
            assert len(codes) == answered


async def test_what_was_sent_already_may_be_asked_for_again(cast: Cast, few: None) -> None:
    """Its sender had no answer, and was told that it is refused."""
    async with cast.camille.socket() as camille, cast.camille.program() as api:
        sends = [{"conversation_id": cast.room, "content": f"n° {n}", "client_id": str(uuid4())} for n in range(4)]
        answers = [await camille.ask("send_message", asked) for asked in sends]
        assert [answer["ok"] for answer in answers] == [True] * 3 + [False]
        assert (await camille.ask("send_message", sends[0])) == answers[0]
        again = await api.post(
            f"/api/conversations/{cast.room}/messages", json={"content": "n° 1", "client_id": sends[1]["client_id"]}
        )
        assert (again.status_code, again.json()["message"]) == (200, answers[1]["message"])
        assert (await camille.ask("send_message", sends[3]))["error"]["code"] == "too_many"


async def test_the_form_keeps_the_text_and_says_how_long(cast: Cast, few: None) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        for n in range(3):
            page = await camille.submit(page.composer, content=f"n° {n}")
        page = await camille.submit(page.composer, content="un de trop")
        assert (page.status, page.composer.fields["content"]) == (429, "un de trop")
        assert page.errors[0].startswith("Trop de demandes ; réessayez dans ")
        assert 3500 < int(page.response.headers["Retry-After"]) <= 3600
    assert await Message.filter(conversation_id=cast.room).count() == 3


async def test_the_api_answers_429_with_retry_after(cast: Cast, few: None) -> None:
    async with cast.camille.program() as api:
        asks: list[Callable[[], Awaitable[httpx.Response]]] = [
            lambda: api.post(f"/api/conversations/{cast.room}/messages", json={"content": "x"}),
            lambda: api.get("/api/locals"),
            lambda: api.patch("/api/users/me", json={"city": "Lyon"}),
        ]
        for ask in asks:
            assert [(await ask()).status_code < 300 for _ in range(3)] == [True] * 3
            answer = await ask()
            body = answer.json()
            assert (answer.status_code, body["code"], set(body)) == (429, "too_many", {"error", "code", "retry_after"})
            assert answer.headers["Retry-After"] == str(body["retry_after"])


async def test_what_is_refused_for_itself_costs_nothing(cast: Cast, few: None) -> None:
    async with cast.camille.socket() as camille:
        for _ in range(10):
            assert (await camille.ask("send_message", {"conversation_id": cast.room, "content": ""}))["error"][
                "code"
            ] != "too_many"
        assert (await camille.ask("send_message", {"conversation_id": cast.room, "content": "x"}))["ok"]


async def test_guessing_a_password_ends_soon_and_signing_up_without_end_too(cast: Cast, live: Live, few: None) -> None:
    async with stranger(live) as nobody:
        asked = {"email": cast.camille.user.email, "password": "faux"}
        statuses = [(await nobody.post("/api/auth/login", json=asked)).status_code for _ in range(4)]
        assert statuses == [401, 401, 401, 429]
        right = await nobody.post("/api/auth/login", json={**asked, "password": PASSWORD})
        assert right.status_code == 429
        limits.use("")
        for n in range(4):
            person = {"name": "X", "email": f"{token_hex(6)}@exemple.fr", "password": "un phare au bout de la nuit"}
            answer = await nobody.post("/api/auth/signup", json=person)
            assert (n, answer.status_code) == (n, 201 if n < 3 else 429)


async def test_the_log_in_page_says_it_beside_the_form_and_keeps_the_address(cast: Cast, live: Live, few: None) -> None:
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get("/login")
        for _ in range(4):
            page = await visitor.submit(page.form("/login"), email=cast.camille.user.email, password="faux")
        assert (page.status, page.form("/login").fields["email"]) == (429, cast.camille.user.email)
        assert page.errors[0].startswith("Trop de demandes")
        assert "Retry-After" in page.response.headers


async def test_a_person_who_is_guessed_at_elsewhere_still_gets_in(
    cast: Cast, live: Live, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted for an account from an address: nobody can lock someone else out (tests/attacks/test_which_session.py goes on)."""
    for other in ("enter", "log_in", "log_in_stranger"):
        monkeypatch.setitem(limits.LIMITS, other, parse("100/hour"))
    from actions import accounts
    from actions.errors import TooMany, WrongCredentials

    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await accounts.log_in(cast.camille.user.email, "faux", "bearer", address="203.0.113.9")
    with pytest.raises(TooMany):
        await accounts.log_in(cast.camille.user.email, PASSWORD, "bearer", address="203.0.113.9")
    assert await accounts.log_in(cast.camille.user.email.upper(), PASSWORD, "bearer", address="198.51.100.7")


async def test_off_means_off(cast: Cast, live: Live, few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.settings, "rate_limits", False)
    async with cast.camille.socket() as camille:
        assert all([(await camille.ask("join_conversation", cast.room))["ok"] for _ in range(10)])


async def test_the_count_begins_anew_when_its_time_is_over(cast: Cast, few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    for _ in range(3):
        await limits.spend("search", cast.camille.id)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    await limits.spend("search", cast.camille.id)
