"""Several photos in one form without a script: a message each, all of them or none, and each once."""

import asyncio
from typing import Any

import pytest
from limits import parse

from actions import limits, several
from models import Attachment, Message
from tests.live import Live
from tests.pages import Page, Visitor
from tests.people import Cast
from tests.pictures import picture

File = tuple[str, tuple[str, bytes, str]]
MANY = [("attachment", (f"{n}.png", picture("PNG", (40 + n, 30)), "image/png")) for n in range(12)]
NO_IMAGE: File = ("attachment", ("a.png", b"no image at all", "image/png"))
ALIKE: File = ("attachment", ("0.png", b"no image at all", "image/png"))
HEAVY: File = ("attachment", ("a.png", picture() + b"\0" * (10 * 2**20), "image/png"))
AGAIN = "Vos photos sont à joindre de nouveau."


async def open_composer(camille: Visitor, cast: Cast) -> Any:
    return (await camille.get(f"/conversations/{cast.room}")).composer


def widths(page: Page) -> list[str]:
    return [image.attributes["width"] for image in page.dom.one(id="messages").all("img")]


async def test_they_come_in_their_order_each_once_however_often_the_form_does(cast: Cast) -> None:
    async with cast.camille.visitor() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        camille.client.timeout = 60  # nine images at once, on a machine that does much else
        form = await open_composer(camille, cast)
        sending = (
            camille.submit(form, files=MANY[:3], content="Le port", attachment_alt="Le quai\r\n\r\nLe phare") for _ in range(3)
        )
        pages = [*await asyncio.gather(*sending), await camille.submit(form, files=MANY[:3], content="Le port")]
        heard = await jean.next("new_message", 3)
        await jean.silence()
    for page in pages:
        assert (page.status, page.written) == (200, ["Le port", "Photo", "Photo"])
    assert widths(page) == ["40", "41", "42"]
    assert [message["content"] for message in heard] == ["Le port", "Photo", "Photo"]
    assert [message["attachment"].partition("#alt=")[2] for message in heard] == ["Le%20quai", "", "Le%20phare"]
    assert len(jean.all("new_message")) == 3
    assert await Attachment.filter(user_id=cast.camille.id).count() == 3


async def test_what_an_interruption_left_out_comes_when_the_form_comes_again(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        form = await open_composer(camille, cast)
        await camille.submit(form, files=MANY[:3], content="Le port")
        last = await Message.filter(conversation_id=cast.room).order_by("-id").first()
        assert last
        await Message.filter(id=last.id).update(client_id=form.fields["csrf_token"][:8].encode().hex() * 2)  # as if it never came
        page = await camille.submit(form, files=MANY[:3], content="Le port")
    assert page.written == ["Le port", "Photo", "Photo", "Photo"]


@pytest.mark.parametrize(
    ("files", "fields", "status", "words"),
    [
        (
            [*MANY[:2], NO_IMAGE],
            {},
            422,
            f"« \u2068a.png\u2069 » : Le fichier n’est pas une image PNG, JPEG, GIF ou WebP. {AGAIN}",
        ),
        ([HEAVY, *MANY[:2]], {}, 413, "« \u2068a.png\u2069 » : "),
        ([MANY[0], ALIKE], {}, 422, "Photo 2 : "),  # whose names don't tell them apart
        (
            MANY[:2],
            {"content": "a\0"},
            422,
            f"Votre message contient un caractère illisible ; retirez-le et réessayez. {AGAIN}",
        ),
        (MANY[:2], {"attachment_alt": f"court\n{'a' * 301}"}, 422, "« \u20681.png\u2069 » : La description"),
        (MANY[:11], {}, 422, f"10 photos au plus à la fois. {AGAIN}"),
        (MANY[:2], {"client_id": "zz"}, 400, "Ce formulaire était abîmé."),
    ],
    ids=["no image", "too heavy", "of one name", "unreadable words", "described too long", "too many", "no client_id"],
)
async def test_where_one_is_refused_none_is_sent_and_the_text_is_kept(
    cast: Cast, files: list[File], fields: dict[str, str], status: int, words: str
) -> None:
    async with cast.camille.visitor() as camille:
        sent = {"content": "Le port", **fields}
        page = await camille.submit(await open_composer(camille, cast), files=files, **sent)
        (error,) = page.errors
        assert (page.status, error.startswith(words), error.endswith(AGAIN)) == (status, True, True)
        assert page.composer.fields["content"] == sent["content"]
        assert page.composer.fields["attachment_alt"] == sent.get("attachment_alt", "")
    assert not await Message.exists(conversation_id=cast.room)
    assert not await Attachment.exists(user_id=cast.camille.id)


async def test_a_description_without_its_photo_is_kept_and_said(cast: Cast) -> None:
    """It was dropped, and the message sent."""
    async with cast.camille.visitor() as camille:
        page = await camille.submit(await open_composer(camille, cast), content="Le port", attachment_alt="Le quai, le soir")
        assert page.errors == ["Vous avez décrit une photo qui n’est pas jointe : joignez-la, ou effacez sa description."]
        assert (page.status, page.written) == (422, [])
        assert (page.composer.fields["content"], page.composer.fields["attachment_alt"]) == ("Le port", "Le quai, le soir")
        assert page.dom.one("textarea", name="attachment_alt").attributes["aria-invalid"] == "true"
        page = await camille.submit(page.composer, files=MANY[:2], attachment_alt="Le quai\n\nLe phare")
        assert (page.status, page.written, page.composer.fields["attachment_alt"]) == (422, [], "Le quai\n\nLe phare")
        page = await camille.submit(page.composer, attachment_alt=" ")
        assert page.written == ["Le port"]


async def test_none_is_sent_where_the_limit_is_met_on_the_way(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "send_image", parse("2/hour"))
    limits.use("")
    async with cast.camille.visitor() as camille:
        page = await camille.submit(await open_composer(camille, cast), files=MANY[:3], content="Le port")
    limits.use("")
    assert (page.status, page.composer.fields["content"]) == (429, "Le port")
    assert page.errors[0].endswith(AGAIN)
    assert not await Attachment.exists(user_id=cast.camille.id)
    assert several.MOST == 10


@pytest.mark.parametrize(("content", "count"), [("", 1), (" \r\n ", 1), ("", 3)])
async def test_photos_go_without_words(cast: Cast, content: str, count: int) -> None:
    """The contract wants some, so they say what they are; a form that comes again is known again."""
    async with cast.camille.visitor() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        form = await open_composer(camille, cast)
        for _ in range(2):
            page = await camille.submit(form, files=MANY[:count], content=content)
            assert (page.status, page.written) == (200, ["Photo"] * count)
        shown = page.dom.one(id="messages").all("p", class_="bubble__content")
        assert ["hidden" in one.attributes for one in shown] == [True] * count
        heard = await jean.next("new_message", count)
        assert [message["content"] for message in heard] == ["Photo"] * count
        page = await camille.submit((await open_composer(camille, cast)), content="Photo")  # but not where there is none
        assert "hidden" not in [*page.dom.one(id="messages").all("p", class_="bubble__content")][-1].attributes
