"""What a first visit costs, as it goes over the wire."""

from playwright.async_api import Response

from tests.browser.talking import CONTENTS
from tests.browser.windows import Windows, joined
from tests.letters import LETTERS
from tests.people import Cast

MOST = 60_000  # bytes, heads included


async def test_a_conversation_of_fifty_messages_is_light(windows: Windows, cast: Cast) -> None:
    for n, letter in enumerate(LETTERS):
        await (cast.jean if n % 2 else cast.camille).say(cast.room, letter)
    camille = await windows.open(cast.camille)
    answers: list[Response] = []

    def hear(answer: Response) -> None:
        answers.append(answer)

    camille.on("response", hear)
    await camille.goto(f"/conversations/{cast.room}")
    await joined(camille)
    assert await camille.locator(CONTENTS).count() == 50
    weights = {}
    for answer in answers:
        if answer.url.startswith("http"):
            sizes = await answer.request.sizes()
            weights[answer.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    assert any(url.endswith("/js/escale.js") for url in weights)
    assert any(url.endswith("/css/escale.css") for url in weights)
    assert any(url.endswith("/socket.io.esm.min.js") for url in weights)
    assert sum(weights.values()) < MOST, weights
