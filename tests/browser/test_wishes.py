"""What people ask of their system: no motion, and their own few colours."""

from playwright.async_api import expect

from actions import attachments, messages
from tests.browser.talking import at, bubble
from tests.browser.windows import Windows
from tests.people import Cast
from tests.pictures import picture

MOVES = """() => [...document.querySelectorAll("*")].filter((one) => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
    return parseFloat(transitionDuration) > 0 || animationName !== "none" || scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 90))"""

# What is told apart by its ground alone, which the system paints over.
EDGELESS = """(selectors) => selectors.filter((selector) => {
    const one = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
    const { borderTopStyle, borderTopWidth, outlineStyle, outlineWidth } = one ? getComputedStyle(one) : {};
    const drawn = (style, width) => style !== "none" && parseFloat(width) > 0;
    return !one || (!drawn(borderTopStyle, borderTopWidth) && !drawn(outlineStyle, outlineWidth));
})"""


async def test_nothing_moves_for_who_asked_for_less_motion(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    assert await camille.evaluate(MOVES) != []  # for everybody else something does
    await camille.emulate_media(reduced_motion="reduce")
    assert await camille.evaluate(MOVES) == []


async def test_in_the_systems_own_colours_everything_keeps_an_edge(windows: Windows, cast: Cast) -> None:
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture()))
    await cast.camille.say(cast.room, "Merci")
    camille = await at(windows, cast.camille, cast.room, forced_colors="active")
    chosen = [".bubble", ".message--mine .bubble", ".avatar", "#inbox [aria-current]", "#content", ".composer__send", "#find"]
    assert await camille.evaluate(EDGELESS, chosen) == []
    attach = camille.locator(".composer__attach:visible .button")
    await expect(attach).to_have_css("margin-inline-start", "0px")  # elsewhere its words stand at the edge of the column
    await bubble(camille, "Le port").locator(".bubble__photo").click()
    await expect(camille.locator("#lightbox")).to_be_visible()
    assert await camille.evaluate(EDGELESS, [".lightbox__close"]) == []
    account = await windows.open(cast.camille, forced_colors="active")
    await account.goto("/account")
    assert await account.evaluate(EDGELESS, ["#name", "#time_zone", ".button--main", ".button"]) == []
