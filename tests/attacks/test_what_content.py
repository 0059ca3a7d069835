"""What content: what tests/events/test_{content,ids,edge}.py and tests/stack/test_socketio_packets.py do not hold."""

import json
from collections.abc import Callable

import pytest

from events import HANDLERS
from models import Message
from tests.attacks.memory import Growth
from tests.live import Live
from tests.pages import Page
from tests.people import Cast, stranger
from wire import bounds

MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "{{ 7 * 7 }}{% debug %}",
    "javascript:alert(1)",
    "</script><svg onload=alert(1)>",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("markup", MARKUP)
async def test_markup_in_names_cities_and_words_about_oneself_is_text(cast: Cast, markup: str) -> None:
    """Fails with `| safe` on the name in any of these templates."""
    user = cast.jean.user
    user.name = user.city = user.bio = markup
    await user.save()
    await cast.jean.say(cast.room, markup)
    async with cast.camille.visitor() as camille, cast.jean.visitor() as jean:
        pages = [await camille.get(path) for path in ("/conversations", f"/conversations/{cast.room}", "/locals")]
        pages += [await jean.get(path) for path in ("/account", "/conversations", f"/conversations/{cast.room}")]
        missing = await camille.get(f"/conversations/{cast.room}?before={markup}")
    for page in [*pages, missing]:
        assert page.status == 200
        assert "49" not in page.dom.words or "7 * 7" in page.dom.text or markup != MARKUP[3]
        assert not list(page.dom.all("img", src="x"))
        assert not list(page.dom.all("svg", onload="alert(1)"))
        for element in page.dom.all():
            assert not [name for name in element.attributes if name.startswith("on")], element.attributes
            assert not element.attributes.get("href", "").lower().startswith("javascript:")
            assert (
                element.tag != "script" or "alert(1)" not in element.text or element.attributes.get("type") == "application/json"
            )
    assert any(markup in page.dom.text for page in pages)


async def test_what_turns_the_direction_stays_in_its_own_bubble(cast: Cast) -> None:
    """The text stands in elements of its own with `dir=auto`, which isolates it; fails with that attribute taken away."""
    override = "\u202egnp.exe\u2066"
    await cast.jean.say(cast.room, override)
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
    shown = [element for element in page.dom.all() if override in "".join(c for c in element.children if isinstance(c, str))]
    assert len(shown) >= 2
    assert {element.attributes.get("dir") for element in shown} == {"auto"}


@pytest.mark.parametrize(
    "name", ["\u202eelimaC", "Jean\u2066", "\u200f", "\u200b\u2060", "\u3164", "a\x1b[2J", "a\x9b2J", "a\x7f", "x\0"]
)
async def test_a_name_shows_and_turns_nothing(cast: Cast, name: str) -> None:
    """It stands in the midst of our own sentences. Fails with TURNING empty."""
    async with cast.camille.program() as api:
        answer = await api.patch("/api/users/me", json={"name": name})
        assert (answer.status_code, answer.json()["field"]) == (422, "name")
        for good in ("Zoé", "עדי", "سلمى", "👩‍👩‍👧 Anna-Líf", "O’Neill"):
            assert (await api.patch("/api/users/me", json={"name": good})).json()["name"] == good


HALVES = [r'"\ud800": 1, "conversation_id": 5', r'"conversation_id": "\ud800"', r'"client_id": "\udfff", "conversation_id": 5']


@pytest.mark.parametrize("place", HALVES)
async def test_half_a_character_in_any_place_is_a_refusal(cast: Cast, place: str) -> None:
    """Found by tests/fuzz: msgspec raises an error of its own for it."""
    async with cast.camille.raw() as camille, cast.camille.program() as api:
        for event in HANDLERS:
            answer = await camille.ask(f'["{event}", {{{place}}}]')
            assert answer["ok"] is False
            assert answer["error"]["code"] in ("invalid_payload", "not_allowed", "invalid_content")
        for path in (f"/api/conversations/{cast.room}/messages", "/api/conversations"):
            assert (await api.post(path, content=f"{{{place}}}")).status_code in (400, 422)


