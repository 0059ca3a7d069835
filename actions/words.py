"""What may stand in a text that people write for one another."""

import unicodedata

# Letters and marks that show nothing: with white space and format characters alone a text is blank.
INVISIBLE = {*"\u115f\u1160\u2800\u3164\uffa0", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}


def is_readable(text: str) -> bool:
    """Without NUL, and without halves of characters, which no encoding can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def is_blank(text: str) -> bool:
    """Nothing that shows: white space, format and control characters, invisible fillers."""
    return all(c.isspace() or c in INVISIBLE or unicodedata.category(c) in ("Cf", "Cc") for c in text)
