"""Half a minute without a network, which nobody is told of: no packet passes, and no connection ends."""

import asyncio

from playwright.async_api import expect

from tests.browser.talking import CONTENTS, agree, at, bubble, write
from tests.browser.windows import Windows
from tests.faults.proxy import Proxy
from tests.live import Live
from tests.people import Cast

UNPLUGGED = 30.0  # seconds
EACH = 5


async def test_both_write_while_unplugged_for_half_a_minute(windows: Windows, cast: Cast, live: Live) -> None:
    # Cut on the way, and (of what a page still asks for once the test has ended) no proxy any more.
    windows.expect("ERR_CONNECTION_(RESET|REFUSED)")
    port = int(live.url.rpartition(":")[2])
    async with Proxy.to(port) as lost, Proxy.to(port) as held:
        camille = await at(windows, cast.camille, cast.room, base_url=lost.url)
        jean = await at(windows, cast.jean, cast.room, base_url=held.url)
        for proxy in (lost, held):
            proxy.plugged.clear()
        said = []
        for n in range(EACH):
            for page, name in ((camille, "Camille"), (jean, "Jean")):
                said.append(f"{name} {n}")
                await write(page, said[-1])
            await asyncio.sleep(UNPLUGGED / EACH)
        for page, name in ((camille, "Camille"), (jean, "Jean")):
            await expect(bubble(page, f"{name} 0")).to_contain_text("En attente")
            await expect(page.locator(CONTENTS)).to_have_count(EACH)
        # One line comes back as it was, with all that was on its way; the other one's connections are gone.
        await lost.cut()
        for proxy in (lost, held):
            proxy.plugged.set()
        for page in (camille, jean):
            await expect(page.locator(CONTENTS)).to_have_count(len(said), timeout=60_000)
            await expect(page.locator("#messages article[data-state]")).to_have_count(0)
        await agree(camille, jean)
        assert sorted(await camille.locator(CONTENTS).all_text_contents()) == sorted(said)
