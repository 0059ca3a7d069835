"""Which language a page is in, and who may say so."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from models import User
from tests.live import Live
from tests.pages import Page, Visitor
from tests.people import Cast, stranger
from tests.remote import Stream
from texts import language

LOG_IN = {"fr": "Se connecter", "en-GB": "Log in"}


@pytest.mark.parametrize(
    ("asked", "cookie", "tag"),
    [
        ("", "", "fr"),
        ("en", "", "en-GB"),
        ("en-US,en;q=0.9", "", "en-GB"),
        ("fr-CA,en;q=0.5", "", "fr"),
        ("de,en;q=0.8,fr;q=0.2", "", "en-GB"),
        ("de,ja;q=0.5", "", "fr"),
        ("en;q=0", "", "fr"),
        ("*", "", "fr"),
        ("x" * 4000, "", "fr"),
        ("en", "fr", "fr"),
        ("fr", "en", "en-GB"),
        ("en", "tlh", "en-GB"),
        ("fr", "../en", "fr"),
    ],
)
async def test_before_the_log_in(live: Live, asked: str, cookie: str, tag: str) -> None:
    headers = {"Accept-Language": asked} | ({"Cookie": f"escale_language={cookie}"} if cookie else {})
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get("/login", headers=headers)
    assert spoken(page) == tag
    assert page.dom.one("h1").words == LOG_IN[tag]
    assert page.response.headers["Content-Language"] == tag
    assert {"Accept-Language", "Cookie"} <= set(page.response.headers["Vary"].split(", "))


def spoken(page: Page) -> str:
    html = page.dom.one("html")
    assert html.attributes["dir"] == "ltr"
    return html.attributes["lang"]


async def test_the_foot_changes_it_and_leads_back(live: Live) -> None:
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get("/signup?next=/locals")
        page = await visitor.submit(page.form("/language"), language="en")
        assert (page.path, page.dom.one("h1").words) == ("/signup?next=/locals", "Create an account")
        offered = [(one.words, one.attributes["aria-pressed"]) for one in page.dom.all("button", name="language")]
        assert offered == [("Français", "false"), ("English", "true")]
        assert (await visitor.get("/rien")).dom.one("h1").words == "Page not found"
        form = page.form("/language")
        for target in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"):
            assert (await visitor.submit(form, next=target, language="en")).path == "/login"
        assert (await visitor.submit(form, language="tlh")).status == 422
        assert (await visitor.submit(form, language="en", csrf_token="")).status == 403
        page = await visitor.submit(form, language="fr")
        assert page.dom.one("h1").words == "Créer un compte"


async def test_the_account_decides_everywhere_and_the_browser_goes_on_after_it(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get("/account", headers={"Accept-Language": "en"})
        form = page.form("/account/profile")
        assert (spoken(page), form.fields["language"]) == ("en-GB", "")
        page = await camille.submit(form, language="en")
        assert (spoken(page), page.form("/account/profile").fields["language"]) == ("en-GB", "en")
        assert "Your profile has been saved." in page.dom.text
        page = await camille.submit(page.form("/account/profile"), language="tlh")
        assert (page.status, page.errors) == (422, ["This language isn’t known"])
    assert (await User.get(id=cast.camille.id)).language == "en"
    async with cast.camille.visitor() as elsewhere:
        for path in ("/conversations", f"/conversations/{cast.room}", "/locals", "/account", "/rien", "/conversations/0"):
            page = await elsewhere.get(path, headers={"Accept-Language": "fr", "Cookie": cookie(elsewhere)})
            assert (path, spoken(page)) == (path, "en-GB")
            assert page.response.headers["Content-Language"] == "en-GB"
        page = await elsewhere.submit((await elsewhere.get("/account")).form("/account/profile"), language="")
        assert spoken(page) == "fr"
    async with cast.camille.visitor() as camille:
        page = await camille.submit((await camille.get("/account")).form("/account/profile"), language="en")
        page = await camille.submit(next(form for form in page.forms if form.action == "/logout"))
        assert (page.path, spoken(page)) == ("/login", "en-GB")
        assert (await camille.get("/account", headers={"Accept-Language": "fr"})).path.startswith("/login")


def cookie(visitor: Visitor) -> str:
    """The visitor's own, and another choice of the browser's."""
    return "; ".join(f"{name}={value}" for name, value in {**visitor.client.cookies, "escale_language": "fr"}.items())


async def test_what_is_refused_is_said_in_the_language_of_the_page(cast: Cast) -> None:
    english = {"Accept-Language": "en"}
    async with cast.camille.browser() as client:
        client.headers.update(english)
        camille = Visitor(client)
        page = await camille.get(f"/conversations/{cast.room}")
        for content, file, words in (
            (" ", None, "Write a message before you send it."),
            ("x" * 2001, None, "Your message has 2,001 characters; the limit is 2,000. Shorten it."),
            (
                "Voici",
                (b"\x89PNG\r\n\x1a\n" + b"x" * 99),
                "This image can’t be read. Attach another one, or send your text alone.",
            ),
        ):
            files: Any = {"attachment": ("a.png", file, "image/png")} if file else None
            refused = await camille.submit(page.composer, files=files, content=content)
            assert (refused.status, [error for error in refused.errors if error]) == (422, [words])
        page = await camille.submit((await camille.get("/account")).form("/account/profile"), name="n" * 81)
        assert page.errors == ["80 characters at most"]


async def test_the_wire_speaks_french_whatever_the_person_reads(cast: Cast) -> None:
    await User.filter(id=cast.camille.id).update(language="en")
    async with cast.camille.tab() as tab, cast.camille.program() as api:
        assert (await tab.ask("send_message", {"conversation_id": cast.room, "content": ""}))["error"][
            "message"
        ] == "Message invalide"
        assert (await tab.ask("join_conversation", 2**62))["error"]["message"] == "Non autorisé"
        answer = await api.get("/api/conversations/0", headers={"Accept-Language": "en"})
        assert answer.json()["error"] == "Non autorisé"
        answer = await api.get("/api/nowhere", headers={"Accept-Language": "en"})
        assert answer.json()["error"] == "Page introuvable"


async def test_what_comes_without_scripts_is_in_its_readers_language(cast: Cast) -> None:
    """Rendered by tasks that stay for long, beside each other."""
    await User.filter(id=cast.camille.id).update(language="en")
    path = f"/conversations/{cast.room}/live/stream"
    day = datetime.now(UTC)
    async with (
        cast.camille.browser() as camille,
        cast.jean.browser() as jean,
        camille.stream("GET", path) as english,
        jean.stream("GET", path) as french,
    ):
        readers = Stream(english), Stream(french)
        await asyncio.gather(*(reader.until('role="log"') for reader in readers))
        await cast.fill(cast.jean, "avant-hier", when=day.replace(year=day.year - 1, month=11, day=14, hour=12))
        await cast.jean.say(cast.room, "Bonjour")
        for reader, lang, words in zip(readers, ("en-GB", "fr"), (("Today", "Sent"), ("Aujourd’hui", "Envoyé")), strict=True):
            await reader.until("Bonjour")
            await reader.until("</article>")
            assert f'lang="{lang}"' in reader.text
            assert all(word in reader.text for word in words)
        assert english.headers["Content-Language"] == "en-GB"


def test_nothing_is_left_of_it_where_nobody_asks() -> None:
    assert language().code == "fr"
