"""How pages are written for a person: in which language, and in whose time."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from actions.errors import InvalidField
from models import User
from texts import LANGUAGES, _

# Names of places alone: what else there is are abbreviations, old names and clocks that no reader lives by.
PLACES = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def zones() -> list[str]:
    """Every time zone that can be chosen."""
    return sorted(name for name in available_timezones() if name.startswith(PLACES))


def check(language: str, time_zone: str = "") -> None:
    """Both are known, or "" for the browser's own.

    Raises: InvalidField.
    """
    if language and language not in LANGUAGES:
        raise InvalidField(_("Cette langue n’est pas connue"), field="language")
    if time_zone and time_zone not in zones():
        raise InvalidField(_("Ce fuseau horaire n’est pas connu"), field="time_zone")


async def choose(user: User, language: str, time_zone: str) -> None:
    """Write pages for this person like that from here on.

    Raises: InvalidField.
    """
    check(language, time_zone)
    if (language, time_zone) != (user.language, user.time_zone):
        user.language, user.time_zone = language, time_zone
        await user.keep("language", "time_zone")


def zone_of(user: User) -> ZoneInfo | None:
    """The zone that this person chose; None when they chose none, or it is no longer known."""
    return ZoneInfo(user.time_zone) if user.time_zone in zones() else None
