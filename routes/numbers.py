"""Whole numbers in addresses and forms, where everything is text."""

from wire.requests import LARGEST_ID


def whole(text: str | None, *, least: int = 0) -> int | None:
    """The number that is written there, from `least` to the largest id; None for anything else."""
    if not text or len(text) > len(str(LARGEST_ID)) or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if least <= number <= LARGEST_ID else None
