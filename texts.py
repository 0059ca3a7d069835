"""Every text that a person may read goes through `_`, so that another language is a catalogue away."""

from typing import Any


def _(text: str, **values: Any) -> str:
    """The text in the reader's language (French so far) with `%(name)s` filled in."""
    return text % values if values else text
