"""The one address that is posted to."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from webhooks import signing

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger("escale.webhooks")

SECONDS = 10.0  # to an answer, all in all
AT_ONCE = 16  # requests
IN_A_ROW = 3  # attempts without an answer, or conversations refused, until it counts as away
ABSENT = (502, 503, 504)  # a proxy's word for whoever stands behind it
NAMED, AWHILE = 10, 60.0  # conversations that the log names as refused, at most, in so many seconds
READ = 64 * 1024  # bytes of an answer; nobody looks at them, but a connection whose answer was read can be used again


class Receiver:
    """The operator's own address, so it may be inside of their network; what it answers leads nowhere else, since no redirect is
    followed."""

    def __init__(self, url: str, secrets: Sequence[str]) -> None:
        self.url, self.secrets = url, secrets
        self.unanswered, self.refused = 0, set[int]()  # attempts, and conversations, since it last took something
        self._named, self._when = set[int](), deque[float](maxlen=NAMED)  # as refused in the log, and when the last of them were
        self._client: httpx.AsyncClient | None = None
        self._free = asyncio.Semaphore(AT_ONCE)

    @property
    def away(self) -> bool:
        """Not for one conversation that it refuses, however often."""
        return max(self.unanswered, len(self.refused)) >= IN_A_ROW

    async def open(self) -> None:
        """Load the library and the certificate authorities: a tenth of a second, for those alone who want webhooks."""
        if self._client is None:
            self._client = await asyncio.to_thread(client)

    async def close(self) -> None:
        """Let go of its connections."""
        if self._client is not None:
            await self._client.aclose()

    async def post(self, message_id: int, body: bytes, conversation_id: int) -> bool:
        """Whether it took that: any 2xx says so."""
        async with self._free:
            status, why = await self._attempt(f"msg_{message_id}", body)
        was_away = self.away
        if not why:
            self.unanswered, self.refused = 0, set()
        elif status is None or status in ABSENT:
            self.unanswered += 1
        else:
            self.refused.add(conversation_id)
        if was_away != self.away:
            host = urlsplit(self.url).hostname
            if why:
                log.warning("webhook receiver is away; it is tried again, and what waits is kept", host=host, error=why)
            else:
                log.info("webhook receiver is back", host=host)
        if not why:
            self._tell_taken(conversation_id, message_id)
        elif status is not None and status not in ABSENT and not self.away:
            self._tell_refused(conversation_id, message_id, status)
        return not why

    def _tell_refused(self, conversation_id: int, message_id: int, status: int) -> None:
        """One line until something of that conversation is taken, and few where many are refused: the others are named later, if
        they still are."""
        now = time.monotonic()
        if conversation_id in self._named or (len(self._when) == NAMED and now - self._when[0] < AWHILE):
            return
        self._named.add(conversation_id)
        self._when.append(now)
        log.warning("webhook refused", status=status, conversation_id=conversation_id, message_id=message_id)

    def _tell_taken(self, conversation_id: int, message_id: int) -> None:
        if conversation_id in self._named:
            self._named.remove(conversation_id)
            log.info("webhook taken again", conversation_id=conversation_id, message_id=message_id)

    async def _attempt(self, id_: str, body: bytes) -> tuple[int | None, str]:
        """What was answered, if anything, and why it was not taken, or nothing when it was."""
        import httpx

        assert self._client
        headers = {"Content-Type": "application/json", **signing.headers(self.secrets, id_, int(time.time()), body)}
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._client.stream("POST", self.url, content=body, headers=headers) as answer,
            ):
                read = 0
                async for piece in answer.aiter_raw():
                    read += len(piece)
                    if read > READ:
                        break
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as wrong:
            return None, f"{type(wrong).__name__}: {wrong}"[:200]
        return answer.status_code, "" if answer.is_success else f"HTTP {answer.status_code}"


def client() -> "httpx.AsyncClient":
    """What posts: no redirect is followed, since nobody but the operator says where."""
    import httpx

    return httpx.AsyncClient(timeout=SECONDS, headers={"User-Agent": "Escale"}, follow_redirects=False)
