"""Numbers as the reader's language writes them."""

from babel.dates import format_timedelta
from babel.numbers import format_decimal

from texts import language


def number(value: int) -> str:
    """ "2 000", "2,000"."""
    return format_decimal(value, locale=language().locale)


def soon(seconds: int) -> str:
    """ "dans 12 secondes", "dans 3 minutes": never less than it takes."""
    unit = 60 if seconds > 60 else 1
    return format_timedelta(-(-seconds // unit) * unit, threshold=2, add_direction=True, locale=language().locale)
