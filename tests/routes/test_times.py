"""Days and times in words, in the site's time zone."""

from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import Conversation
from routes import times
from tests.people import Cast
from texts import speak
from texts.figures import number, soon

PRESENT = date(2026, 11, 14)  # a Saturday
PARIS, AUCKLAND = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Auckland")


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 11, 14), "Aujourd’hui"),
        (date(2026, 11, 13), "Hier"),
        (date(2026, 11, 12), "jeudi 12 novembre"),
        (date(2026, 11, 15), "dimanche 15 novembre"),  # a clock that is ahead
        (date(2026, 1, 1), "jeudi 1 janvier"),
        (date(2025, 12, 31), "mercredi 31 décembre 2025"),
        (date(2025, 11, 14), "vendredi 14 novembre 2025"),
    ],
)
def test_a_day(day: date, label: str) -> None:
    assert times.day_label(day, PRESENT) == label


def test_the_same_moment_is_another_day_elsewhere_also_when_it_was_just_written() -> None:
    moment = datetime(2026, 11, 14, 12, 30, tzinfo=UTC)
    assert times.filters(PARIS)["long_date"](moment) == "14 novembre 2026 à 13:30"
    assert times.filters(AUCKLAND)["long_date"](moment) == "15 novembre 2026 à 01:30"


def test_yesterday_is_yesterday_over_new_year_too() -> None:
    assert times.day_label(date(2025, 12, 31), date(2026, 1, 1)) == "Hier"
    assert times.when(datetime(2025, 12, 31, 23, 59), date(2026, 1, 1)) == "hier"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 14, 9, 5), "09:05"),
        (datetime(2026, 11, 14, 0, 0), "00:00"),
        (datetime(2026, 11, 13, 23, 59), "hier"),
        (datetime(2026, 11, 12, 12, 0), "jeu. 12 nov."),
        (datetime(2026, 11, 8, 12, 0), "dim. 8 nov."),
        (datetime(2026, 11, 7, 12, 0), "7 nov."),
        (datetime(2026, 1, 2, 12, 0), "2 janv."),
        (datetime(2025, 11, 14, 12, 0), "14 nov. 2025"),
    ],
)
def test_when_in_the_inbox(moment: datetime, shown: str) -> None:
    assert times.when(moment, PRESENT) == shown


@pytest.mark.parametrize(
    ("day", "label", "shown"),
    [
        (date(2026, 11, 14), "Today", "09:05"),
        (date(2026, 11, 13), "Yesterday", "yesterday"),
        (date(2026, 11, 12), "Thursday 12 November", "Thu 12 Nov"),
        (date(2026, 1, 2), "Friday 2 January", "2 Jan"),
        (date(2025, 9, 14), "Sunday 14 September 2025", "14 Sept 2025"),
    ],
)
def test_a_day_in_english(day: date, label: str, shown: str) -> None:
    def said() -> tuple[str, str]:
        speak("en")
        return times.day_label(day, PRESENT), times.when(datetime(day.year, day.month, day.day, 9, 5), PRESENT)

    assert copy_context().run(said) == (label, shown)


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (1, "dans 1 seconde", "in 1 second"),
        (59, "dans 59 secondes", "in 59 seconds"),
        (60, "dans 1 minute", "in 1 minute"),
        (61, "dans 2 minutes", "in 2 minutes"),
        (3503, "dans 59 minutes", "in 59 minutes"),
        (3600, "dans 1 heure", "in 1 hour"),
        (3601, "dans 2 heures", "in 2 hours"),
        (7200, "dans 2 heures", "in 2 hours"),
    ],
)
def test_how_soon(seconds: int, french: str, english: str) -> None:
    def said() -> tuple[str, str]:
        speak("en")
        return soon(seconds), number(2000)

    assert (soon(seconds), number(2000)) == (french, "2\u202f000")
    assert copy_context().run(said) == (english, "2,000")


def test_the_zone_decides_which_day_and_which_hour() -> None:
    late = "2026-11-14T23:30:00.000Z"
    assert [times.filters(zone)["day_key"](late) for zone in (PARIS, AUCKLAND, ZoneInfo("UTC"))] == [
        "2026-11-15",
        "2026-11-15",
        "2026-11-14",
    ]
    assert [times.filters(zone)["clock"](late) for zone in (PARIS, AUCKLAND)] == ["00:30", "12:30"]
    assert times.filters(PARIS)["clock"]("2026-07-14T10:00:00.000Z") == "12:00"  # summer time
    assert times.filters(PARIS)["long_date"](datetime(2026, 11, 14, 8, 3, tzinfo=UTC)) == "14 novembre 2026 à 09:03"


def test_what_happens_now_is_today_everywhere() -> None:
    now = datetime.now(UTC)
    for zone in (PARIS, AUCKLAND, ZoneInfo("America/Los_Angeles")):
        shown = times.filters(zone)
        assert shown["day_label"](now) in ("Aujourd’hui", "Hier")  # midnight may fall between the two looks
        assert shown["day_key"](now) == now.astimezone(zone).date().isoformat()


async def test_pages_show_the_inboxs_when_and_the_conversations_days(cast: Cast) -> None:
    now = datetime.now(UTC)
    before = now - timedelta(days=800)
    await cast.fill(cast.jean, "il y a longtemps", when=before)
    await Conversation.filter(id=cast.room).update(updated_at=before)
    zone = cast.camille.live.settings.zone
    old = before.astimezone(zone)
    async with cast.camille.visitor() as camille:
        (item,) = (await camille.get("/conversations")).inbox
        shown = item.one("time", data_slot="when")
        assert shown.text == times.when(old, now.date())
        assert shown.text.endswith(str(old.year))
        assert shown.attributes["datetime"].endswith("Z")
        page = await camille.get(f"/conversations/{cast.room}")
        assert [day.text for day in page.dom.all(class_="day")] == [times.day_label(old.date(), now.date())]
        await cast.jean.say(cast.room, "me voici")
        page = await camille.get(f"/conversations/{cast.room}")
        assert [day.text for day in page.dom.all(class_="day")][1] in ("Aujourd’hui", "Hier")


async def test_a_chosen_zone_decides_in_every_page(cast: Cast) -> None:
    late = datetime(2026, 1, 14, 23, 30, tzinfo=UTC)
    await cast.fill(cast.jean, "tard", when=late)
    await Conversation.filter(id=cast.room).update(updated_at=late)
    async with cast.camille.visitor() as camille:
        for zone, day, clock in (
            ("Pacific/Auckland", "2026-01-15", "12:30"),
            ("", "2026-01-15", "00:30"),
            ("Europe/Lisbon", "2026-01-14", "23:30"),
        ):
            form = (await camille.get("/account")).form("/account/profile")
            assert (await camille.submit(form, time_zone=zone)).path == "/account?saved=profile"
            assert (await camille.get("/account")).form("/account/profile").fields["time_zone"] == zone
            page = await camille.get(f"/conversations/{cast.room}")
            assert page.dom.one(class_="day").attributes["data-day"] == day
            assert page.bubbles[0].one("time").text == clock
            assert page.dom.one("body").attributes.get("data-zone", "") == zone
