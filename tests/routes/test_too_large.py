"""A form too large to be let in: one comes back to where it was written, with the words, which stand before the photos."""

from typing import Any

import pytest

from routes import uploads
from stack.upload import LARGE_AT_ONCE
from tests.live import Live
from tests.people import Cast
from tests.pictures import picture
from wire import bounds

OVER = bytes(bounds.LARGEST_FORM)
TEXT = "Trois lignes\nqui ne doivent\npas se perdre : é 🧳"


async def test_one_is_back_in_the_conversation_with_the_words_and_sends_them(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        page = await camille.submit(form, files={"attachment": ("a.png", OVER, "image/png")}, content=TEXT)
        assert page.status == 413
        (error,) = page.errors
        assert error.startswith("Vos photos sont trop lourdes : 10 Mo chacune et 32 Mo ensemble")
        assert page.dom.one("input", name="attachment").attributes["aria-invalid"] == "true"
        assert (page.composer.fields["content"], page.composer.fields["client_id"]) == (TEXT, form.fields["client_id"])
        page = await camille.submit(page.composer)
        assert page.written == [TEXT]


@pytest.mark.parametrize("fields", [{}, {"csrf_token": "another site's", "content": TEXT}], ids=["photo first", "no proof"])
async def test_where_the_words_cant_be_read_there_is_a_way_back(cast: Cast, fields: dict[str, str]) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        answer = await camille.client.post(form.action, data=fields, files={"attachment": ("a.png", OVER, "image/png")})
        assert answer.status_code == 413
        assert "Revenir à la conversation" in answer.text
        assert f'href="/conversations/{cast.room}#new"' in answer.text


async def test_a_stranger_to_the_conversation_learns_nothing(cast: Cast) -> None:
    async with cast.zoe.visitor() as zoe:
        token = (await zoe.get("/account")).forms[0].fields["csrf_token"]
        files: Any = {"attachment": ("a.png", OVER, "image/png")}
        answer = await zoe.client.post(f"/conversations/{cast.room}/messages", data={"csrf_token": token}, files=files)
    assert answer.status_code == 404
    assert "Jean" not in answer.text


@pytest.mark.one_process
async def test_a_script_that_sends_too_many_at_once_is_answered_as_it_asks(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was a page, which the script took for something on the way."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    uploads._here[cast.camille.id] = LARGE_AT_ONCE
    try:
        async with cast.camille.browser() as browser:
            answers = [
                await browser.post(
                    f"/conversations/{cast.room}/messages",
                    data={"content": "Le port"},
                    files={"attachment": ("a.png", picture() + bytes(bounds.LARGEST_TEXT), "image/png")},
                    headers=headers,
                )
                for headers in ({"Accept": "application/json"}, {})
            ]
    finally:
        del uploads._here[cast.camille.id]
    assert [answer.status_code for answer in answers] == [429, 429]
    error = answers[0].json()["error"]
    assert (answers[0].json()["ok"], error["code"], error["retry_after"]) == (False, "too_many", 10)
    assert answers[0].headers["Retry-After"] == "10"
    assert answers[1].headers["Content-Type"].startswith("text/html")
    assert "Revenir à la conversation" in answers[1].text
