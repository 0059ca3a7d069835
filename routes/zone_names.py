"""The time zones that a person may choose from, by the names of their places in the reader's language."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from markupsafe import Markup

from actions import reading
from models.user import fold
from texts import Language, _, language

WORLD = "001"  # of no country

GROUP = Markup('<optgroup label="{}">\n{}\n</optgroup>')
OPTION = Markup("<option {}{}>{}</option>")
VALUE = Markup('value="{}"')


class Choice(NamedTuple):
    """One zone: its value, its place, and its former names, which browsers may still call it by."""

    zone: str
    place: str
    also: tuple[str, ...] = ()


def options(chosen: str) -> Markup:
    """An option for each zone, by part of the world. Whoever chose one by a former name has chosen that one, and keeps it so."""
    before, value, after = listed(language()).partition(VALUE.format(aliases().get(chosen, chosen)))
    return before + VALUE.format(chosen) + Markup(" selected") + after if value else before


@cache
def listed(language: Language) -> Markup:
    """The same with none chosen: there are hundreds, and they are the same on every page."""
    return Markup("\n").join(
        GROUP.format(region, Markup("\n").join(OPTION.format(VALUE.format(one.zone), also(one), one.place) for one in places))
        for region, places in by_region(language)
    )


def also(one: Choice) -> Markup:
    return Markup(' data-also="{}"').format(" ".join(one.also)) if one.also else Markup()


@cache
def by_region(language: Language) -> list[tuple[str, list[Choice]]]:
    regions = {  # by the first part of a zone's name
        "Africa": _("Afrique"),
        "America": _("Amérique"),
        "Antarctica": _("Antarctique"),
        "Asia": _("Asie"),
        "Atlantic": _("Atlantique"),
        "Australia": _("Australie"),
        "Europe": _("Europe"),
        "Indian": _("Océan Indien"),
        "Pacific": _("Pacifique"),
    }
    former = defaultdict[str, list[str]](list)
    for name, zone in aliases().items():
        former[zone].append(name)
    found = defaultdict[str, list[Choice]](list)
    for zone in reading.zones():
        if zone not in aliases():
            found[regions[zone.partition("/")[0]]].append(Choice(zone, place(zone, language.locale), tuple(former[zone])))
    return [(region, sorted(found[region], key=lambda one: fold(one.place))) for region in sorted(found, key=fold)]


def place(zone: str, locale: Locale) -> str:
    """ "Tokyo (Japon)", "Knox, Indiana (États-Unis)", "Monaco"."""
    city = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    territory = get_global("zone_territories").get(zone, WORLD)
    country = "" if territory == WORLD else locale.territories.get(territory, "")
    around, _slash, city = city.rpartition("/")
    if around and around != "Argentina":  # which is the country
        city = f"{city}, {around}"
    said = "(" in city or city in country or country in city
    return city if said else f"{city} ({country})"


@cache
def aliases() -> Mapping[str, str]:
    """Former names of zones, and what these are called now."""
    known = set(reading.zones())
    return {name: zone for name, zone in get_global("zone_aliases").items() if {name, zone} <= known}
