"""A position in bytes that refuses to run past their end."""

import struct
from typing import Any

from imaging.containers.bare import torn


class Cursor:
    """Read forward; whatever is missing makes the file unreadable."""

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = data
        self.position = position

    def take(self, length: int) -> bytes:
        """The next bytes, all of them."""
        start, self.position = self.position, self.position + length
        if self.position > len(self.data):
            raise torn()
        return self.data[start : self.position]

    def byte(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """The next fields of a fixed layout."""
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def blocks(self) -> bytes:
        """GIF's sub-blocks up to and with their terminator, each behind its length."""
        start = position = self.position
        data, end = self.data, len(self.data)
        while position < end and data[position]:
            position += data[position] + 1
        if position >= end:
            raise torn()
        self.position = position + 1
        return data[start : self.position]
