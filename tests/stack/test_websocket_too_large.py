"""What is more than a socket takes: its sender is to be answered all the same."""

import pytest
from wsproto.events import TextMessage

from stack.abridged import ANSWERED, END
from stack.hypercorn_websocket import BoundedBuffer
from tests.stack.harness import serving, websocket
from tests.stack.test_hypercorn_websocket import MEGABYTE, echo


@pytest.mark.parametrize("letter", ["x", "é", "🏖"])
async def test_of_a_members_text_that_is_too_large_the_beginning_and_the_end_arrive(letter: str) -> None:
    """So that its sender is answered. Of what is three times too large nothing is read to its end."""
    large = "début" + letter * (2 * MEGABYTE // len(letter.encode())) + "fin"
    async with serving(echo) as port, websocket(port) as client:
        arrived = []
        for said in ("member", large, "fin", "x" * MEGABYTE):
            await client.send(said)
            arrived.append(int(await client.receive() or 0))
        assert MEGABYTE / 4 <= arrived.pop(1) <= MEGABYTE
        assert arrived == [6, 3, MEGABYTE]
        await client.send("x" * (ANSWERED * MEGABYTE + 1))
        assert await client.receive() is None
        assert client.close_code == 1009


def test_the_end_is_the_end() -> None:
    buffer = BoundedBuffer(MEGABYTE)
    for piece in ("début", "x" * MEGABYTE, "y" * END, "z" * 100, "fin"):
        buffer.extend(TextMessage(piece))
    text = buffer.to_message()["text"]
    assert (len(text), text[:6], text[-104:]) == (MEGABYTE, "débutx", "y" + "z" * 100 + "fin")
    buffer.clear()
    buffer.extend(TextMessage("fin"))
    assert buffer.to_message()["text"] == "fin"
