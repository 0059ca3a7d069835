"""Light or dark by choice: a cookie set by a form, and every page begins as it was chosen."""

import pytest

from tests.live import Live
from tests.pages import Page, Visitor
from tests.people import Cast, stranger


def themes(page: Page) -> tuple[str | None, str, list[str]]:
    """What the page itself says, what it says of form controls and bars before any style has come."""
    metas = {
        meta.attributes.get("name"): meta.attributes["content"] for meta in page.dom.all("meta") if "name" in meta.attributes
    }
    bars = [meta.attributes["content"] for meta in page.dom.all("meta", name="theme-color")]
    return page.dom.one("html").attributes.get("data-theme"), metas["color-scheme"], bars


async def test_it_is_chosen_by_anybody_kept_for_that_browser_and_given_up(cast: Cast, live: Live) -> None:
    async with Visitor(stranger(live)) as nobody, cast.camille.visitor() as camille:
        for browser, address in ((nobody, "/login"), (camille, "/account")):
            page = await browser.get(f"{address}?next=/locals")
            assert themes(page) == (None, "light dark", ["#FAF6EE", "#12171D"])
            page = await browser.submit(page.form("/theme"), theme="dark")
            assert page.path == f"{address}?next=/locals"
            assert themes(page) == ("dark", "dark", ["#12171D", "#12171D"])
            chosen = [button.words for button in page.dom.all("button", name="theme", aria_pressed="true")]
            assert chosen == ["Sombre"]
        for address in (f"/conversations/{cast.room}", "/locals", "/nowhere", "/docs"):
            assert (await camille.get(address)).dom.one("html").attributes["data-theme"] == "dark"
        frame = await camille.get(f"/conversations/{cast.room}/live")
        assert frame.dom.one("html").attributes["data-theme"] == "dark"
        assert 'color-scheme" content="dark' in frame.dom.one("iframe").attributes["srcdoc"]
        page = await camille.submit((await camille.get("/account")).form("/theme"), theme="")
        assert themes(page)[0] is None


@pytest.mark.parametrize("theme", ["red", '"><script>', "DARK", "dark light"])
async def test_no_other_word_is_taken_for_one(live: Live, theme: str) -> None:
    async with Visitor(stranger(live)) as nobody:
        page = await nobody.submit((await nobody.get("/login")).form("/theme"), theme=theme)
        assert themes(page)[0] is None
        nobody.client.cookies.set("escale_theme", theme.replace('"', ""), domain="127.0.0.1", path="/")
        assert themes(await nobody.get("/login"))[0] is None


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""])
async def test_it_leads_back_to_pages_of_our_own_alone(live: Live, target: str) -> None:
    async with Visitor(stranger(live)) as nobody:
        form = (await nobody.get("/login")).form("/theme")
        answer = await nobody.client.post("/theme", data={**form.fields, "next": target, "theme": "dark"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/#theme")
        cookie = next(value for value in answer.headers.get_list("Set-Cookie") if value.startswith("escale_theme="))
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
