"""The languages in which Escale speaks. Another one is a line here and a catalogue (CONTRIBUTING.md).

Babel is loaded when it is first asked: who needs French alone (imaging/worker.py) does without.
"""

from dataclasses import dataclass
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale


@dataclass(frozen=True)
class Language:
    code: str  # as it is stored and chosen
    tag: str  # as documents and browsers know it: it decides how dates and numbers are written, too
    name: str  # in itself

    @cached_property
    def locale(self) -> "Locale":
        """As Babel knows it."""
        from babel import Locale

        return Locale.parse(self.tag, sep="-")

    @cached_property
    def catalogue(self) -> NullTranslations:
        """Read once, from the very file that translators write."""
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        file = Path(__file__).with_name(f"{self.code}.po")
        compiled = BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=self.locale, abort_invalid=True))
        compiled.seek(0)
        return GNUTranslations(compiled)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """In which it is written."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"


class AsWritten(NullTranslations):
    """French, as it stands in the code."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


class French(Language):
    @cached_property
    def catalogue(self) -> NullTranslations:
        return AsWritten()


FRENCH = French("fr", "fr", "Français")
ENGLISH = Language("en", "en-GB", "English")
LANGUAGES: dict[str, Language] = {known.code: known for known in (FRENCH, ENGLISH)}