BOMBS: dict[str, Callable[[], bytes]] = {
    "13 MB of tiny objects": lambda: b'{"content":[' + b",".join([b"{}"] * 4_500_000) + b"]}",
    "100,000 lists in each other": lambda: b'{"content":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 keys": lambda: json.dumps({str(n): n for n in range(100_000)}).encode(),
    "a number of a million digits": lambda: b'{"content":' + b"9" * 1_000_000 + b"}",
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_json_that_would_cost_much_is_refused_before_it_does(cast: Cast, bomb: str) -> None:
    """Fails with the plain parser: the objects take 400 MB and seconds."""
    body = BOMBS[bomb]()
    async with cast.camille.program() as api:
        growth = Growth()
        answer = await api.post(f"/api/conversations/{cast.room}/messages", content=body, timeout=30)
        assert answer.status_code in (400, 422)
        assert growth.most < 120 * 2**20
        assert (await api.get("/api/users/me")).status_code == 200


FORMS = {
    "4 MB of a&": (b"a&" * 2**21, 413),
    "256 KiB of a&": (b"a&" * 2**17, 413),
    "101 fields": (b"&".join(b"a%d=1" % n for n in range(101)), 413),
    "one field of 300 KiB": (b"content=" + b"x" * 300 * 1024, 413),
    "a field of 200 KiB": (b"content=" + b"x" * 200 * 1024, 403),  # its proof is missing, and nothing else
}


@pytest.mark.parametrize("path", ["/login", "/conversations/1/messages"])
@pytest.mark.parametrize("form", FORMS)
async def test_a_form_that_would_cost_much_is_refused_before_it_does(live: Live, path: str, form: str) -> None:
    """From a stranger. Fails with Quart's own parser: 4 MB cost it two seconds and 190 MB, 32 MB eight times that."""
    body, status = FORMS[form]
    async with stranger(live) as nobody:
        growth = Growth()
        answer = await nobody.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status_code == status
        assert growth.most < 50 * 2**20


async def test_a_form_of_many_parts_is_refused(live: Live) -> None:
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(2000)) + b"--x--\r\n"
    async with stranger(live) as nobody:
        for path in ("/login", "/conversations/1/messages"):
            answer = await nobody.post(path, content=parts, headers={"Content-Type": "multipart/form-data; boundary=x"})
            assert answer.status_code in (403, 413)


PART = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
MULTIPART = "multipart/form-data; boundary=x"
PARTS = PART % (b"csrf_token", b"PROOF") + PART % (b"content", b"Le port @") + PART % (b"#", b"x") + b"--x--\r\n"
NOT_UTF_8 = {  # what stands in the place of a mark
    **{
        wrong.decode(): ("@", wrong, b"content=Le+port+@&csrf_token=PROOF", "application/x-www-form-urlencoded")
        for wrong in (b"%ff", b"%ED%A0%80", b"%C0%80")
    },
    "as it is": ("@", b"\xff", b"content=Le+port+@&csrf_token=PROOF", "application/x-www-form-urlencoded"),
    "in a part": ("@", b"\xe9", PARTS, MULTIPART),
    "half a letter": ("@", b"\xc3", PARTS, MULTIPART),
    "in a name": ("#", b"\xff", PARTS, MULTIPART),
}


@pytest.mark.parametrize("form", NOT_UTF_8)
async def test_a_form_that_is_not_utf_8_is_refused_as_json_is(cast: Cast, form: str) -> None:
    """Seen to fail with Quart's own parser: it is other text (U+FFFD) that is kept, or no form."""
    mark, wrong, body, kind = NOT_UTF_8[form]
    async with cast.camille.browser() as camille:
        proof = Page(await camille.get(f"/conversations/{cast.room}")).composer.fields["csrf_token"].encode()
        for there, status in ((wrong, 400), (b"x", 303)):
            sent = body.replace(b"PROOF", proof).replace(mark.encode(), there)
            answer = await camille.post(f"/conversations/{cast.room}/messages", content=sent, headers={"Content-Type": kind})
            assert answer.status_code == status
            assert await Message.filter(conversation_id=cast.room).count() == (status == 303)


@pytest.mark.parametrize("kind", ["multipart/form-data", "MULTIPART/FORM-DATA; boundary=x"])
def test_a_photo_may_come_by_a_form_of_its_own_kind_alone(kind: str) -> None:
    scope = {"path": "/conversations/1/messages", "headers": [(b"content-type", kind.encode())]}
    assert bounds.body(scope) == bounds.LARGEST_FORM
    assert bounds.body({**scope, "headers": []}) == bounds.LARGEST_TEXT
