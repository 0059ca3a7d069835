"""Texts as QR pictures, of which the template draws the path: nothing but our own markup reaches a page."""

from dataclasses import dataclass
from itertools import groupby

QUIET = 4  # modules of margin, which readers need


@dataclass(frozen=True, slots=True)
class Picture:
    """A square of `size` modules, and the path of its dark ones."""

    size: int
    path: str


def drawn(text: str) -> Picture:
    """That text as a picture."""
    import segno  # a fifteenth of every start, for what is seldom drawn

    rows = segno.make(text, error="m", micro=False).matrix
    strokes = []
    for y, row in enumerate(rows):
        x = QUIET
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y + QUIET}h{length}v1h-{length}z")
            x += length
    return Picture(len(rows) + 2 * QUIET, "".join(strokes))
