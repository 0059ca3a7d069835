"""Which image: tests/imaging/ and tests/events/test_attachment.py hold the files; here is how much anybody may keep."""

from pathlib import Path

import pytest

from actions import attachments
from models import Attachment, Message
from tests.people import Cast
from tests.pictures import data_url, picture


@pytest.mark.parametrize(("bound", "most"), [("MOST_IMAGES", 2), ("MOST_BYTES", 1)])
async def test_nobody_keeps_more_than_their_share(
    cast: Cast, media_dir: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    """By socket, JSON and form alike; fails with check_quota taken out."""
    asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(picture())}
    async with cast.camille.socket() as camille, cast.camille.program() as api, cast.camille.visitor() as visitor:
        for _ in range(2):
            assert (await camille.ask("send_message", asked))["ok"]
        monkeypatch.setattr(attachments, bound, most)
        files = set(media_dir.iterdir())
        refused = (await camille.ask("send_message", asked))["error"]
        assert refused == {"code": "too_many", "message": "Vous avez envoyé autant d’images que nous pouvons en garder"}
        answer = await api.post(f"/api/conversations/{cast.room}/messages", json=asked)
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (429, "too_many", "attachment")
        page = await visitor.get(f"/conversations/{cast.room}")
        page = await visitor.submit(page.composer, {"attachment": ("a.png", picture(), "image/png")}, content="Et par ici ?")
        assert (page.status, page.composer.fields["content"]) == (429, "Et par ici ?")
        assert (await camille.ask("send_message", {**asked, "attachment": None}))["ok"]
    async with cast.jean.socket() as jean:
        if bound == "MOST_IMAGES":
            assert (await jean.ask("send_message", asked))["ok"]  # it is each one's own
    assert await Attachment.filter(user_id=cast.camille.id).count() == 2
    assert await Message.filter(conversation_id=cast.room, user_id=cast.camille.id).count() == 3
    assert files <= set(media_dir.iterdir())
