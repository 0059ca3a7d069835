"""Which messages are shown folded at first. static/js/limits.js says the same: a browser test holds both against each other."""

import re

BREAK = re.compile("[\n\v\f\r\u0085\u2028\u2029]")
MOST = 20  # line breaks, blank lines included


def is_tall(content: str) -> bool:
    """Whether it would push everything else out of sight."""
    return len(BREAK.findall(content)) > MOST
