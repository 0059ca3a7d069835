"""One conversation: what is written there, and what one writes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Literal, Self
from uuid import UUID, uuid4

from escale_client.errors import EscaleError, Invalid
from escale_client.following import Following
from escale_client.images import data_url
from escale_client.payloads import MessagePayload, SendMessage

if TYPE_CHECKING:
    from escale_client.escale import Escale

LONGEST = 2000  # characters
TYPES_AGAIN = 5.0  # seconds; the server takes eight of silence for an end
UPLOADING = 60.0  # seconds to an answer, for a message with an image
PATIENCE = 60.0

After = int | Literal["unread"] | None


class Conversation:
    """Made by `escale.conversation(id)`: a context (joined inside of it), and an iterator over its messages, one's own included:
    each once, in the order of ids, whatever becomes of the connection. Each has a place of its own, so iterate in one place.
    """

    def __init__(self, escale: "Escale", id_: int, after: After) -> None:
        if not (after is None or after == "unread" or isinstance(after, int)):
            raise ValueError(f'after={after!r} is neither an id, nor "unread", nor None')
        self.escale, self.id = escale, id_
        self._after = after
        self._following: Following | None = None
        self._sending = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Join, once there is a connection.

        Raises: NotAllowed when it is not one's own, Unauthorized, Lost.
        """
        self._following = Following(self.escale, self.id, await self._begin())
        self.escale.following.add(self._following)
        self._following.start()
        try:
            await self._following.joined()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._leave()

    def __aiter__(self) -> AsyncIterator[MessagePayload]:
        return self

    async def __anext__(self) -> MessagePayload:
        """The next message.

        Raises: Unauthorized when the log-in has ended. The iteration ends with the context, or that of the log-in.
        """
        message = await self._place.next()
        if message is None:
            raise StopAsyncIteration
        return message

    @property
    def last(self) -> int:
        """The id of the last message that was iterated over: `after` this another time goes on there."""
        return self._place.last

    async def caught_up(self) -> None:
        """Wait until connected, and every message that there is waits to be iterated over (a thousand at the most)."""
        await self._place.caught_up()

    async def send(
        self,
        content: str,
        image: bytes | str | None = None,
        *,
        alt: str = "",
        client_id: UUID | str | None = None,
        patience: float | None = PATIENCE,
    ) -> MessagePayload:
        """Send a message, and return it as it was stored. What several tasks send goes in the order in which they called.

        While the server can't be reached, can't store it, or asks to wait, it is sent again, for `patience` seconds (None: for
        ever, 0: never); it is one message all the same. `image` is a file's bytes, or a data URL, `alt` what
        it shows, for whoever does not see it.
        Raises: Invalid, NotAllowed, TooMany, Unavailable, Lost. With Lost it may have been stored; sending again with the
        exception's `client_id` makes that certain, and never makes two of it.
        """
        if len(content) > LONGEST:  # a far too long one would cost the connection instead of an answer
            raise Invalid("Message invalide", "invalid_content", field="content")
        key = str(client_id or uuid4())
        payload: SendMessage = {"conversation_id": self.id, "content": content, "client_id": key}
        if image is not None:
            payload["attachment"] = image if isinstance(image, str) else data_url(image)
            payload["attachment_alt"] = alt
        seconds = self.escale.seconds if image is None else UPLOADING
        try:
            async with self._sending:
                answer = await self.escale.insist("send_message", payload, patience=patience, seconds=seconds)
        except EscaleError as wrong:
            wrong.client_id = key
            raise
        message: MessagePayload = answer["message"]
        return message

    async def mark_read(self, message: MessagePayload | int, *, up_to: bool = True, patience: float | None = PATIENCE) -> None:
        """Mark a message of the other person read; with `up_to`, every earlier one too.

        Raises: NotAllowed for one's own, Lost.
        """
        message_id = message if isinstance(message, int) else message["id"]
        payload = {"conversation_id": self.id, "message_id": message_id, "up_to": up_to}
        await self.escale.insist("message_read", payload, patience=patience)

    @contextlib.asynccontextmanager
    async def typing(self) -> AsyncIterator[None]:
        """Meanwhile the other person sees that one is writing. A courtesy: what goes wrong with it is passed over."""

        async def say() -> None:
            while True:
                await self._say_typing(True)
                await asyncio.sleep(TYPES_AGAIN)

        saying = asyncio.create_task(say())
        try:
            yield
        finally:
            saying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await saying
            await self._say_typing(False)

    async def _say_typing(self, is_typing: bool) -> None:
        with contextlib.suppress(EscaleError):
            await self.escale.ask("typing", {"conversation_id": self.id, "isTyping": is_typing})

    async def _begin(self) -> int:
        """After which message the iteration begins."""
        if isinstance(self._after, int):
            return self._after
        if self._after == "unread":
            return await self.escale.before_unread(self.id)
        newest = (await self.escale.page(self.id, limit=1))["messages"]
        return newest[-1]["id"] if newest else 0

    async def _leave(self) -> None:
        place = self._place
        self.escale.following.discard(place)
        await place.close()
        if not any(other.id == self.id for other in self.escale.following) and self.escale.link.socket is not None:
            with contextlib.suppress(EscaleError):
                await self.escale.ask("leave_conversation", self.id)

    @property
    def _place(self) -> Following:
        if self._following is None:
            raise RuntimeError("enter the conversation first: async with escale.conversation(id) as talk")
        return self._following
