"""A language that nobody speaks: every text of the catalogue in Hebrew letters and longer, from right to left.

So whatever shows a Latin letter was never translated, and what only fits because French does sticks out. It is there for as
long as a test asks for it, in the serving process: no stranger can choose it.
"""

import re
from functools import cached_property
from gettext import NullTranslations
from itertools import cycle

from texts import Language

LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", cycle("אבגדהוזחטיכלמנסעפצקרשת"), strict=False))
GAPS = re.compile(r"(%\(\w+\)s|%%|\{\w+\})")
LONGER = 1.4


def disguised(text: str) -> str:
    """That text in no language at all, its gaps kept."""
    pieces = GAPS.split(text)
    words = sum(len(piece) for piece in pieces[::2])
    told = "".join(piece if GAPS.fullmatch(piece) else hidden(piece) for piece in pieces)
    return told + " שלום"[: 1 + words] * round(words * (LONGER - 1) / 5)


def hidden(text: str) -> str:
    return "".join(LETTERS.get(letter.lower(), "ש" if letter.isalpha() else letter) for letter in text)


class Disguise(NullTranslations):
    def gettext(self, message: str) -> str:
        return disguised(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return disguised(msgid1 if n == 1 else msgid2)


class Pseudo(Language):
    @cached_property
    def catalogue(self) -> NullTranslations:
        return Disguise()


PSEUDO = Pseudo("he", "he", "עברית")  # dates and numbers are Hebrew's own
