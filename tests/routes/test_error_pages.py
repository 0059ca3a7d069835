"""Each error as a page: in the reader's language, with a way on, and without the database where that is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from limits import parse

from actions import conversations, limits
from actions.errors import InvalidPayload
from models import User, database
from tests.live import Live
from tests.pages import Page, Visitor
from tests.people import Cast, stranger

ENGLISH = {"Accept-Language": "en"}
MESSAGES = ("/conversations", "Revenir à vos messages", "Back to your messages")
LOG_IN = ("/login", "Aller à la connexion", "Go to log in")
HOME = ("/", "Aller à l’accueil", "Go to the home page")
BEFORE = ("/account?saved=profile", "Revenir à la page précédente", "Back to the previous page")

TITLES = {
    403: ("Cette page était trop ancienne", "That page was too old"),
    404: ("Page introuvable", "Page not found"),
    405: ("Demande sans effet ici", "Nothing to do here"),
    413: ("Envoi trop lourd", "Too large to send"),
}

# How it comes about, whether somebody is logged in, and the ways on.
TABLE: list[tuple[str, str, dict[str, Any], bool, int, list[tuple[str, str, str]]]] = [
    ("POST", "/account/profile", {"data": {"name": "x"}}, False, 403, [LOG_IN]),
    ("POST", "/account/profile", {"data": {"name": "x"}}, True, 403, [BEFORE, MESSAGES]),
    ("GET", "/rien", {}, False, 404, [LOG_IN]),
    ("GET", "/rien?a=1", {}, True, 404, [MESSAGES]),
    ("GET", "/conversations/0", {}, True, 404, [MESSAGES]),
    ("PUT", "/login", {}, False, 405, [LOG_IN]),
    ("POST", "/login", {"data": {"a": "a" * 300_000}}, False, 413, [LOG_IN]),
    ("POST", "/account/profile", {"data": {"bio": "a" * 300_000}}, True, 413, [BEFORE, MESSAGES]),
]


@pytest.mark.parametrize(("method", "path", "how", "known", "status", "ways"), TABLE)
async def test_an_error_is_a_page_in_both_languages_with_a_way_on(
    cast: Cast, live: Live, method: str, path: str, how: dict[str, Any], known: bool, status: int, ways: Any
) -> None:
    async with cast.camille.browser() if known else stranger(live) as client:
        if known:
            client.headers["Referer"] = f"{live.url}{BEFORE[0]}"
        for column, language in enumerate(({}, ENGLISH)):
            client.headers.update(language)
            page = Page(await client.request(method, path, **how))
            assert (page.status, page.dom.one("h1").words) == (status, TITLES[status][column])
            assert TITLES[status][column] in page.dom.one("title").words
            assert shown(page) == [(way[0], way[1 + column]) for way in ways]
            assert page.dom.one("p", class_="lead").words.endswith(".")


def shown(page: Page) -> list[tuple[str, str]]:
    """Where the page says one can go on."""
    return [(link.attributes["href"], link.words) for link in page.dom.one(class_="actions").all("a")]


async def test_a_page_elsewhere_is_not_gone_back_to(cast: Cast) -> None:
    async with cast.camille.browser() as camille:
        for referer in ("https://elsewhere.example/account", "//elsewhere.example/x", "not an address", "http://[", ""):
            page = Page(await camille.post("/account/profile", headers={"Referer": referer}))
            assert [address for address, _ in shown(page)] == ["/conversations"]


async def test_too_many_says_when(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "search", parse("1/50second"))
    limits.use("")
    async with cast.camille.browser() as camille:
        for language, title, words, again in (
            ({}, "Un instant", "Vous allez plus vite que nous ; réessayez dans ", "Réessayer"),
            (ENGLISH, "One moment", "You’re going faster than we can; try again in ", "Try again"),
        ):
            camille.headers.update(language)
            await camille.get("/locals?q=Jean")
            page = Page(await camille.get("/locals?q=Jean"))
            assert (page.status, page.dom.one("h1").words) == (429, title)
            assert page.dom.one("p", class_="lead").words.startswith(words)
            assert page.dom.one("p", class_="lead").words.endswith(
                f" {page.response.headers['Retry-After']} second{'e' * (not language)}s."
            )
            assert shown(page)[0] == ("/locals?q=Jean", again)
    limits.use("")


@asynccontextmanager
async def away(table: str) -> AsyncIterator[None]:
    """The database refuses whatever asks for that table."""
    connection = database.connection()
    await connection.execute_script(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        await connection.execute_script(f"ALTER TABLE {table}_away RENAME TO {table}")


@pytest.mark.logs_errors
@pytest.mark.parametrize("table", ["sessions", "conversations"])
async def test_while_the_database_is_away_pages_say_so_and_come_back_by_themselves(cast: Cast, table: str) -> None:
    async with cast.camille.browser() as camille:
        proof = Page(await camille.get(f"/conversations/{cast.room}")).composer.fields
        for language, title, again, home in (
            ({}, "Nous revenons dans un instant", "Réessayer", HOME[1]),
            (ENGLISH, "We’ll be back in a moment", "Try again", HOME[2]),
        ):
            camille.headers.update(language)
            async with away(table):
                page = Page(await camille.get("/conversations?q=a"))
                assert (page.status, page.dom.one("h1").words) == (503, title)
                assert shown(page) == [("/conversations?q=a", again), ("/", home)]
                assert page.response.headers["Refresh"] == "10"
                assert int(page.response.headers["Retry-After"]) > 0
                assert not list(page.dom.all("script"))
                # What has no need of it is there; what has is refused, not broken.
                assert Page(await camille.get("/rien")).status == 404
                sent = Page(await camille.post(f"/conversations/{cast.room}/messages", data={**proof, "content": "À demain"}))
                assert sent.status == 503
                assert "Refresh" not in sent.response.headers
                assert sent.form(f"/conversations/{cast.room}/messages").fields["content"] == "À demain"
        kept = sent.form(f"/conversations/{cast.room}/messages")
        page = await Visitor(camille).submit(kept)
        assert page.written == ["À demain"]


@pytest.mark.logs_errors
async def test_our_own_fault_is_said_in_the_readers_language(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr(conversations, "inbox", broken)
    await User.filter(id=cast.camille.id).update(language="en")
    async with cast.camille.browser() as camille:
        page = Page(await camille.get("/conversations"))
    assert (page.status, page.dom.one("h1").words) == (500, "Something went wrong")
    assert shown(page) == [("/conversations", "Try again"), ("/", "Go to the home page")]
    assert "Refresh" not in page.response.headers


async def test_what_could_not_be_understood_says_what_to_do(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It said "Demande invalide", which is for programs."""

    async def refuse(*_: Any, **__: Any) -> Any:
        raise InvalidPayload

    monkeypatch.setattr(conversations, "inbox", refuse)
    async with cast.camille.browser() as camille:
        page = Page(await camille.get("/conversations"))
    assert (page.status, page.dom.one("h1").words) == (400, "Demande illisible")
    assert page.dom.one("p", class_="lead").words.endswith("Revenez en arrière et recommencez.")
