"""In which zone a page writes days and hours: the one that its reader chose, or else the browser's, which its script told us."""

from zoneinfo import ZoneInfo

from quart import request

from actions import reading
from models import User

COOKIE = "escale_zone"  # written by static/js/zone.js


def of_reader(user: User) -> ZoneInfo | None:
    """None where neither is known."""
    told = request.cookies.get(COOKIE, "")
    return reading.zone_of(user) or (ZoneInfo(told) if told == "UTC" or told in reading.zones() else None)
