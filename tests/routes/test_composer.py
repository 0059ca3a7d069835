import asyncio
from uuid import UUID

import pytest

from models import Attachment, Conversation, Message
from tests.pages import Visitor
from tests.people import PASSWORD, Cast
from tests.pictures import picture

TEXT = "Trois lignes\nqui ne doivent\npas se perdre : <b>&amp;</b> « é » 🧳"


async def contents(cast: Cast) -> list[str]:
    return [str(c) for c in await Message.filter(conversation_id=cast.room).order_by("id").values_list("content", flat=True)]


async def test_text_and_photo_go_out_by_a_plain_form(cast: Cast) -> None:
    async with cast.camille.visitor() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        page = await camille.get(f"/conversations/{cast.room}")
        page = await camille.submit(page.composer, content=TEXT)
        assert (page.status, page.path) == (200, f"/conversations/{cast.room}")
        file = {"attachment": ("../../etc/passwd.svg", picture("WEBP"), "text/html")}
        page = await camille.submit(page.composer, files=file, content="Une photo")
        assert page.written == [TEXT, "Une photo"]
        heard = await jean.next("new_message", 2)
        assert [message["attachment"] is None for message in heard] == [True, False]
        served = await camille.client.get(heard[1]["attachment"])
        assert served.headers["Content-Type"] == "image/webp"
        assert "passwd" not in str(served.headers)


async def test_a_double_click_sends_once(cast: Cast) -> None:
    async with cast.camille.visitor() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        pages = await asyncio.gather(*(camille.submit(form, content="Une fois") for _ in range(5)))
        assert [page.written for page in pages] == [["Une fois"]] * 5
        page = await camille.submit(form, content="Une fois")  # and once more, from the browser's history
        assert page.written == ["Une fois"]
        await jean.silence()
        assert len(jean.all("new_message")) == 1
    assert (await Conversation.get(id=cast.room)).local_unread == 1


async def test_a_form_that_served_before_keeps_another_text_and_sends_it_the_next_time(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        await camille.submit(form, content="un")
        page = await camille.submit(form, content="deux")
        assert (page.status, page.composer.fields["content"]) == (422, "deux")
        assert page.errors == ["Ce formulaire avait déjà servi. Votre nouveau texte est gardé : envoyez-le de nouveau."]
        page = await camille.submit(page.composer)
        assert page.written == ["un", "deux"]
    assert await contents(cast) == ["un", "deux"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "Écrivez un message avant de l’envoyer."),
        (" \n ", "Écrivez un message avant de l’envoyer."),
        ("é" * 2001, "Votre message a 2 001 caractères ; 2 000 au plus. Raccourcissez-le."),
        (TEXT * 100, "Votre message a "),
    ],
    ids=["nothing", "blank", "one too many", "far too many"],
)
async def test_a_refused_text_is_kept_with_a_word_beside_the_field(cast: Cast, content: str, words: str) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        page = await camille.submit(page.composer, content=content)
        (error,) = page.errors
        assert (page.status, error.startswith(words)) == (422, True)
        assert page.composer.fields["content"] == content
        field = page.dom.one("textarea", name="content").attributes
        assert field["aria-invalid"] == "true"
        assert "composer-error" in field["aria-describedby"]
        page = await camille.submit(page.composer, content="corrigé")
        assert page.written == ["corrigé"]


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (("a.png", b"no image at all", "image/png"), 422),
        (("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), 422),
        (("a.bmp", picture("BMP"), "image/png"), 422),
        (("a.png", picture()[:-20], "image/png"), 422),
        (("a.png", b"", "image/png"), 422),
        (("a.png", picture() + b"\0" * (10 * 2**20), "image/png"), 413),
        (("a.png", b"\0" * (25 * 2**20), "image/png"), 413),
    ],
    ids=["text", "svg", "bmp", "cut off", "empty", "over 10 MiB", "25 MiB"],
)
async def test_a_refused_photo_keeps_the_text(cast: Cast, file: tuple[str, bytes, str], status: int) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        page = await camille.submit(page.composer, files={"attachment": file}, content=TEXT)
        assert (page.status, len(page.errors)) == (status, 1)
        assert page.composer.fields["content"] == TEXT
        assert page.dom.one("input", name="attachment").attributes["aria-invalid"] == "true"
        page = await camille.submit(page.composer)
        assert page.written == [TEXT]
    assert not await Attachment.exists(user_id=cast.camille.id)


