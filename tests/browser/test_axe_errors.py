"""What axe-core finds on the pages that say what went wrong."""

from typing import Any

import pytest
from limits import parse
from playwright.async_api import Page, Response

from actions import conversations, limits
from actions.errors import InvalidPayload
from tests.browser.test_axe import WINDOWS, violations, window
from tests.browser.windows import Windows
from tests.live import Live
from tests.people import Cast
from tests.routes.test_error_pages import away


async def posted(page: Page, address: str, form: str, **fields: str) -> Response:
    """That page's form, sent with those fields whatever it says of them."""
    await page.goto(address)
    async with page.expect_navigation() as arriving:
        await page.locator(f"form[action='{form}']").evaluate(
            """(form, fields) => {
                for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
                form.submit();
            }""",
            fields,
        )
    return await arriving.value


@pytest.mark.one_process
@pytest.mark.logs_errors
@pytest.mark.parametrize(("width", "language"), WINDOWS)
async def test_no_violation_where_something_went_wrong(
    windows: Windows, cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch, width: int, language: str
) -> None:
    windows.expect("status of (400|401|403|413|429|500|503)")
    how = window(width, language)
    camille, stranger = await windows.open(cast.camille, **how), await windows.open(**how)
    found = []

    async def look(page: Page, response: Response | None, status: int) -> None:
        assert response
        assert (page.url, response.status) == (page.url, status)
        assert (await page.locator("html").get_attribute("lang") or "")[:2] == language[:2]
        found.extend(await violations(page))

    profile, talk = ("/account", "/account/profile"), f"/conversations/{cast.room}"
    await look(camille, await posted(camille, *profile, csrf_token="too old", bio="Né ici"), 403)  # with what was written
    await look(camille, await posted(camille, *profile, bio="a" * 300_000), 413)
    await look(camille, await posted(camille, talk, f"{talk}/messages", csrf_token="too old", content="À demain"), 403)
    await look(stranger, await posted(stranger, "/login", "/login", csrf_token="too old"), 403)

    for wrong, status in ((InvalidPayload(), 400), (RuntimeError("a fault of our own"), 500)):

        async def refuse(*_: Any, wrong: Exception = wrong, **__: Any) -> Any:
            raise wrong

        with monkeypatch.context() as patched:
            patched.setattr(conversations, "inbox", refuse)
            await look(camille, await camille.goto("/conversations"), status)
    async with away("conversations"):
        await look(camille, await camille.goto("/conversations?q=a"), 503)

    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "search", parse("1/50second"))
    limits.use("")
    await camille.goto("/locals?q=Jean")
    await look(camille, await camille.goto("/locals?q=Jean"), 429)
    limits.use("")

    assert found == []
