"""Days and times in the zone that the reader chose, or the site's; then the script writes them again in the browser's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from texts import _

LOCALE = "fr"


@cache
def filters(zone: ZoneInfo) -> dict[str, Callable[..., str]]:
    """Jinja filters; each takes an ISO string or an aware datetime."""
    return {
        "day_key": lambda value: local(value, zone).date().isoformat(),
        "day_label": lambda value: day_label(local(value, zone).date(), today(zone)),
        "clock": lambda value: local(value, zone).strftime("%H:%M"),
        "when": lambda value: when(local(value, zone), today(zone)),
        "long_date": lambda value: long_date(local(value, zone)),
    }


def local(value: str | datetime, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(zone)


def today(zone: ZoneInfo) -> date:
    return datetime.now(UTC).astimezone(zone).date()


def day_label(day: date, present: date) -> str:
    """ "Aujourd’hui", "Hier", "samedi 14 novembre", and the year when it is another one."""
    if day == present:
        return _("Aujourd’hui")
    if day == present - timedelta(days=1):
        return _("Hier")
    return format_date(day, "EEEE d MMMM" if day.year == present.year else "EEEE d MMMM y", locale=LOCALE)


def when(moment: datetime, present: date) -> str:
    """In the inbox: the time today, then "hier", then the day."""
    day = moment.date()
    if day == present:
        return moment.strftime("%H:%M")
    if day == present - timedelta(days=1):
        return _("hier")
    if present - timedelta(days=7) < day < present:
        return format_date(day, "EEE d MMM", locale=LOCALE)
    return format_date(day, "d MMM" if day.year == present.year else "d MMM y", locale=LOCALE)


def long_date(moment: datetime) -> str:
    return format_datetime(moment, "d MMMM y 'à' HH:mm", locale=LOCALE)
