"""Images over the socket. What is no data URL is seen to fail with a decoder that is not strict: it overlooks a whole group of
blanks, and the length says nothing of it."""

import base64
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from actions import attachments
from models import Attachment, Message
from tests.people import Cast
from tests.pictures import data_url, picture
from wire.links import opened

PNG = picture()
GOOD = data_url(PNG)
LIMIT = 10 * 1024 * 1024


def padded(size: int) -> bytes:
    """A PNG of exactly that many bytes: what follows its end is cut off, but counts."""
    return PNG + b"\0" * (size - len(PNG))


def wrong() -> dict[str, Any]:
    code = base64.b64encode(PNG).decode()
    return {
        "a number": 5,
        "true": True,
        "a list": [GOOD],
        "an object": {"data": GOOD},
        "empty": "",
        "no data URL": "https://evil.example/a.png",
        "a path": "/media/x.png",
        "upper case": GOOD.replace("data:image", "DATA:IMAGE"),
        "a parameter": GOOD.replace(";base64", ";charset=x;base64"),
        "no base64": GOOD.replace(";base64", ""),
        "another kind": GOOD.replace("image/png", "image/svg+xml"),
        "a page": data_url(b"<html><script>alert(1)</script></html>").replace("image/png", "text/html"),
        "no image": data_url(b"hello"),
        "misnamed": data_url(PNG, "jpeg"),
        "cut off": data_url(PNG[:-20]),
        "nothing": data_url(b""),
        "a space before": " " + GOOD,
        "a line break within": f"data:image/png;base64,{code[:40]}\n{code[40:]}",
        "a space within": f"data:image/png;base64,{code[:40]} {code[40:]}",
        "spaces of a whole group": f"data:image/png;base64,{code[:40]}    {code[40:]}",
        "line breaks of a whole group": f"data:image/png;base64,{code[:40]}\r\n\r\n{code[40:]}",
        "padding too much": GOOD + "====",
        "half a group": GOOD[:-1],
        "an SVG": data_url(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "a BMP": data_url(picture("BMP")),
        "a TIFF": data_url(picture("TIFF")),
    }


async def test_what_is_no_image_is_refused_by_socket_and_api_and_leaves_nothing(cast: Cast, media_dir: Path) -> None:
    before = sorted(media_dir.rglob("*"))
    async with cast.camille.socket() as camille, cast.camille.program() as api, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for name, attachment in wrong().items():
            asked = {"conversation_id": cast.room, "content": "Voici", "attachment": attachment}
            answer = await camille.ask("send_message", asked)
            assert (name, answer["ok"], answer["error"]["code"]) == (name, False, "invalid_attachment")
            posted = await api.post(f"/api/conversations/{cast.room}/messages", json=asked)
            assert (name, posted.status_code, posted.json()) == (
                name,
                422,
                {"error": answer["error"]["message"], "code": "invalid_attachment", "field": "attachment"},
            )
        await jean.silence()
        assert jean.heard == []
    assert not await Message.exists(conversation_id=cast.room)
    assert not await Attachment.exists(user_id=cast.camille.id)
    assert sorted(media_dir.rglob("*")) == before


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_each_kind_of_image_is_kept_and_served_as_its_own_type(cast: Cast, kind: str) -> None:
    async with cast.camille.socket() as camille, cast.camille.program() as api:
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(picture(kind), kind.lower())}
        message = (await camille.ask("send_message", asked))["message"]
        served = await api.get(message["attachment"])
    assert (served.status_code, served.headers["Content-Type"]) == (200, f"image/{kind.lower()}")
    assert "width=40" in message["attachment"]


async def test_image_jpg_is_understood_and_content_is_still_required(cast: Cast) -> None:
    jpeg = data_url(picture("JPEG"), "jpg")
    async with cast.camille.socket() as camille:
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": jpeg}
        assert (await camille.ask("send_message", asked))["ok"]
        for content in ("", None, "  "):
            answer = await camille.ask("send_message", {**asked, "content": content})
            assert answer["error"]["code"] == "invalid_content"
        without = {"conversation_id": cast.room, "content": "sans", "attachment": None}
        assert (await camille.ask("send_message", without))["message"]["attachment"] is None
    assert await Attachment.filter(user_id=cast.camille.id).count() == 1


