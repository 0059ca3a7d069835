"""Chromium, and the windows in which people sit before it."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Page, WebError, async_playwright, expect

import auth
from stack import engineio_bounds
from tests.browser.kept import Kept, Used
from tests.live import Live
from tests.people import Person
from wire import broadcast, connections

Scheme = Literal["light", "dark"]
SCHEMES: list[Scheme] = ["light", "dark"]
NONE = "no Chromium on this machine: install it, or name it in CHROMIUM"
PATIENCE = 10.0  # seconds until something expected counts as missing
QUIET = ["background-networking", "quic", "component-update", "sync", "gpu"]
# Chromium, of what was written to a socket in the instant before the page learns that it is gone. It is written again later.
TOO_LATE = "WebSocket is already in CLOSING or CLOSED state"
# The same, of a page that is left, or loses its network, while its socket is on the way to the server.
LEFT = "WebSocket is closed before the connection is established"
# No page's process is kept ready for one that may be opened next: most tests open none.
SPARING = ["--renderer-process-limit=1"]
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in QUIET), *SPARING]


def executable(*, windowed: bool = False) -> str:
    """Where this machine's Chromium is; empty when it has none.

    Its headless shell where that is installed: Chromium itself opens a window for each context, with all its bars, which is
    seven times the work. What needs a window (notifications are never permitted without one) asks for it as `windowed`.
    """
    shell = None if windowed else shutil.which("chromium-headless-shell")
    return shell or os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


def photo(data: bytes, name: str = "photo.png", kind: str = "image/png") -> FilePayload:
    """What a person chooses in a file dialog."""
    return {"name": name, "mimeType": kind, "buffer": data}


@asynccontextmanager
async def chromium(path: str, *, bars: bool = False, text: int = 16) -> AsyncIterator[Browser]:
    """`bars` are those that take room beside what is scrolled; without a screen Chromium shows none. `text` is how large the
    person has asked it to be, in pixels."""
    async with async_playwright() as playwright:
        hidden = ["--hide-scrollbars"] if bars else []
        browser = await playwright.chromium.launch(
            executable_path=path, args=[*ARGUMENTS, f"--blink-settings=defaultFontSize={text}"], ignore_default_args=hidden
        )
        yield browser
        await browser.close()


class Windows:
    """Opens windows, and keeps what their consoles complain of."""

    def __init__(self, browser: Browser, live: Live, kept: Kept | None = None) -> None:
        self.browser = browser
        self.live = live
        self.kept = kept or Kept()
        self.used: list[Used] = []
        self.complaints: list[str] = []
        self.expected = [TOO_LATE, LEFT]

    async def open(
        self,
        person: Person | None = None,
        *,
        script: bool = True,
        size: tuple[int, int] = (1280, 800),
        scheme: Scheme = "light",
        **how: Any,
    ) -> Page:
        """A page in a browser of its own, in which that person is logged in."""
        window = {"java_script_enabled": script, "viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
        usual = {"locale": "fr-FR", "base_url": self.live.url, "timezone_id": "Europe/Paris"}
        used = await self.kept.one(self.browser, {**window, **usual, **how})
        self.used.append(used)
        context = used.context
        context.set_default_timeout(1000 * PATIENCE)
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        if person is not None:
            await log_in(context, self.live, person)
        return await context.new_page()

    def expect(self, *patterns: str) -> None:
        """The consoles may say what one of these regular expressions finds."""
        self.expected += patterns

    def unexpected(self) -> list[str]:
        return [said for said in self.complaints if not any(re.search(pattern, said) for pattern in self.expected)]

    async def close(self) -> None:
        for used in self.used:
            used.context.remove_listener("console", self._hear)
            used.context.remove_listener("weberror", self._catch)
            await self.kept.back(used)

    def _hear(self, message: ConsoleMessage) -> None:
        # Blocked by the Content-Security-Policy, not loaded, or thrown: Chromium says each of them here.
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _catch(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")


async def log_in(context: BrowserContext, live: Live, person: Person) -> None:
    """Give that browser the person's cookie, without the form."""
    name = auth.cookies.cookie_name or ""
    await context.add_cookies([{"name": name, "value": person.cookie, "url": live.url, "httpOnly": True, "sameSite": "Lax"}])


async def until(happened: Callable[[], Any]) -> None:
    """Wait for something that the server knows, its loop being ours."""
    async with asyncio.timeout(PATIENCE):
        while not happened():
            await asyncio.sleep(0.01)


async def connected(page: Page) -> None:
    """Wait until that page's socket is connected."""
    await expect(page.locator("html[data-connected]")).to_be_attached()


async def joined(page: Page) -> None:
    """Wait until that page hears its conversation, and has caught up."""
    await expect(page.locator("html[data-joined]")).to_be_attached()


async def disconnected(page: Page) -> None:
    await expect(page.locator("html:not([data-connected])")).to_be_attached()


def sockets(user_id: int, conversation_id: int | None = None) -> list[connections.Connection]:
    """That person's sockets, in that conversation's room if one is named."""
    return [
        connection
        for connection in connections.every()
        if connection.user_id == user_id and (conversation_id is None or conversation_id in connection.conversations)
    ]


async def cut(user_id: int) -> None:
    """End that person's sockets as a proxy or a process that goes down does: without a goodbye."""
    for connection in sockets(user_id):
        if socket := broadcast.server().eio.sockets.get(connection.transport):
            await engineio_bounds.hard_close(socket, "transport close")
