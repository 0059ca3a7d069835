"""Addresses become links, the same ones live and from the server, and lead away safely."""

from playwright.async_api import Request, Route, expect

from tests.browser.talking import at, bubble, is_same_after_reload, shows
from tests.browser.test_live import frame, listening
from tests.browser.windows import Windows
from tests.people import Cast
from tests.routes.test_links import TABLE


async def test_every_text_of_the_table_is_the_same_live_and_reloaded(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    said = {f"{text}\n{n}": hosts for n, (text, hosts) in enumerate(TABLE.items())}
    for texts in (list(said)[:24], list(said)[24:]):
        await cast.jean.say(cast.room, *texts)
    await expect(camille.locator("#messages article")).to_have_count(len(said))
    hrefs = [
        await one.locator("a.link").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        for one in await camille.locator("#messages [data-slot=content]").all()
    ]
    assert hrefs == list(said.values())
    assert await camille.locator("#messages a.link").evaluate_all(
        "all => all.every((one) => one.textContent === one.getAttribute('href'))"
    )
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
