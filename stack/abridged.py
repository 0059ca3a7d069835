"""Of what is larger than it may be, the beginning and the end: in them is read whom to answer, and that it was too large."""

ANSWERED = 3  # times what may be: up to there its sender is told so, beyond it is cut off
END = 32 * 1024  # bytes, or characters, that are kept of its end


class Abridged:
    """UTF-8 that comes in pieces, no more of it than `most` bytes: of one frame, which a `separator` would part from others."""

    def __init__(self, most: int, separator: bytes) -> None:
        self._most = most
        self._kept = bytearray()
        self._end = b""
        self._separator = separator
        self._parted = False

    def add(self, piece: bytes) -> None:
        """What comes next."""
        room = self._most - len(self._kept)
        self._kept += piece[:room]
        if beyond := piece[room:]:
            self._end = (self._end + beyond)[-END:]
            self._parted |= self._separator in beyond

    def whole(self) -> bytes:
        """All of it, or the two ends, without the halves of letters where they meet."""
        if not self._end:
            return bytes(self._kept)
        beginning = self._kept[: self._most - len(self._end)]
        return b"".join(part.decode(errors="ignore").encode() for part in (beginning, self._end))

    @property
    def of_several(self) -> bool:
        """Whether it was too large, and several frames, of which the two ends would make one that nobody sent."""
        return bool(self._end) and (self._parted or self._separator in self._kept)
