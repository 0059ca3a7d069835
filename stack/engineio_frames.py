"""Engine.IO frames from strangers, judged before the library parses them.

The library raises on an empty frame, an unknown type or bad base64 outside of any `try`, which leaves the socket and
its writer behind; and it parses the JSON of a message that is not Socket.IO's, however large or deep.
"""

# "2" and "6" mean nothing from a client in mid-connection and are overlooked by the library.
CONTROL = frozenset({"1", "2", "2probe", "3", "3probe", "5", "6"})
SEPARATOR = "\x1e"
# A stranger has little to say in one request. Whoever is known comes back online with all that they wrote meanwhile, and sends it
# in one: what is refused of it is lost, unsaid. It is bounded by its bytes, and each frame by what it asks for.
FRAMES_OF_A_STRANGER, FRAMES_OF_A_MEMBER = 64, 5000
_DIGITS = frozenset("0123456789")


class JunkFrame(OSError):
    """Not a frame of a Socket.IO client. An OSError, since that is how the library's loop ends without a word."""


def judged(frame: str | bytes) -> str | bytes:
    """The frame, or nothing in place of a binary one.

    Raises: JunkFrame.
    """
    if isinstance(frame, bytes) or frame.startswith("b"):
        # No binary is ever expected: the Socket.IO layer refuses it unseen.
        return b""
    if frame in CONTROL or (frame.startswith("4") and frame[1:2] in _DIGITS):
        return frame
    raise JunkFrame("unknown frame")


def split(payload: bytes, most: int) -> list[str | bytes]:
    """The frames of a polling request.

    Raises: JunkFrame, of more than `most` too.
    """
    try:
        frames = payload.decode().split(SEPARATOR)
    except UnicodeDecodeError:
        raise JunkFrame("not UTF-8") from None
    if len(frames) > most:
        raise JunkFrame("too many frames")
    return [judged(frame) for frame in frames]
