"""Who is found and written to.

Seen to fail with the disabled, oneself or people who are no locals left in, with what is typed not folded, NUL handed on, and a
number read without routes/numbers.py.
"""

from secrets import token_hex
from typing import Any

import pytest

from models import Conversation, User
from tests.live import Live
from tests.pages import Page
from tests.people import Cast, person


def names(page: Page) -> list[str]:
    return [element.words for element in page.dom.all(class_="person__name")]


async def test_locals_are_found_by_name_or_city_case_and_accents_aside(live: Live, cast: Cast) -> None:
    mark = token_hex(3)
    await person(live, f"Éloïse Œuvrard {mark}", is_local=True, city="Orléans")
    await person(live, f"Straße {mark}", is_local=True, city="Nîmes")
    await person(live, f"Voyageuse {mark}", city="Orléans")
    await person(live, f"L’Œil {mark}", is_local=True, city="L’Haÿe")
    async with cast.camille.visitor() as camille:
        for words, found in [
            (mark, [f"L’Œil {mark}", f"Straße {mark}", f"Éloïse Œuvrard {mark}"]),
            (f"{mark} orleans", [f"Éloïse Œuvrard {mark}"]),
            (f"ORLÉANS  {mark.upper()}", [f"Éloïse Œuvrard {mark}"]),
            (f"eloise {mark}", [f"Éloïse Œuvrard {mark}"]),
            (f"{mark} strasse", [f"Straße {mark}"]),
            (f"nimes {mark}", [f"Straße {mark}"]),
            (f"rlé {mark}", [f"Éloïse Œuvrard {mark}"]),
            (f"l'oeil {mark}", [f"L’Œil {mark}"]),
            (f"L’ŒIL {mark} haye", [f"L’Œil {mark}"]),
            (f"{mark} paris", []),
            (f"{mark} %", []),
            (f"{mark} _", []),
            (f"{mark[:3]}%{mark[3:]}", []),
            (f"{mark} \\", []),
            (f"{mark} '", [f"L’Œil {mark}"]),
            ("\0" + mark, [f"L’Œil {mark}", f"Straße {mark}", f"Éloïse Œuvrard {mark}"]),
        ]:
            page = await camille.get("/locals", params={"q": words})
            assert (words, page.status, names(page)) == (words, 200, found)


async def test_oneself_and_disabled_people_are_not_listed(live: Live, cast: Cast) -> None:
    mark = token_hex(3)
    one, other = await person(live, f"Un {mark}", is_local=True), await person(live, f"Deux {mark}", is_local=True)
    async with one.visitor() as visitor:
        assert names(await visitor.get(f"/locals?q={mark}")) == [f"Deux {mark}"]
        await User.filter(id=other.id).update(disabled_at=other.user.created_at)
        assert names(await visitor.get(f"/locals?q={mark}")) == []


async def test_more_than_a_page_is_walked_by_links_and_by_the_api_alike(live: Live, cast: Cast) -> None:
    mark = token_hex(3)
    for n in range(45):
        await User.create(name=f"{mark} {n}", email=f"{mark}.{n}@exemple.fr", password_hash="x", is_local=True)
    expected = [f"{mark} {n}" for n in reversed(range(45))]
    async with cast.camille.visitor() as camille, cast.camille.program() as api:
        page = await camille.get(f"/locals?q={mark}")
        walked = names(page)
        while links := list(page.dom.all("a", rel="next")):
            page = await camille.get(links[0].attributes["href"])
            walked += names(page)
        assert walked == expected
        found: list[Any] = []
        before = None
        while not found or before:
            listed = (await api.get("/api/locals", params={"q": mark, **({"before": before} if before else {})})).json()
            assert set(listed) == {"locals", "next"}
            found += [local["name"] for local in listed["locals"]]
            before = listed["next"]
        assert found == expected
        assert set(listed["locals"][0]) == {"id", "name", "city", "bio"}
        for odd in ("x", "-1", "1.5", "9" * 30, "\0", "²"):
            answer = await api.get("/api/locals", params={"q": mark, "before": odd})
            assert (odd, answer.status_code, answer.json().get("field")) == (odd, 400, "before")
        # As openapi.json says: 0 is a number before which nobody stands.
        assert (await api.get("/api/locals", params={"before": 0})).json() == {"locals": [], "next": None}


async def test_contacting_someone_opens_the_one_conversation_of_the_two(live: Live, cast: Cast) -> None:
    mark = token_hex(3)
    lena = await person(live, f"Léna {mark}", is_local=True)
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/locals?q={mark}")).form("/conversations")
        for _ in range(2):
            page = await camille.submit(form)
            assert page.status == 200
        opened = await Conversation.get(local_id=lena.id)
        assert (page.path, opened.voyager_id) == (f"/conversations/{opened.id}", cast.camille.id)
        # From then on its page leads there, for either who is local.
        await User.filter(id=cast.camille.id).update(is_local=True)
        for person_, search, name in ((cast.camille, mark, f"Léna {mark}"), (lena, "Camille Lyon", "Camille")):
            async with person_.visitor() as visitor:
                page = await visitor.get("/locals", params={"q": search})
                link = page.dom.one("a", href=f"/conversations/{opened.id}#new")  # where what is new begins
                assert link.words == f"Ouvrir la conversation avec {name}"
                assert len([form for form in page.forms if form.action == "/conversations"]) == len(names(page)) - 1


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "987654321", "9" * 30, "1.0", "²", "\0"])
async def test_nobody_writes_to_nobody(cast: Cast, number: str) -> None:
    async with cast.zoe.visitor() as zoe:
        form = (await zoe.get("/locals")).forms
        contact = next(form for form in form if form.action == "/conversations")
        page = await zoe.submit(contact, local_id=number)
        assert page.status == 404
        page = await zoe.submit(contact, local_id=str(cast.zoe.id))
        assert page.status == 404
        page = await zoe.submit(contact, local_id=str(cast.camille.id))  # who is no local
        assert page.status == 404