async def test_a_log_in_that_ended_keeps_the_text_and_sends_it_after_the_next(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        await cast.camille.cookie_session.delete()

        page = await camille.submit(form, content=TEXT)
        assert page.status == 401
        assert TEXT in [quote.text for quote in page.dom.all("blockquote")]
        login = page.form("/login")
        assert (login.fields["kept_content"], login.fields["kept_conversation_id"]) == (TEXT, str(cast.room))
        assert login.fields["kept_client_id"] == form.fields["client_id"]

        page = await camille.submit(login, email=cast.camille.user.email, password="pas le bon")
        assert (page.status, page.errors[0]) == (401, "Adresse e-mail ou mot de passe incorrect")
        login = page.form("/login")
        assert login.fields["kept_content"] == TEXT

        page = await camille.submit(login, email=cast.camille.user.email, password=PASSWORD)
        kept = page.form(f"/conversations/{cast.room}/messages")
        assert (page.status, kept.fields["content"]) == (200, TEXT)
        page = await camille.submit(kept)
        assert page.written == [TEXT]
        page = await camille.submit(kept)  # pressed twice, or found in the history
        assert page.written == [TEXT]
    assert await contents(cast) == [TEXT]


async def test_a_log_in_that_ended_is_said_to_whoever_sent_a_photo_without_words(cast: Cast) -> None:
    """There is nothing to keep; but a log-in without a word would seem to have taken the photo."""
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        await cast.camille.cookie_session.delete()
        page = await camille.submit(form, files={"attachment": ("a.png", picture(), "image/png")}, content="")
    assert (page.status, page.dom.one("p", class_="lead").words.startswith("Vous avez été déconnecté")) == (401, True)


async def test_a_proof_that_grew_too_old_keeps_the_text_and_sends_it_with_a_new_one(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        for token in ("", "too old", None):
            camille.client.cookies.delete("escale_form") if token is None else None
            page = await camille.submit(form, content=TEXT, csrf_token=token)
            assert (token, page.status) == (token, 403)
            kept = page.form(f"/conversations/{cast.room}/messages")
            assert kept.fields["content"] == TEXT
            assert kept.fields["client_id"] == form.fields["client_id"]
        assert await contents(cast) == []
        page = await camille.submit(kept)
        assert page.written == [TEXT]


async def test_both_gone_at_once_still_loses_nothing(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        camille.client.cookies.clear()
        page = await camille.submit(form, content=TEXT)
        page = await camille.submit(page.form(f"/conversations/{cast.room}/messages"))
        page = await camille.submit(page.form("/login"), email=cast.camille.user.email, password=PASSWORD)
        page = await camille.submit(page.form(f"/conversations/{cast.room}/messages"))
        assert page.written == [TEXT]


async def test_a_kept_text_that_is_too_long_is_still_there_with_its_error(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        page = await camille.submit(form, content="x" * 2500, csrf_token="too old")
        page = await camille.submit(page.form(f"/conversations/{cast.room}/messages"))
        assert (page.status, page.composer.fields["content"]) == (422, "x" * 2500)


@pytest.mark.parametrize("number", ["0", "987654321", "9" * 30])
async def test_what_a_stranger_keeps_stays_their_own(cast: Cast, number: str) -> None:
    """The log-in form's kept fields are anybody's to fill in: they open nothing."""
    async with Visitor(cast.zoe.browser()) as zoe:
        page = await zoe.get("/account")
        token = page.forms[0].fields["csrf_token"]
        for room in (number, str(cast.room), "x", ""):
            answer = await zoe.client.post(
                "/login",
                data={
                    "csrf_token": token,
                    "email": cast.zoe.user.email,
                    "password": PASSWORD,
                    "kept_content": "<script>alert(1)</script>",
                    "kept_conversation_id": room,
                    "kept_client_id": '"><script>',
                },
            )
            assert (room, answer.status_code in (200, 303)) == (room, True)
            assert "<script>alert" not in answer.text
            if answer.status_code == 200:
                posted = await zoe.client.post(f"/conversations/{room}/messages", data={"csrf_token": token, "content": "Coucou"})
                assert posted.status_code == 404
    assert await contents(cast) == []


async def test_a_client_id_that_is_absent_is_overlooked_and_one_that_is_none_refused(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        for client_id in ("", None):
            page = await camille.submit(page.composer, content="encore", client_id=client_id)
        for client_id in ("zz", "{5a9d1b3c-7e24-4c8f-9b60-2d1e8f7a6b54}", "5a9d1b3c", "0" * 31):
            page = await camille.submit(page.composer, content=TEXT, client_id=client_id)
            assert (page.status, page.composer.fields["content"]) == (400, TEXT)
            assert page.errors == ["Ce formulaire était abîmé. Votre texte est gardé : envoyez-le de nouveau."]
            assert UUID(page.composer.fields["client_id"])
        page = await camille.submit(page.composer)
        assert page.written == ["encore"] * 2 + [TEXT]
