from datetime import UTC, datetime, timedelta

import pytest

from actions import conversations
from models import Conversation, Message
from tests.live import Live
from tests.people import Cast, person
from tests.pictures import data_url, picture


async def test_the_inbox_says_who_what_when_and_how_much_waits(cast: Cast) -> None:
    async with cast.jean.visitor() as jean:
        page = await jean.get("/conversations")
        (item,) = page.inbox
        assert (item.one(data_slot="name").words, item.one(data_slot="preview").words) == ("Camille", "Pas encore de message")

        await cast.camille.say(cast.room, "Bonjour,\n  je passe   à Saint-Malo")
        page = await jean.get("/conversations")
        (item,) = page.inbox
        assert item.attributes["data-unread"] == "1"
        assert item.one(data_slot="preview").words == "Bonjour, je passe à Saint-Malo"
        assert page.dom.one("body").attributes["data-unread-total"] == "1"
        assert item.one("a").attributes["href"] == f"/conversations/{cast.room}#new"
        async with cast.camille.visitor() as camille:
            (item,) = (await camille.get("/conversations")).inbox
            assert item.one(data_slot="preview").words == "Vous : Bonjour, je passe à Saint-Malo"
            assert (item.attributes["data-unread"], item.one(data_slot="name").words) == ("0", "Jean")


ODD_PLACES = ("", "0-0", "1-" + "9" * 40, "1" * 18 + "-5")  # before or past all that there is, but places


async def test_the_latest_activity_comes_first_and_older_ones_are_a_link_away(live: Live, cast: Cast) -> None:
    keeper = await person(live, "Gardien", is_local=True)
    rooms = []
    for n in range(55):
        traveller = await person(live, f"Voyageur{n}")
        rooms.append((await conversations.start(traveller.id, keeper.id))[0].id)
    now = datetime.now(UTC)
    for n, room in enumerate(rooms):  # five at a time share their moment: the id decides
        await Conversation.filter(id=room).update(updated_at=now - timedelta(minutes=n // 5))
    expected = sorted(rooms, key=lambda room: (rooms.index(room) // 5, -room))
    async with keeper.visitor() as visitor, keeper.program() as api:
        page = await visitor.get("/conversations")
        walked = [int(item.attributes["data-conversation-id"]) for item in page.inbox]
        page = await visitor.get(page.dom.one("a", rel="next").attributes["href"])
        walked += [int(item.attributes["data-conversation-id"]) for item in page.inbox]
        assert list(page.dom.all("a", rel="next")) == []
        assert walked == expected
        first = (await api.get("/api/conversations")).json()
        second = (await api.get("/api/conversations", params={"before": first["next"]})).json()
        assert [c["id"] for c in first["conversations"] + second["conversations"]] == expected
        assert second["next"] is None
        for odd in (
            "",
            "x",
            "-",
            "1-",
            "-1",
            "1-2-3",
            "9" * 40 + "-1",
            "1-" + "9" * 40,
            "1--1",
            "0-0",
            "\0-\0",
            "²-²",
            "1" * 18 + "-5",
        ):
            answer = await api.get("/api/conversations", params={"before": odd})
            status = 200 if odd in ODD_PLACES else 400
            assert (odd, answer.status_code, answer.json().get("field")) == (odd, status, "before" if status == 400 else None)


async def test_bubbles_days_and_read_marks(cast: Cast) -> None:
    for ago, who, text in [(400, cast.jean, "l’an passé"), (1, cast.camille, "hier"), (0, cast.jean, "aujourd’hui")]:
        await cast.fill(who, text, when=datetime.now(UTC) - timedelta(days=ago))
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        assert page.written == ["l’an passé", "hier", "aujourd’hui"]
        days = [day.words for day in page.dom.all("div", class_="day")]
        assert days[-2:] == ["Hier", "Aujourd’hui"]
        assert days[0].split()[-1].isdigit()
        assert [bubble.has("class", "message--mine") for bubble in page.bubbles] == [False, True, False]
        assert [bubble.one(data_slot="Sender").words for bubble in page.bubbles] == ["Jean", "Camille", "Jean"]
        for bubble, row in zip(page.bubbles, await Message.filter(conversation_id=cast.room).order_by("id"), strict=True):
            assert bubble.attributes["data-message-id"] == str(row.id)
            assert bubble.attributes["data-user-id"] == str(row.user_id)
            assert bubble.one("time").attributes["datetime"].endswith("Z")
        assert page.dom.one("main").attributes["data-other-name"] == "Jean"


async def test_opening_the_page_marks_it_read_and_tells_the_room(cast: Cast) -> None:
    one, two = await cast.jean.say(cast.room, "un", "deux")
    async with cast.camille.visitor() as camille, cast.jean.socket() as jean, cast.camille.tab() as tab:
        await jean.ask("join_conversation", cast.room)
        page = await camille.get(f"/conversations/{cast.room}")
        assert [update["message_id"] for update in await jean.next("message_read_update", 2)] == [one["id"], two["id"]]
        assert (await tab.next("conversation_updated"))[0]["unread"] == 0
        assert page.dom.one("body").attributes["data-unread-total"] == "0"
        divider = page.dom.one(class_="unread-divider")
        thread = page.dom.one(id="messages").children
        following = [child for child in thread[thread.index(divider) :] if not isinstance(child, str)]
        assert following[1].attributes["data-message-id"] == str(one["id"])
        assert {bubble.attributes["data-read"] for bubble in page.bubbles} == {"true"}  # as after a reload
        page = await camille.get(f"/conversations/{cast.room}")
        assert list(page.dom.all(class_="unread-divider")) == []
        await jean.silence()
        assert len(jean.all("message_read_update")) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "no-cors"},
    ],
    ids=str,
)
async def test_a_prefetch_or_a_scripts_fetch_marks_nothing_read(cast: Cast, headers: dict[str, str]) -> None:
    await cast.jean.say(cast.room, "un")
    async with cast.camille.browser() as camille:
        answer = await camille.get(f"/conversations/{cast.room}", headers=headers)
        assert answer.status_code == 200
        await camille.head(f"/conversations/{cast.room}")
    assert (await Conversation.get(id=cast.room)).voyager_unread == 1
    async with cast.camille.browser() as camille:
        await camille.get(f"/conversations/{cast.room}", headers={"Sec-Fetch-Mode": "navigate"})
    assert (await Conversation.get(id=cast.room)).voyager_unread == 0


async def test_ones_own_messages_and_an_old_page_are_marked_by_nobody(cast: Cast) -> None:
    await cast.camille.say(cast.room, "à moi")
    (later,) = await cast.jean.say(cast.room, "à toi")
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}?before={later['id']}")
        assert page.written == ["à moi"]
    conversation = await Conversation.get(id=cast.room)
    assert (conversation.voyager_unread, conversation.local_unread) == (1, 1)


