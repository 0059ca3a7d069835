"""Every text that a person may read goes through `_`: French in the code, other languages from a catalogue beside this file.

Pages speak the language of their request (routes/languages.py); sockets and the API French, since their texts are part of the
contract.
"""

from contextvars import ContextVar
from typing import Any

from texts.languages import FRENCH, LANGUAGES, Language

__all__ = ["FRENCH", "LANGUAGES", "Language", "_", "gettext", "language", "ngettext", "speak"]

_spoken: ContextVar[Language] = ContextVar("language", default=FRENCH)


def speak(code: str) -> None:
    """What this task says from here on is in that language; a code that we don't speak changes nothing."""
    if known := LANGUAGES.get(code):
        _spoken.set(known)


def language() -> Language:
    """What this task speaks."""
    return _spoken.get()


def _(text: str, **values: Any) -> str:
    """The text in the reader's language, with `%(name)s` filled in."""
    said = gettext(text)
    return said % values if values else said


def gettext(text: str) -> str:
    """The same for a text that stands elsewhere, in `_` too, and whose gaps somebody else fills."""
    return _spoken.get().catalogue.gettext(text)


def ngettext(one: str, many: str, num: int) -> str:
    """The form of the two that goes with that number, in the reader's language; `%(num)s` is left to be filled in."""
    return _spoken.get().catalogue.ngettext(one, many, num)
