"""What the contract writes, key for key."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from models import Message
from tests.people import Cast
from wire import payloads
from wire.payloads import ConversationPayload, MessagePayload, Person

PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (datetime(2026, 11, 14, 9, 5, 7, 123_000, UTC), "2026-11-14T09:05:07.123Z"),
        (datetime(2026, 11, 14, 9, 5, 7, 123_999, UTC), "2026-11-14T09:05:07.123Z"),
        (datetime(2026, 11, 14, 9, 5, 7, 0, UTC), "2026-11-14T09:05:07.000Z"),
        (datetime(2026, 11, 14, 0, 30, tzinfo=PARIS), "2026-11-13T23:30:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_a_moment_is_utc_with_milliseconds_and_z(when: datetime, written: str) -> None:
    assert payloads.moment(when) == written


def test_moments_as_text_stand_in_the_order_of_time() -> None:
    start = datetime(2026, 12, 31, 23, 59, 59, 998_000, UTC)
    moments = [payloads.moment(start + timedelta(milliseconds=n)) for n in range(5)]
    assert moments == sorted(moments)
    assert {len(moment) for moment in moments} == {24}


async def test_a_message_has_the_documented_keys_and_is_the_same_read_again(cast: Cast) -> None:
    (told,) = await cast.camille.say(cast.room, "Bonjour")
    assert list(told) == list(MessagePayload.__annotations__)
    assert told["Sender"] == {"id": cast.camille.id, "name": "Camille"}
    assert set(told["Sender"]) == set(Person.__annotations__)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["createdAt"])
    row = await Message.get(id=told["id"]).select_related("user", "attachment")
    assert payloads.message(row) == told


async def test_a_conversation_has_its_keys_with_and_without_messages(cast: Cast) -> None:
    shown = payloads.conversation(cast.conversation.membership, cast.conversation.updated_at, None, 0)
    assert list(shown) == list(ConversationPayload.__annotations__)
    assert (shown["last_message"], shown["unread"]) == (None, 0)
    assert (shown["Voyager"], shown["Local"]) == (
        {"id": cast.camille.id, "name": "Camille"},
        {"id": cast.jean.id, "name": "Jean"},
    )


def test_only_ones_own_profile_has_the_address(cast: Cast) -> None:
    assert "email" in payloads.myself(cast.jean.user)
    assert set(payloads.local(cast.jean.user)) == {"id", "name", "city", "bio"}


def test_a_refusal_says_when_to_come_back_only_when_it_knows() -> None:
    assert payloads.error("c", "m") == {"ok": False, "error": {"code": "c", "message": "m"}}
    assert payloads.error("c", "m", 3)["error"]["retry_after"] == 3
