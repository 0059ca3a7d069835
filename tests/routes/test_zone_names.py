"""The zones that one chooses from: each once, by its place, in the reader's language."""

from contextvars import copy_context
from zoneinfo import available_timezones

import pytest

from models import User
from routes import zone_names
from routes.zone_names import Choice
from tests.people import Cast
from texts import language, speak

FORMER = {"Asia/Calcutta": "Asia/Kolkata", "Europe/Kiev": "Europe/Kyiv", "America/Montreal": "America/Toronto"}


def choices(code: str = "fr") -> dict[str, list[Choice]]:
    def spoken() -> dict[str, list[Choice]]:
        speak(code)
        return dict(zone_names.by_region(language()))

    return copy_context().run(spoken)


def every(code: str = "fr") -> list[Choice]:
    return [one for places in choices(code).values() for one in places]


@pytest.mark.parametrize(
    ("code", "region", "zone", "place"),
    [
        ("fr", "Europe", "Europe/London", "Londres (Royaume-Uni)"),
        ("en", "Europe", "Europe/London", "London (United Kingdom)"),
        ("fr", "Asie", "Asia/Tokyo", "Tokyo (Japon)"),
        ("en", "Indian Ocean", "Indian/Reunion", "Réunion"),
        ("fr", "Amérique", "America/Argentina/Ushuaia", "Ushuaïa (Argentine)"),
        ("fr", "Amérique", "America/Indiana/Indianapolis", "Indianapolis, Indiana (États-Unis)"),
        ("fr", "Europe", "Europe/Monaco", "Monaco"),
        ("fr", "Asie", "Asia/Hong_Kong", "Hong Kong"),
    ],
)
def test_a_zone_has_its_places_name(code: str, region: str, zone: str, place: str) -> None:
    assert [one.place for one in choices(code)[region] if one.zone == zone] == [place]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_no_place_stands_there_twice_and_no_former_name_at_all(code: str) -> None:
    """479 raw names they were, among them every former one."""
    found = every(code)
    zones, places = {one.zone for one in found}, {one.place for one in found}
    assert 350 < len(zones) == len(places) == len(found)
    assert not zones & {*FORMER, "America/Buenos_Aires", "Asia/Saigon", "US/Eastern"}
    assert zones <= available_timezones()
    assert all("_" not in place and "/" not in place for place in places)
    for former, zone in FORMER.items():
        (one,) = [one for one in found if one.zone == zone]
        assert former in one.also


def test_they_stand_in_the_order_of_their_names() -> None:
    names = [one.place for one in choices()["Europe"]]
    assert names.index("Île de Man") < names.index("Istanbul (Turquie)") < names.index("Jersey")


@pytest.mark.parametrize("former", FORMER)
async def test_who_chose_one_by_a_former_name_keeps_it(cast: Cast, former: str) -> None:
    await User.filter(id=cast.camille.id).update(time_zone=former)
    async with cast.camille.visitor() as camille:
        form = (await camille.get("/account")).form("/account/profile")
        assert form.fields["time_zone"] == former
        assert len(list(form.element.one("select", id="time_zone").all("option"))) == 1 + len(every())
        await camille.submit(form)
    assert (await User.get(id=cast.camille.id)).time_zone == former


async def test_what_is_no_zone_is_none_of_the_options(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.submit((await camille.get("/account")).form("/account/profile"), time_zone='Mercure"><b>')
    select = page.dom.one("select", id="time_zone")
    assert [one.attributes["value"] for one in select.all("option") if "selected" in one.attributes] == []
    assert "Mercure" not in select.text
    assert len(list(select.all("option"))) == 1 + len(every())
