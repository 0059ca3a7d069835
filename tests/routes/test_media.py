"""Images by their signed addresses.

Seen to fail with any signature taken, the time overlooked, the size or the key left out of what is signed, and a file that is
gone let through as a fault.
"""

import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

import settings
from models import Attachment
from tests.live import Live
from tests.people import Cast, stranger
from tests.pictures import data_url, picture
from wire import links


async def address_of_a_picture(cast: Cast) -> str:
    async with cast.camille.socket() as camille:
        photo = data_url(picture("JPEG", (1000, 500)), "jpeg")
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": photo}
        return str((await camille.ask("send_message", asked))["message"]["attachment"])


def altered(address: str, **changes: str | None) -> str:
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **changes}
    return parts._replace(query=urlencode({name: value for name, value in query.items() if value is not None})).geturl()


async def test_a_signed_address_shows_the_picture_to_whoever_has_it(cast: Cast, live: Live) -> None:
    address = await address_of_a_picture(cast)
    async with stranger(live) as nobody:
        full, small = await nobody.get(address), await nobody.get(altered(address, size="small"))
        assert (full.status_code, small.status_code) == (200, 200)
        assert full.headers["Content-Type"] == small.headers["Content-Type"] == "image/jpeg"
        assert 0 < len(small.content) < len(full.content)
        assert full.content.startswith(b"\xff\xd8")
        kept = full.headers["Cache-Control"]
        assert kept.startswith("private, max-age=")
        assert kept.endswith(", immutable")
        assert 6 * 86_400 < int(kept.split("=")[1].split(",")[0]) <= 8 * 86_400
        assert "ETag" not in full.headers
        assert (await nobody.get(altered(address, size="huge"))).content == full.content


async def test_altered_guessed_and_unsigned_addresses_are_404(cast: Cast, live: Live) -> None:
    address = await address_of_a_picture(cast)
    other = await address_of_a_picture(cast)
    query = dict(parse_qsl(urlsplit(address).query))
    key = urlsplit(address).path.removeprefix("/media/")
    elsewhere = urlsplit(other).path.removeprefix("/media/")
    row = await Attachment.get(key=key)
    wrong = [
        urlsplit(address).path,
        altered(address, signature=None),
        altered(address, signature=""),
        altered(address, signature="A" * len(query["signature"])),
        altered(address, signature=query["signature"][:-2]),
        altered(address, signature=query["signature"] + "AA"),
        altered(address, signature="é\0"),
        altered(address, expires=str(int(query["expires"]) + 86_400)),
        altered(address, expires=None),
        altered(address, expires="x"),
        altered(address, expires="9" * 5000),
        altered(address, expires=query["expires"] + ".0"),
        altered(address, width="1"),
        altered(address, height=None),
        altered(address, width="1|2"),
        address.replace(key, elsewhere),
        address.replace(key, f"{key}.jpg"),
        address.replace(key, key[:-1]),
        address.replace(key, str(row.id)),
        address.replace(key, "..%2f..%2fapp.py"),
        f"/media/{row.full_name}",
        f"/media/{row.small_name}",
        "/media/",
        "/media/x?expires=99999999999&height=1&width=1&signature=x",
    ]
    async with stranger(live) as nobody:
        for path in wrong:
            assert (path[:200], (await nobody.get(path)).status_code) == (path[:200], 404)
        for name, value in (("signature", query["signature"]), ("width", "9")):
            repeated = await nobody.get(f"{address}&{name}={value}")
            assert repeated.status_code in (200, 404)


async def test_an_address_lives_for_a_week_and_no_longer(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    address = await address_of_a_picture(cast)
    now = time.time()
    async with stranger(live) as nobody:
        for days, status in [(0, 200), (6.9, 200), (8.1, 404), (4000, 404)]:
            monkeypatch.setattr("wire.links.time.time", lambda days=days: now + days * 86_400)
            assert (days, (await nobody.get(address)).status_code) == (days, status)


async def test_the_same_address_all_day_and_a_new_one_tomorrow(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    await address_of_a_picture(cast)
    row = await Attachment.filter(user_id=cast.camille.id).get()
    midnight = (int(time.time()) // 86_400) * 86_400
    seen = []
    for moment in (midnight, midnight + 43_200, midnight + 86_399, midnight + 86_400):
        monkeypatch.setattr("wire.links.time.time", lambda moment=moment: float(moment))
        seen.append(links.image_url(row))
    assert len(set(seen[:3])) == 1
    assert seen[3] != seen[0]


async def test_the_address_is_absolute_where_a_public_address_is_set_and_outlives_a_new_secret(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = await address_of_a_picture(cast)
    row = await Attachment.filter(user_id=cast.camille.id).get()
    with monkeypatch.context() as chosen:
        chosen.setattr(settings.current(), "public_url", "https://escale.example")
        assert links.image_url(row) == f"https://escale.example{address}"
    key, query = urlsplit(address).path.removeprefix("/media/"), dict(parse_qsl(urlsplit(address).query))
    with monkeypatch.context() as rotated:
        rotated.setattr(settings.current(), "secret_key_fallbacks", [live.settings.secret_key])
        rotated.setattr(settings.current(), "secret_key", "another secret, also long enough to be one")
        assert links.opened(key, query)
        assert links.image_url(row) != address
        rotated.setattr(settings.current(), "secret_key_fallbacks", [])
        assert links.opened(key, query) is None


async def test_a_row_without_its_file_is_404_and_no_fault(cast: Cast, live: Live) -> None:
    address = await address_of_a_picture(cast)
    row = await Attachment.filter(user_id=cast.camille.id).get()
    (live.settings.media_dir / row.full_name).unlink()
    async with stranger(live) as nobody:
        assert (await nobody.get(address)).status_code == 404
