"""The one kind of WebSocket frame that nearly all are, read and written in a few steps: a whole text message, not fragmented.

wsproto, in Python for every kind, takes a twelfth of the server's time for it. Anything else goes there (RFC 6455, 5.2).
"""

WHOLE_TEXT = 0x81  # final, no extension, text
MASKED = 0x80
TWO_BYTES, EIGHT_BYTES = 126, 127


def whole_texts(data: bytes, most: int) -> tuple[list[str], bytes]:
    """The text messages that these bytes of a client begin with, and the bytes that are left: another kind of frame, an
    incomplete one, one that breaks a rule, or a message of more than `most` characters."""
    texts: list[str] = []
    at, end = 0, len(data)
    while end - at >= 6 and data[at] == WHOLE_TEXT and data[at + 1] & MASKED:
        length, begins = data[at + 1] & 0x7F, at + 2
        if length == EIGHT_BYTES:
            break
        if length == TWO_BYTES:
            length, begins = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            if length < TWO_BYTES:
                break
        begins += 4
        if begins + length > end:
            break
        try:
            text = _unmasked(data[begins : begins + length], data[begins - 4 : begins]).decode()
        except UnicodeDecodeError:
            break
        if len(text) > most:
            break
        texts.append(text)
        at = begins + length
    return texts, data[at:]


def _unmasked(payload: bytes, key: bytes) -> bytes:
    length = len(payload)
    keys = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(keys, "big")).to_bytes(length, "big")


def text_frame(text: str) -> bytes:
    """A server's frame: not masked."""
    payload = text.encode()
    length = len(payload)
    if length < TWO_BYTES:
        return b"\x81%c%b" % (length, payload)
    if length < 2**16:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload
