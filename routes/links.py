"""Addresses in what people write. static/js/links.js finds the same ones: a browser test holds both against each other."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# The host in plain ASCII with a dot, and no user name before it: what is shown as the host is where the link leads. One that
# begins with `www.` needs no scheme, where it is no part of something else.
ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])([Hh][Tt][Tt][Pp][Ss]?://|(?<![@./\\_%+=-])(?=[Ww]{3}\.[A-Za-z0-9-]+\.[A-Za-z]))"
    r"([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(:[0-9]{1,5})?(?![.:]?[A-Za-z0-9@_%-])"
    r"(?![\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\ud7ff\uf900-\ufffd])"
    # No space, no quotation mark, nothing that is invisible or turns the direction round.
    r"([/?#][^\u0000-\u0020\u007f-\u00a0\u00ab\u00ad\u00bb\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>\"]*)?"
)
CLOSING = ".,;:!?'’…*_~"
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Piece(NamedTuple):
    """Of a text: words, or an address in three parts of which the second is the host."""

    words: str
    before: str = ""
    host: str = ""
    after: str = ""

    @property
    def href(self) -> str:
        """Where the address leads: by TLS, where nothing is said."""
        return self.words if self.before else f"https://{self.words}"


def pieces(text: str) -> Iterator[Piece]:
    """The text cut before and after each of its addresses; put together again it is the same."""
    shown = 0
    for found in ADDRESS.finditer(text):
        scheme, host, port, path = (part or "" for part in found.groups())
        address = scheme + host + port + without_closing(path)
        if found.start() > shown:
            yield Piece(text[shown : found.start()])
        yield Piece(address, scheme, host, address[len(scheme) + len(host) :])
        shown = found.start() + len(address)
    if shown < len(text):
        yield Piece(text[shown:])


def turns(text: str) -> bool:
    """Whether it holds controls of direction. They could turn an address round, which then stands alone: see bubble.css."""
    return TURNING.search(text) is not None


def without_closing(path: str) -> str:
    """What ends the sentence rather than the address is left out."""
    while path and (path[-1] in CLOSING or (path[-1] == ")" and path.count(")") > path.count("("))):
        path = path[:-1]
    return path
