"""Days and times in the language of the reader, in the zone that they chose or the site's; the script knows the browser's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from texts import Language, _, language

DAY, SHORT_DAY, SHORT_DATE, OF_YEAR = "EEEE d MMMM", "EEE d MMM", "d MMM", " y"  # as static/js/dates.js has them written


@cache
def filters(zone: ZoneInfo) -> dict[str, Callable[..., str]]:
    """Jinja filters; each takes an ISO string or an aware datetime."""
    return {
        "day_key": lambda value: local(value, zone).date().isoformat(),
        "day_label": lambda value: day_label(local(value, zone).date(), today(zone)),
        "clock": lambda value: clock(local(value, zone)),
        "when": lambda value: when(local(value, zone), today(zone)),
        "long_date": lambda value: long_date(local(value, zone)),
    }


def local(value: str | datetime, zone: ZoneInfo) -> datetime:
    """That moment on the clocks of that zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(zone)


def today(zone: ZoneInfo) -> date:
    """The day it is there."""
    return datetime.now(UTC).astimezone(zone).date()


def day_label(day: date, present: date) -> str:
    """ "Aujourd’hui", "Hier", "samedi 14 novembre", and the year when it is another one."""
    if day == present:
        return _("Aujourd’hui")
    if day == present - timedelta(days=1):
        return _("Hier")
    return written(day, DAY if day.year == present.year else DAY + OF_YEAR)


def when(moment: datetime, present: date) -> str:
    """In the inbox: the time today, then "hier", then the day."""
    day = moment.date()
    if day == present:
        return clock(moment)
    if day == present - timedelta(days=1):
        return _("hier")
    if present - timedelta(days=7) < day < present:
        return written(day, SHORT_DAY)
    return written(day, SHORT_DATE if day.year == present.year else SHORT_DATE + OF_YEAR)


def long_date(moment: datetime) -> str:
    """Such as "14 mai 2026 à 11:30"."""
    return _("%(day)s à %(time)s", day=written(moment.date(), "d MMMM y"), time=clock(moment))


def clock(moment: datetime) -> str:
    """Such as "09:30"."""
    return f"{moment.hour:02}:{moment.minute:02}"


def written(day: date, pattern: str) -> str:
    """By a pattern of CLDR, in the reader's language; `day` is no moment, of which the same is another day elsewhere."""
    return written_in(language(), day, pattern)


@lru_cache(1024)  # a page has many of few days
def written_in(spoken: Language, day: date, pattern: str) -> str:
    """The same in that language."""
    return format_date(day, pattern, locale=spoken.locale)
