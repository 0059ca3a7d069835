"""Addresses become links, the same ones live and from the server, and lead away safely."""

import pytest
from playwright.async_api import Request, Route, expect

from tests.browser.talking import at, bubble, is_same_after_reload, shows
from tests.browser.test_live import frame, listening
from tests.browser.windows import Windows
from tests.people import Cast
from tests.routes.test_links import TABLE, led_to


@pytest.mark.parametrize("half", [0, 1])  # all of them would be more than a page
async def test_every_text_of_the_table_is_the_same_live_and_reloaded(windows: Windows, cast: Cast, half: int) -> None:
    camille = await at(windows, cast.camille, cast.room)
    said = {f"{text}\n{n}": addresses for n, (text, addresses) in enumerate(list(TABLE.items())[half::2])}
    await cast.jean.say(cast.room, *said)
    await expect(camille.locator("#messages article")).to_have_count(len(said))
    hrefs = [
        await one.locator("a.link").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        for one in await camille.locator("#messages [data-slot=content]").all()
    ]
    assert hrefs == [[led_to(address) for address in addresses] for addresses in said.values()]
    shown = await camille.locator("#messages a.link").all_text_contents()
    assert shown == [address for addresses in said.values() for address in addresses]
    await is_same_after_reload(camille)


async def test_a_link_shows_its_host_and_opens_elsewhere_knowing_nothing(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    await cast.jean.say(cast.room, "Le plan : https://plans.exemple.fr/port?x=1.")
    await shows(camille, "Le plan : https://plans.exemple.fr/port?x=1.")
    link = bubble(camille, "Le plan").get_by_role("link")
    await expect(link).to_have_text("https://plans.exemple.fr/port?x=1")
    await expect(link.locator(".link__host")).to_have_text("plans.exemple.fr")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow ugc")
    asked: list[Request] = []

    async def answer(route: Route) -> None:
        asked.append(route.request)
        await route.fulfill(body="ok")

    await camille.context.route("https://plans.exemple.fr/**", answer)
    assert asked == []  # nothing was fetched for showing it
    async with camille.expect_popup() as opened:
        await link.click()
    popup = await opened.value
    await expect(popup.locator("body")).to_have_text("ok")
    assert [request.headers.get("referer") for request in asked] == [None]
    assert await popup.evaluate("window.opener") is None


async def test_without_scripts_too(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille, script=False)
    await camille.goto(f"/conversations/{cast.room}")
    await listening(camille)
    await cast.jean.say(cast.room, "https://exemple.fr/plan")
    link = frame(camille).get_by_role("link", name="https://exemple.fr/plan")
    await expect(link).to_have_attribute("target", "_blank")


# An isolate is closed by what closes one, and is none where a hundred and twenty-five others stand open already.
TURNED = {
    "an override": "\u202e",
    "many of them": "\u202e" * 70,
    "isolates": "\u2067" * 130,
    "what closes, then many": "\u2069" * 3 + "\u202e" * 70,
    "embeddings": "\u202b" * 70,
}
# Where each letter of the host stands, from left to right; and the bubble's time before its word.
LETTERS = """(article) => {
    const left = (node, at) => {
        const letter = document.createRange();
        letter.setStart(node, at);
        letter.setEnd(node, at + 1);
        return letter.getBoundingClientRect().left;
    };
    const link = article.querySelector(".link");
    const places = [...link.childNodes].flatMap((part) => {
        const words = part.firstChild ?? part;
        return [...words.textContent].map((_, at) => left(words, at));
    });
    return places.every((place, at) => at === 0 || place > places[at - 1]);
}"""
FOOT = """(article) => {
    const foot = article.querySelector(".bubble__foot");
    const [time, state] = ["time", ".state-sent"].map((part) => foot.querySelector(part).getBoundingClientRect());
    return time.right <= state.left && article.querySelector(".bubble").getBoundingClientRect().right - state.right < 24;
}"""


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
async def test_no_control_of_direction_turns_an_address_or_a_time_round(windows: Windows, cast: Cast, script: bool) -> None:
    camille = await windows.open(cast.camille, script=script)
    said = [f"{controls}voir https://exemple.fr/abc oui" for controls in TURNED.values()]
    await cast.camille.say(cast.room, *said)
    await camille.goto(f"/conversations/{cast.room}")
    articles = camille.locator("#messages article")
    await expect(articles).to_have_count(len(TURNED))
    for name, article in zip(TURNED, await articles.all(), strict=True):
        assert (name, await article.evaluate(LETTERS)) == (name, True)
    assert await articles.last.evaluate(FOOT)
