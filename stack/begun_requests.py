"""A person who closes the tab must not stop a request half-way.

Quart cancels the handler when it sees `http.disconnect`. A cancel that lands inside a transaction costs a lock or a
pooled connection, and 50 to 250 hang-ups were enough to freeze the whole process.
"""

import asyncio

from stack.asgi_types import App, Message, Receive, Scope, Send


class FinishBegunRequests:
    """Holds `http.disconnect` back until the handler has answered. Goes directly around Quart."""

    def __init__(self, app: App, patience: float = 5.0) -> None:
        self._app = app
        # Somebody who hangs up in mid-upload leaves a handler that would wait for the rest for ever: it is cancelled
        # after this long, when whatever it did before asking for the body is over.
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answered = asyncio.Event()
        uploaded = False

        async def patient_receive() -> Message:
            nonlocal uploaded
            message = await receive()
            if message["type"] == "http.request":
                uploaded = not message.get("more_body", False)
            elif message["type"] == "http.disconnect":
                try:
                    async with asyncio.timeout(None if uploaded else self._patience):
                        await answered.wait()
                except TimeoutError:
                    pass
            return message

        async def noting_send(message: Message) -> None:
            try:
                await send(message)
            finally:
                # The first piece is enough: the handler has returned by then, and an endless stream to nobody must end.
                if message["type"] == "http.response.body":
                    answered.set()

        await self._app(scope, patient_receive, noting_send)
