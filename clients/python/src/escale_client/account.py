"""Somebody's log-in, as far as requests go: who they are, whom they may write to, what was written."""

from collections.abc import AsyncIterator

from escale_client.api import Api
from escale_client.payloads import ConversationPayload, LocalPayload, MessagePayload, MessagesPage, Myself

PAGE = 200


class Account:
    """`user` is who that is. Every request may raise Unauthorized once the log-in has ended, TooMany, Unavailable, and Lost."""

    def __init__(self, api: Api, user: Myself) -> None:
        self.api, self.user = api, user

    @property
    def token(self) -> str:
        """What `Escale.with_token` takes another time; to be kept like a password."""
        return self.api.token

    async def log_out(self) -> None:
        """End the log-in, here and wherever else its token is used."""
        await self.api.ask("POST", "auth/logout")

    async def me(self) -> Myself:
        """One's own profile, as it is now."""
        self.user = await self.api.ask("GET", "users/me")
        return self.user

    async def locals(self, search: str = "") -> AsyncIterator[LocalPayload]:
        """Those who are local, the newest first; with `search`, those whose name or city has it."""
        before: int | None = None
        while True:
            page = await self.api.ask("GET", "locals", q=search or None, before=before)
            for local in page["locals"]:
                yield local
            if (before := page["next"]) is None:
                return

    async def conversations(self, after: str | None = None) -> AsyncIterator[ConversationPayload]:
        """One's conversations, the latest activity first; with `after`, the latest `updatedAt` one has, those that were written
        in since, and some that were shortly before."""
        before: str | None = None
        while True:
            page = await self.api.ask("GET", "conversations", before=before, after=after)
            for conversation in page["conversations"]:
                yield conversation
            if (before := page["next"]) is None:
                return

    async def open(self, local_id: int) -> ConversationPayload:
        """The conversation with that local, which is made if there is none.

        Raises: NotAllowed when they are no local, or oneself.
        """
        opened = await self.api.ask("POST", "conversations", json={"local_id": local_id})
        conversation: ConversationPayload = opened["conversation"]
        return conversation

    async def page(
        self, conversation_id: int, *, before: int | None = None, after: int | None = None, limit: int = PAGE
    ) -> MessagesPage:
        """Messages, oldest first: the newest, or those before or after an id; and whether there are more.

        Raises: NotAllowed when it is not one's own.
        """
        path = f"conversations/{conversation_id}/messages"
        page: MessagesPage = await self.api.ask("GET", path, before=before, after=after, limit=limit)
        return page

    async def history(self, conversation_id: int, after: int = 0) -> AsyncIterator[MessagePayload]:
        """All that is there after that id, oldest first."""
        while True:
            page = await self.page(conversation_id, after=after)
            for message in page["messages"]:
                after = message["id"]
                yield message
            if not page["has_more"]:
                return

    async def before_unread(self, conversation_id: int) -> int:
        """The id of the message (0 for none) after which those begin that the other person wrote and one has not marked read."""
        conversation = (await self.api.ask("GET", f"conversations/{conversation_id}"))["conversation"]
        unread, before = conversation["unread"], None
        while True:
            page = await self.page(conversation_id, before=before)
            for message in reversed(page["messages"]):
                if unread <= 0:
                    return message["id"]
                unread -= message["user_id"] != self.user["id"] and not message["read"]
            if not page["has_more"]:
                return 0
            before = page["messages"][0]["id"]
