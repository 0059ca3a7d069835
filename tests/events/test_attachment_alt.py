"""What an image shows, for whoever does not see it: an optional field in, the fragment of the image's address out."""

from typing import Any
from urllib.parse import unquote

import pytest

from actions import attachments
from actions.errors import InvalidAlt
from models import Attachment
from tests.people import Cast
from tests.pictures import data_url, picture
from wire.payloads import MessagePayload

SAID = "Le port, le soir : «\u202fl’heure bleue\u202f» + #1 & 2 %20 ⚓"

STORED: dict[Any, str] = {
    None: "",
    "": "",
    " \n\u200b": "",
    SAID: SAID,
    f"  {SAID}\r\n\tvu d’ici ": f"{SAID} vu d’ici",
    "⚓" * 300: "⚓" * 300,
}
REFUSED = [5, True, ["Le port"], {"alt": "Le port"}, "Le\0port", "\ud83d", "⚓" * 301, " " * 3001]


def test_it_is_one_readable_line_of_three_hundred_characters_at_most() -> None:
    for given, stored in STORED.items():
        assert attachments.checked_alt(given) == stored
    for given in REFUSED:
        with pytest.raises(InvalidAlt):
            attachments.checked_alt(given)


async def test_everybody_reads_it_from_the_address_and_no_payload_has_a_key_for_it(cast: Cast) -> None:
    asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(picture()), "attachment_alt": SAID}
    async with cast.camille.socket() as camille, cast.jean.socket() as jean, cast.jean.program() as api:
        await jean.ask("join_conversation", cast.room)
        sent = (await camille.ask("send_message", asked))["message"]
        (heard,) = await jean.next("new_message", 1)
        (inbox,) = await jean.next("conversation_updated", 1)
        listed = (await api.get(f"/api/conversations/{cast.room}/messages")).json()["messages"][0]
        last = (await api.get("/api/conversations")).json()["conversations"][0]["last_message"]
        image, _, fragment = sent["attachment"].partition("#alt=")
        assert unquote(fragment) == SAID
        assert fragment.isascii()
        assert not set(" #\"'<>") & set(fragment)
        for told in (heard, inbox["last_message"], listed, last):
            assert told["attachment"] == sent["attachment"]
            assert told.keys() == MessagePayload.__annotations__.keys()
        assert (await api.get(image)).content == (await api.get(sent["attachment"])).content

        posted = await api.post(f"/api/conversations/{cast.room}/messages", json={**asked, "attachment_alt": "Le mien"})
        assert posted.json()["message"]["attachment"].endswith("#alt=Le%20mien")
        bare = {"conversation_id": cast.room, "content": "Sans photo", "attachment_alt": SAID}
        assert (await camille.ask("send_message", bare))["message"]["attachment"] is None


async def test_what_can_not_be_kept_is_refused_and_leaves_no_image(cast: Cast) -> None:
    asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(picture()), "attachment_alt": "a" * 301}
    async with cast.camille.socket() as camille, cast.camille.program() as api:
        answer = await camille.ask("send_message", asked)
        assert answer["error"] == {"code": "invalid_attachment_alt", "message": "Description de l’image invalide"}
        posted = await api.post(f"/api/conversations/{cast.room}/messages", json=asked)
        assert (posted.status_code, posted.json()["field"]) == (422, "attachment_alt")
    async with cast.camille.visitor() as browser:
        page = await browser.get(f"/conversations/{cast.room}")
        page = await browser.submit(page.composer, files=[("attachment", ("a.png", picture(), "image/png"))], **asked_by_form())
        assert (page.status, page.composer.fields["content"], page.composer.fields["attachment_alt"]) == (422, "Voici", "a" * 301)
        assert page.errors == [
            "La description de votre photo a 301 caractères ; 300 au plus. Votre photo est à joindre de nouveau."
        ]
        assert page.dom.one("textarea", name="attachment_alt").attributes["aria-invalid"] == "true"
        page = await browser.submit(
            page.composer, files=[("attachment", ("a.png", picture(), "image/png"))], attachment_alt="Le port"
        )
        assert page.bubbles[0].one("img").attributes["alt"] == "Le port"
    assert await Attachment.filter(user_id=cast.camille.id).count() == 1


def asked_by_form() -> dict[str, str]:
    return {"content": "Voici", "attachment_alt": "a" * 301}
