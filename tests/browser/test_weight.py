"""What a first visit costs, as it goes over the wire."""

from playwright.async_api import Response, expect

from actions import conversations, messages
from models import User
from tests.browser.talking import CONTENTS
from tests.browser.windows import Windows, joined
from tests.letters import LETTERS
from tests.people import Cast

MOST = 60_000  # bytes, heads included
INBOX = 20  # other conversations, which stand beside it


async def test_a_conversation_of_fifty_messages_is_light(windows: Windows, cast: Cast) -> None:
    for n, letter in enumerate(LETTERS):
        await (cast.jean if n % 2 else cast.camille).say(cast.room, letter)
    for n, letter in enumerate(LETTERS[:INBOX]):
        local = await User.create(name=f"Prénom {n} Nom", email=f"local.{n}@poids.fr", password_hash="x", is_local=True)
        conversation, _existed = await conversations.start(cast.camille.id, local.id)
        await messages.send(local.id, conversation.id, letter)
    camille = await windows.open(cast.camille)
    answers: list[Response] = []

    def hear(answer: Response) -> None:
        answers.append(answer)

    camille.on("response", hear)
    await camille.goto(f"/conversations/{cast.room}")
    await joined(camille)
    assert await camille.locator(CONTENTS).count() == 50
    await expect(camille.locator("#inbox > li")).to_have_count(INBOX + 1)
    weights = {}
    for answer in answers:
        if answer.url.startswith("http"):
            sizes = await answer.request.sizes()
            weights[answer.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    assert any(url.endswith("/js/escale.js") for url in weights)
    assert any(url.endswith("/css/escale.css") for url in weights)
    assert any(url.endswith("/socket.io.esm.min.js") for url in weights)
    # Nothing has changed between the page's making and its joining: its inbox is not sent twice.
    assert [answer.status for answer in answers if answer.url.endswith("/conversations")] == [204]
    assert sum(weights.values()) < MOST, weights
