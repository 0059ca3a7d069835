"""What may stand in a text that people write for one another, and in one that they look for."""

import unicodedata

from wire.requests import SEARCH_LIMIT

# Letters and symbols that show nothing: fillers of Hangul, a pattern of Braille without dots, a note without a head, and blanks
# among hieroglyphs; and what has no meaning yet, but that it shows nothing (Unicode: Default_Ignorable_Code_Point).
FILLERS = {*"\u115f\u1160\u2800\u3164\uffa0\U0001d159\U00013441\U00013442"}
RESERVED = {"\u2065", *map(chr, range(0xFFF0, 0xFFF9)), *map(chr, range(0xE0000, 0xE1000))}
INVISIBLE = FILLERS | RESERVED
# Format and control characters, and marks that are set upon a letter: without one there is nothing to see. Those that take a
# place of their own (Mc) are parts of many scripts, and show.
SHOWS_NOTHING = {"Cf", "Cc", "Mn", "Me", "Zs", "Zl", "Zp"}


def sought(text: str) -> str:
    """What somebody looks for: without NUL, which PostgreSQL refuses, and no longer than any name."""
    return text.replace("\0", "").strip()[:SEARCH_LIMIT]


def is_readable(text: str) -> bool:
    """Without NUL, which PostgreSQL refuses, and without halves of characters, which no encoding can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def is_blank(text: str) -> bool:
    """Nothing that shows: white space, format and control characters, invisible fillers, marks without a letter."""
    return all(unicodedata.category(c) in SHOWS_NOTHING or c in INVISIBLE for c in text)