async def test_older_messages_are_links_away_and_back(cast: Cast) -> None:
    await cast.fill(cast.jean, *(f"n° {n}" for n in range(120)))
    async with cast.camille.visitor() as camille:
        await camille.get(f"/conversations/{cast.room}")
        page = await camille.get(f"/conversations/{cast.room}")
        walked = page.written
        assert len(walked) == 50
        assert list(page.dom.all(id="newest")) == []
        while older := list(page.dom.all("a", id="older")):
            page = await camille.get(older[0].attributes["href"])
            walked = page.written + walked
        assert walked == [f"n° {n}" for n in range(120)]
        page = await camille.get(page.dom.one("a", id="newest").attributes["href"])
        assert page.written[-1] == "n° 119"
        for odd in ("0", "-1", "x", str(2**63), "9" * 5000, "1.5", "²"):
            page = await camille.get(f"/conversations/{cast.room}", params={"before": odd})
            assert (odd[:9], page.status, len(page.bubbles)) == (odd[:9], 200, 50)


@pytest.mark.parametrize(
    ("unread", "shown", "place", "words"),
    [
        (48, 50, 2, "Nouveaux messages"),
        (60, 65, 5, "Nouveaux messages"),
        (200, 200, 0, "Nouveaux messages"),
        (210, 200, 0, "Nouveaux messages, dont les premiers sont plus haut"),
    ],
)
async def test_a_page_begins_above_what_is_new_as_far_as_that_can_be(
    cast: Cast, unread: int, shown: int, place: int, words: str
) -> None:
    await cast.fill(cast.camille, *(f"lu {n}" for n in range(10)))
    await cast.fill(cast.jean, *(f"n° {n}" for n in range(unread)))
    async with cast.camille.visitor() as camille:
        (item,) = (await camille.get("/conversations")).inbox
        page = await camille.get(item.one("a").attributes["href"])
        thread = [one for one in page.dom.one(id="messages").children if not isinstance(one, str) and not one.has("class", "day")]
        assert [one.attributes["id"] for one in thread].index("new") == place
        assert (thread[place].words, len(page.bubbles), page.written[-1]) == (words, shown, f"n° {unread - 1}")
        older = await camille.get(page.dom.one("a", id="older").attributes["href"])
        assert len(older.bubbles) == min(50, 10 + unread - shown)


async def test_a_photo_has_its_place_kept_and_leads_to_the_full_one(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        asked = {"conversation_id": cast.room, "content": "Le port", "attachment": data_url(picture(size=(1200, 900)))}
        address = (await camille.ask("send_message", asked))["message"]["attachment"]
    async with cast.jean.visitor() as jean:
        page = await jean.get(f"/conversations/{cast.room}")
        (bubble,) = page.bubbles
        image = bubble.one("img").attributes
        assert (image["width"], image["height"], image["src"]) == ("1200", "900", f"{address}&size=small")
        assert bubble.one("a").attributes["href"] == address
        small, full = await jean.client.get(image["src"]), await jean.client.get(address)
        assert (small.status_code, full.status_code) == (200, 200)
        assert (await jean.get("/conversations")).inbox[0].attributes["data-photo"] == "true"


async def test_the_blank_bubble_for_scripts_has_the_same_slots(cast: Cast) -> None:
    await cast.jean.say(cast.room, "un")
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")

    def slots(element: object) -> set[str]:
        return {e.attributes["data-slot"] for e in element.all() if "data-slot" in e.attributes}  # type: ignore[attr-defined]

    blank = page.dom.one("template", id="message-template")
    assert slots(blank) == slots(page.bubbles[0]) | {"photo", "attachment"}
    (inbox_blank,) = page.dom.all("template", id="inbox-template")
    assert slots(inbox_blank) == slots(page.inbox[0])


async def test_the_other_persons_email_is_on_no_page_and_in_no_answer(cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.browser() as camille, cast.camille.program() as api:
        seen = [
            (await camille.get(path)).text
            for path in ("/conversations", f"/conversations/{cast.room}", "/locals", "/locals?q=Jean", "/account")
        ]
        seen += [
            (await api.get(path)).text
            for path in (
                "/api/conversations",
                f"/api/conversations/{cast.room}",
                f"/api/conversations/{cast.room}/messages",
                "/api/locals",
                "/api/users/me",
            )
        ]
        seen.append((await api.post("/api/conversations", json={"local_id": cast.jean.id})).text)
    for text in seen:
        assert cast.jean.user.email not in text
        assert cast.zoe.user.email not in text
        assert "argon2" not in text
    assert cast.camille.user.email in seen[4]
