"""In whose time days and hours are written for a person."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from actions.errors import InvalidField
from models import User
from texts import _

# Names of places alone: what else there is are abbreviations, old names and clocks that no reader lives by.
PLACES = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def known() -> list[str]:
    """Every zone that can be chosen."""
    return sorted(name for name in available_timezones() if name.startswith(PLACES))


def checked(name: str) -> str:
    """A zone's name, or "" for the browser's own.

    Raises: InvalidField.
    """
    if name and name not in known():
        raise InvalidField(_("Ce fuseau horaire n’est pas connu"), field="time_zone")
    return name


async def choose(user: User, name: str) -> None:
    """Write days and hours for this person in that zone from here on.

    Raises: InvalidField.
    """
    if checked(name) != user.time_zone:
        user.time_zone = name
        await user.keep("time_zone")


def of(user: User) -> ZoneInfo | None:
    """The zone that this person chose; None when they chose none, or it is no longer known."""
    return ZoneInfo(user.time_zone) if user.time_zone in known() else None
