"""Days and hours where the reader is, or where they say that they are."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from models import Conversation, User
from tests.browser.talking import at, is_same_after_reload, shows
from tests.browser.windows import Windows
from tests.people import Cast

LATE = datetime(2026, 1, 14, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "language", "clock", "day"),
    [
        ("", "", "08:30", "jeudi 15 janvier"),
        ("Pacific/Auckland", "fr", "12:30", "jeudi 15 janvier"),
        ("America/Lima", "en", "18:30", "Wednesday 14 January"),
    ],
)
async def test_the_script_writes_what_the_server_wrote(
    windows: Windows, cast: Cast, zone: str, language: str, clock: str, day: str
) -> None:
    await cast.fill(cast.jean, "tard", when=LATE)
    await Conversation.filter(id=cast.room).update(updated_at=LATE)
    await User.filter(id=cast.camille.id).update(time_zone=zone, language=language)
    camille = await at(windows, cast.camille, cast.room, timezone_id="Asia/Tokyo")
    await expect(camille.locator("#messages time")).to_have_text([clock])
    label = await camille.locator("#messages .day").inner_text()
    assert label.removesuffix(" 2026") == day
    if zone:  # what a page without scripts says
        plain = await windows.open(cast.camille, script=False)
        await plain.goto(f"/conversations/{cast.room}")
        await expect(plain.locator("#messages time")).to_have_text([clock])
        await expect(plain.locator("#messages .day")).to_have_text(label)
    await cast.jean.say(cast.room, "maintenant")
    await shows(camille, "tard", "maintenant")
    await is_same_after_reload(camille)
    if not zone:  # the script has told the server, which writes it so in other pages too
        here = datetime.now(ZoneInfo("Asia/Tokyo"))
        await camille.goto("/account")
        await expect(camille.locator(".session__when").first).to_contain_text(f"{here.day} ")
        html = await (await camille.request.get(f"/conversations/{cast.room}")).text()
        assert f">{clock}</time>" in html


async def test_the_browsers_zone_is_offered(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille, timezone_id="Asia/Tokyo")
    await camille.goto("/account")
    await camille.get_by_role("button", name="Choisir Tokyo (Japon)").click()
    await expect(camille.get_by_label("Fuseau horaire")).to_have_value("Asia/Tokyo")
    await expect(camille.locator("#zone-offer")).to_be_hidden()
    await camille.get_by_role("button", name="Enregistrer le profil").click()
    await expect(camille.get_by_text("Votre profil est enregistré.")).to_be_visible()
    await expect(camille.locator("body")).to_have_attribute("data-zone", "Asia/Tokyo")


async def test_a_zone_is_offered_by_whatever_name_the_browser_has_for_it(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille, timezone_id="Asia/Calcutta")
    await camille.goto("/account")
    await camille.get_by_role("button", name="Choisir Kolkata (Inde)").click()
    await expect(camille.get_by_label("Fuseau horaire")).to_have_value("Asia/Kolkata")
    await expect(camille.locator("#zone-offer")).to_be_hidden()
