"""Numbers as the reader's language writes them."""

from babel.dates import format_timedelta
from babel.numbers import format_decimal

from texts import language


def number(value: int) -> str:
    """ "2 000", "2,000"."""
    return format_decimal(value, locale=language().locale)


def soon(seconds: int) -> str:
    """ "dans 12 secondes", "dans 3 minutes", "dans 1 heure": never less than it takes."""
    unit = 1 if seconds < 60 else 60 if seconds <= 59 * 60 else 3600
    return format_timedelta(-(-seconds // unit) * unit, threshold=1, add_direction=True, locale=language().locale)
