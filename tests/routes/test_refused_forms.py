"""A form that comes back says in its title, before all else, that something was wrong."""

import pytest

from tests.live import Live
from tests.pages import Visitor
from tests.people import Cast, stranger

MEMBERS = [
    ("/conversations/{room}", "/conversations/{room}/messages", {"content": " "}),
    ("/account", "/account/profile", {"name": ""}),
    ("/account", "/account/password", {"current_password": "faux", "new_password": "court"}),
    ("/account/email", "/account/email", {"email": "x"}),
    ("/account/security/app", "/account/security/app", {"code": "000"}),
]
STRANGERS = [
    ("/login", "/login", {"email": "x@exemple.fr", "password": "faux"}),
    ("/signup", "/signup", {"name": "", "email": "x", "password": "court"}),
]


@pytest.mark.parametrize(("path", "action", "given"), [*MEMBERS, *STRANGERS])
async def test_its_title_says_so_first(live: Live, cast: Cast, path: str, action: str, given: dict[str, str]) -> None:
    path, action = path.format(room=cast.room), action.format(room=cast.room)
    known = (path, action, given) not in STRANGERS
    for language, said in (("fr", "Erreur\u202f: "), ("en", "Error: ")):
        await cast.jean.say(cast.room, "Bonjour")  # which the title counts otherwise
        async with cast.camille.visitor() if known else Visitor(stranger(live)) as visitor:
            visitor.client.headers["Accept-Language"] = language
            page = await visitor.get(path)
            title = page.dom.one("title").text.removeprefix("(1) ").removeprefix("(2) ")
            page = await visitor.submit(page.form(action), **given)
            assert page.status >= 400
            assert page.dom.one("title").text == said + title


async def test_what_a_new_password_must_be_is_said_once(live: Live) -> None:
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get("/signup")
        assert page.html.count("15 caractères ou plus") == 1
        page = await visitor.submit(page.form("/signup"), name="Maëlle", email="m@exemple.fr", password="court")
        assert page.html.count("15 caractères ou plus") == 1
        assert page.dom.one("input", id="password").attributes["aria-describedby"].split() == ["password-error"]
