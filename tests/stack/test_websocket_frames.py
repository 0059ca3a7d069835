"""Frames as wsproto makes and reads them."""

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, Ping, TextMessage

from stack.websocket_frames import text_frame, whole_texts

MOST = 100_000
TEXTS = ["", "a", "é" * 62, "x" * 125, "x" * 126, "\N{WATER WAVE}" * 3000, "x" * 65_535]


def sent(*events: TextMessage | BytesMessage | Ping) -> bytes:
    client = Connection(ConnectionType.CLIENT)
    return b"".join(bytes(client.send(event)) for event in events)


@pytest.mark.parametrize("text", TEXTS, ids=len)
def test_a_whole_text_is_read_as_it_was_sent(text: str) -> None:
    assert whole_texts(sent(TextMessage(data=text)), MOST) == ([text], b"")


def test_several_are_read_at_once() -> None:
    assert whole_texts(sent(*(TextMessage(data=text) for text in TEXTS)), MOST) == (TEXTS, b"")


LEFT = {
    "a ping": sent(Ping(payload=b"x")),
    "bytes": sent(BytesMessage(data=b"x")),
    "a fragment": sent(TextMessage(data="x", message_finished=False)),
    "longer than 64 KiB": sent(TextMessage(data="x" * 65_536)),
    "longer than allowed": sent(TextMessage(data="x" * 100)),
    "not UTF-8": b"\x81\x81\0\0\0\0\xff",
    "not masked": b"\x81\x01x",
    "a length in two bytes that one could hold": b"\x81\xfe\x00\x01\0\0\0\0x",
    "an extension's bit": b"\xc1\x81\0\0\0\0x",
    "nothing": b"",
}


@pytest.mark.parametrize("name", LEFT)
def test_anything_else_is_left_to_wsproto(name: str) -> None:
    assert whole_texts(LEFT[name], 99) == ([], LEFT[name])
    assert whole_texts(sent(TextMessage(data="before")) + LEFT[name], 99) == (["before"], LEFT[name])


def test_what_is_incomplete_is_left() -> None:
    for text in TEXTS[1:5]:
        frame = sent(TextMessage(data=text))
        assert [whole_texts(frame[:cut], MOST) for cut in range(len(frame))] == [([], frame[:cut]) for cut in range(len(frame))]


@pytest.mark.parametrize("text", [*TEXTS, "x" * 65_536], ids=len)
def test_a_frame_is_read_by_wsproto_as_it_was_written(text: str) -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(text_frame(text))
    heard = [event for event in client.events() if isinstance(event, TextMessage)]
    assert "".join(event.data for event in heard) == text
    assert heard[-1].message_finished