async def test_exactly_ten_mebibytes_pass_and_one_byte_more_does_not(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.camille.visitor() as browser:
        asked = {"conversation_id": cast.room, "content": "Lourde", "attachment": data_url(padded(LIMIT))}
        assert (await camille.ask("send_message", asked))["ok"]
        asked["attachment"] = data_url(padded(LIMIT + 1))
        assert (await camille.ask("send_message", asked))["error"] == {
            "code": "attachment_too_large",
            "message": "Image trop lourde (10\u00a0Mo au plus)",
        }
        page = await browser.get(f"/conversations/{cast.room}")
        file = {"attachment": ("a.png", padded(LIMIT + 1), "image/png")}
        page = await browser.submit(page.composer, files=file, content="Trop lourde")
        assert (page.status, page.composer.fields["content"]) == (413, "Trop lourde")
        assert page.errors == ["Image trop lourde (10 Mo au plus). Joignez-en une autre, ou envoyez votre texte seul."]
        file = {"attachment": ("a.png", padded(LIMIT), "image/png")}
        page = await browser.submit(page.composer, files=file, content="Juste assez")
        assert page.written == ["Lourde", "Juste assez"]


@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")  # of the tests' own client, which polls
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_photo_that_is_more_than_the_socket_takes_is_answered_and_the_socket_stays(cast: Cast, transport: str) -> None:
    """Seen to fail: the socket was cut, and whoever sent a photo of 12 MB from a telephone heard nothing of it."""
    async with cast.camille.socket(transports=[transport]) as camille:
        for size in (LIMIT + LIMIT // 20, 3 * LIMIT):
            asked = {"conversation_id": cast.room, "attachment": data_url(padded(size)), "content": "Lourde"}
            answer = await camille.ask("send_message", asked)
            assert (answer["ok"], answer["error"]["code"]) == (False, "attachment_too_large")
        assert len(await camille.next("error", 2)) == 2
        assert (await camille.ask("send_message", {"conversation_id": cast.room, "content": "Sans elle"}))["ok"]


async def test_several_times_what_the_socket_takes_ends_the_socket_and_nothing_else(cast: Cast) -> None:
    async with cast.camille.raw() as camille, cast.jean.socket() as jean:
        with suppress(ConnectionError):
            await camille.send(f'42["send_message", {{"conversation_id": {cast.room}, "content": "{"a" * 45_000_000}"}}]')
        assert await camille.receive() is None
        await jean.silence()
    assert not await Message.exists(conversation_id=cast.room)


async def test_one_image_belongs_to_one_message_and_its_link_opens_it(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": GOOD}
        first, second = [(await camille.ask("send_message", asked))["message"]["attachment"] for _ in range(2)]
    assert first.partition("?")[0] != second.partition("?")[0]
    key, _, query = first.removeprefix("/media/").partition("?")
    assert opened(key, dict(part.split("=") for part in query.split("&")))


async def test_a_retry_stores_no_second_image(cast: Cast, media_dir: Path) -> None:
    async with cast.camille.socket() as camille:
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": GOOD, "client_id": "0" * 32}
        first = await camille.ask("send_message", asked)
        files = sorted(media_dir.rglob("*"))
        assert await camille.ask("send_message", asked) == first
    assert await Attachment.filter(user_id=cast.camille.id).count() == 1
    assert sorted(media_dir.rglob("*")) == files


async def test_what_interrupted_sends_left_behind_is_swept_and_what_a_message_names_is_not(cast: Cast, media_dir: Path) -> None:
    kept = await attachments.store(cast.camille.id, GOOD)
    await Attachment.filter(id=kept.id).update(created_at=kept.created_at - attachments.FORGOTTEN * 2)
    fresh = await attachments.store(cast.camille.id, GOOD)
    async with cast.camille.socket() as camille:
        sent = await camille.ask("send_message", {"conversation_id": cast.room, "content": "x", "attachment": GOOD})
    named = await Attachment.get(message__id=sent["message"]["id"])
    await Attachment.filter(id=named.id).update(created_at=kept.created_at - attachments.FORGOTTEN * 2)

    await attachments.sweep()

    assert not await Attachment.exists(id=kept.id)
    assert not (media_dir / kept.full_name).exists()
    for row in (fresh, named):
        assert await Attachment.exists(id=row.id)
        assert (media_dir / row.full_name).exists()
        assert (media_dir / row.small_name).exists()
    await attachments.discard(named)
    assert await Attachment.exists(id=named.id)
    assert (media_dir / named.full_name).exists()
