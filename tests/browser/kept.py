"""Browsers that are made as new once a test is over: to begin a new one takes as long as many a test."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Error


@dataclass
class Used:
    """A browser of somebody's own, whose process a blank page keeps, at which nobody looks."""

    context: BrowserContext
    how: dict[str, Any]
    session: CDPSession

    @classmethod
    async def begun(cls, browser: Browser, how: dict[str, Any]) -> "Used":
        context = await browser.new_context(**how)
        return cls(context, how, await context.new_cdp_session(await context.new_page()))

    async def made_as_new(self) -> None:
        """Nothing is known of whoever was here: no page, cookie, draft, waiting photo, permission, or fetched file."""
        await asyncio.gather(*(page.close() for page in self.context.pages[1:]))
        await self.context.unroute_all()
        await self.context.set_offline(False)
        await self.context.clear_cookies()
        await self.context.clear_permissions()
        await self.session.send("Storage.clearDataForOrigin", {"origin": self.how["base_url"], "storageTypes": "all"})
        await self.session.send("Network.clearBrowserCache")


@dataclass
class Kept:
    """Those that wait for the next test, by Chromium and how they are. A script that was added to all pages of one stays there: a
    test that does so keeps its own to itself."""

    waiting: dict[tuple[Browser | None, str], list[Used]] = field(default_factory=lambda: defaultdict(list))

    async def one(self, browser: Browser, how: dict[str, Any]) -> Used:
        waiting = self.waiting[browser, repr(how)]
        return waiting.pop() if waiting else await Used.begun(browser, how)

    async def back(self, used: Used) -> None:
        try:
            await used.made_as_new()
        except Error:  # of one that broke: nobody gets it again
            await used.context.close()
        else:
            self.waiting[used.context.browser, repr(used.how)].append(used)
