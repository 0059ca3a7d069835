"""What pages call people."""

import re
from functools import lru_cache

from models.user import DELETED
from texts import gettext

# The blocks whose letters are read from the right: Hebrew, Arabic and their kin.
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

APART = "\u200c"  # zero-width non-joiner


def called(name: str) -> str:
    """A person's name; whoever has left has one in the row and on the wire, and in pages another in each language."""
    return gettext(DELETED) if name == DELETED else name


@lru_cache(4096)  # an inbox has those of fifty people
def initials(name: str) -> str:
    """One or two letters: of the first and the last word, or the first alone where the two are read in different directions.

    static/js/inbox-item.js says the same.
    """
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [word[0] for word in [*words[:1], *words[1:][-1:]]]
    if len({bool(FROM_THE_RIGHT.match(letter)) for letter in letters}) > 1:
        del letters[1:]
    # Two that are written joined would be read as one word.
    return (APART if FROM_THE_RIGHT.match("".join(letters)) else "").join(letters).upper() or "?"
