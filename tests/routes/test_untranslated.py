"""Every page in a language of Hebrew letters: what still shows Latin ones was never translated."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import texts
from models import User
from tests.pages import Element, Page, Visitor
from tests.people import Cast, stranger
from tests.pseudo import PSEUDO
from tests.routes.test_access import address, routes

SPOKEN = ("aria-label", "aria-description", "alt", "title", "placeholder")
UNSPOKEN = {"script", "style", "svg"}
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
NAMES = {"Escale", "Français", "English", "PNG", "JPEG", "GIF", "WebP"}
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
async def disguised(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """People who write in Greek, to whom we speak the language that is none."""
    monkeypatch.setitem(texts.LANGUAGES, PSEUDO.code, PSEUDO)
    for person, name in ((cast.camille, "Καμίλα"), (cast.jean, "Ιωάννης"), (cast.zoe, "Ζωή")):
        await User.filter(id=person.id).update(name=name, city="Αθήνα", bio="Γειά", language=PSEUDO.code)
    return cast


def said(element: Element) -> Iterator[str]:
    """All that a person may see or hear of it."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in UNSPOKEN and not child.has("id", "time_zone") and not child.has("translate", "no"):
            yield from (child.attributes[name] for name in SPOKEN if name in child.attributes)
            yield from said(child)


def escaped(page: Page, *known: str) -> list[str]:
    assert (page.path, page.dom.one("html").attributes["dir"]) == (page.path, "rtl")
    words = (word for piece in said(page.dom) for word in LATIN.findall(piece))
    return [f"{page.path}: {word}" for word in words if word not in NAMES and not any(word in name for name in known)]


async def test_no_page_shows_a_text_that_is_not_translated(disguised: Cast) -> None:
    cast, found, seen = disguised, list[str](), 0
    await cast.jean.say(cast.room, "Καλημέρα", "Γειά σου")
    async with cast.camille.visitor() as camille, cast.zoe.visitor() as zoe, Visitor(stranger(cast.camille.live)) as nobody:
        camille.client.headers.update({"User-Agent": AGENT})
        for who in (camille, zoe, nobody):  # the pages before the log-in ask nobody who they are
            who.client.cookies.set("escale_language", PSEUDO.code, domain="127.0.0.1", path="/")
        pages = [
            await who.get(path)
            for who in (camille, zoe, nobody)
            for method, rule, policy in routes(cast.camille.live.app)
            if method == "GET" and policy != "bearer"
            for path in [address(rule, conversation_id=cast.room)]
            if not path.startswith(("/assets", "/docs", "/media"))
            and path not in ("/health", "/ready", "/locals")
            and not path.endswith((".json", "/stream"))
        ]
        pages += [await camille.get(path) for path in ("/conversations?q=ζζζ", "/conversations?unread=1", "/locals?q=ζζζ")]
        pages.append(await camille.get("/locals?q=Ζωή Αθήνα"))  # others of the suite have names in our letters
        pages += [await camille.get(f"/account?saved={part}") for part in ("profile", "password", "sessions")]
        pages += [await camille.get("/rien"), await nobody.get("/rien")]
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        pages += [await camille.submit(form, content=content) for content in ("", "Ω" * 2001, "Ω")]
        pages += [await camille.submit(form, content="Ψ"), await camille.submit(form, content="Ω", csrf_token="")]
        pages += [await camille.submit((await camille.get("/account")).form("/account/profile"), name="", time_zone="?")]
        pages += [await nobody.submit((await nobody.get("/login")).form("/login"), email="a", password="b")]
        pages += [await nobody.submit((await nobody.get("/signup")).form("/signup"), name="", email="", password="")]
        for page in pages:
            if page.response.headers["Content-Type"].startswith("text/html"):
                seen += 1
                found += escaped(page, AGENT, "tests", cast.camille.user.email, cast.zoe.user.email)
    assert seen > 40
    assert "\n".join(sorted(set(found))) == ""


async def test_the_scripts_texts_are_translated_with_them(disguised: Cast) -> None:
    async with disguised.camille.visitor() as camille:
        page = await camille.get("/conversations")
    told: Any = page.dom.one("script", id="texts").text
    keys = re.findall(r'"([^"]*)":', told)
    assert len(keys) > 30
    assert [
        word
        for piece in re.findall(r':"([^"]*)"', told)
        for word in LATIN.findall(re.sub(r"\{\w+\}", "", piece))
        if word not in NAMES
    ] == []


def test_a_text_that_escaped_is_found() -> None:
    assert (Path(__file__).parents[2] / "texts" / "en.po").exists()
    assert PSEUDO.catalogue.gettext("Écrire à %(name)s") != "Écrire à %(name)s"
