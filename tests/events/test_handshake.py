"""Who may open a socket, and from where.

Seen to fail with the cookie counted from any origin, the library's own check of origins, JSONP answered, and a log-in that has
expired, or whose person was disabled, taken for a living one.
"""

import json
from typing import Any

import aiohttp
import pytest
import socketio

import auth
from actions import sessions
from models import User
from tests.live import Live
from tests.people import Cast, stranger
from tests.raw import PATH, Polling, RawSocket
from tests.sockets import Socket

UNAUTHORIZED = {"message": "Authentification requise", "data": {"code": "unauthorized"}}
REFUSED, STRANGER, ADMITTED = "refused before it began", "told that nobody is logged in", "admitted"


def origins(live: Live) -> dict[str, tuple[dict[str, str], str]]:
    """The headers of a handshake that carries a good cookie, and what must come of it."""
    own, host = live.url, live.url.removeprefix("http://")
    return {
        "our own page": ({"Origin": own}, ADMITTED),
        "our own page, as browsers begin polling": ({"Sec-Fetch-Site": "same-origin"}, ADMITTED),
        "no Origin": ({}, STRANGER),
        "an empty Origin": ({"Origin": ""}, STRANGER),
        "another site's image, without Origin": ({"Sec-Fetch-Site": "cross-site"}, STRANGER),
        "another port, without Origin": ({"Sec-Fetch-Site": "same-site"}, STRANGER),
        "typed into the address bar": ({"Sec-Fetch-Site": "none"}, STRANGER),
        "Nuxt, which has a token": ({"Origin": "https://nuxt.example"}, STRANGER),
        "Nuxt, pretending": ({"Origin": "https://nuxt.example", "Sec-Fetch-Site": "same-origin"}, STRANGER),
        "foreign": ({"Origin": "https://evil.example"}, REFUSED),
        "foreign, pretending": ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, REFUSED),
        "null": ({"Origin": "null"}, REFUSED),
        "look-alike": ({"Origin": own + ".evil.example"}, REFUSED),
        "another port": ({"Origin": own[:-1] + ("1" if own[-1] != "1" else "2")}, REFUSED),
        "no port": ({"Origin": "http://127.0.0.1"}, REFUSED),
        "wrong scheme": ({"Origin": own.replace("http", "https")}, REFUSED),
        "upper case": ({"Origin": own.upper()}, REFUSED),
        "with a path": ({"Origin": own + "/"}, REFUSED),
        "two origins": ({"Origin": f"{own}, https://evil.example"}, REFUSED),
        "a part of Nuxt's": ({"Origin": "https://nuxt.exampl"}, REFUSED),
        "forged X-Forwarded-Host": ({"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}, REFUSED),
        "forged Forwarded": ({"Origin": "http://evil.example", "Forwarded": "host=evil.example;proto=http"}, REFUSED),
        "forged X-Forwarded-Proto": ({"Origin": f"https://{host}", "X-Forwarded-Proto": "https"}, REFUSED),
        "forged beside a true one": ({"Origin": own, "X-Forwarded-Host": "evil.example"}, ADMITTED),
    }


def cookie(cast: Cast) -> dict[str, str]:
    return {"Cookie": f"other=1; {auth.cookies.cookie_name}={cast.camille.cookie}; odd"}


def outcome(frame: str) -> str:
    if frame.startswith("44"):
        assert json.loads(frame[2:]) == UNAUTHORIZED
        return STRANGER
    assert frame.startswith("40{")
    return ADMITTED


async def test_a_cookie_counts_from_our_own_origin_alone_over_websocket(cast: Cast, live: Live) -> None:
    async def come(headers: dict[str, str]) -> str:
        try:
            async with RawSocket.opened(live.url, {**cookie(cast), **headers}) as socket:
                return outcome(await socket.connect())
        except aiohttp.WSServerHandshakeError as refused:
            assert refused.status in (400, 403)  # noqa: PT017 -- how a refusal looks is part of the outcome
            return REFUSED

    table = origins(live)
    assert {name: await come(headers) for name, (headers, _) in table.items()} == {name: end for name, (_, end) in table.items()}


async def test_a_cookie_counts_from_our_own_origin_alone_over_polling(cast: Cast, live: Live) -> None:
    async def come(headers: dict[str, str]) -> str:
        async with stranger(live) as client:
            client.headers.update({**cookie(cast), **headers})
            polling = await Polling.opened(client)
            return outcome(await polling.connect()) if polling else REFUSED

    table = origins(live)
    assert {name: await come(headers) for name, (headers, _) in table.items()} == {name: end for name, (_, end) in table.items()}


async def test_a_token_counts_from_anywhere_that_may_connect(cast: Cast, live: Live) -> None:
    async with RawSocket.opened(live.url, {"Origin": "https://nuxt.example"}) as socket:
        assert outcome(await socket.connect({"token": cast.camille.token})) == ADMITTED
    async with RawSocket.opened(live.url) as socket:
        assert outcome(await socket.connect({"token": cast.camille.token})) == ADMITTED
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with RawSocket.opened(live.url, {"Origin": "https://evil.example"}):
            pass


async def test_what_is_no_living_token_is_refused(cast: Cast, live: Live) -> None:
    ended = await sessions.begin(cast.camille.user, auth.BEARER)
    ended_token = auth.tokens.dump_token(ended.key, live.app)
    await sessions.end(ended.id, cast.camille.id)
    good = cast.camille.token
    key, moment, signature = good.split(".")
    for token in [
        "",
        "x",
        "wrong.token.altogether",
        f"{key}.{moment}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{key}.{moment}.{signature[:-2]}",
        f"{key}.{moment[::-1]}.{signature}",
        " " + good,
        f"{key}x.{moment}.{signature}",
        good.upper(),
        cast.camille.cookie,
        cast.camille.bearer_session.key,
        str(cast.camille.id),
        ended_token,
        "\0",
        "é" * 50,
        "\ud800",
        "a" * 5000,
        5,
        True,
        [],
        {},
        [good],
        {"token": good},
    ]:
        async with RawSocket.opened(live.url) as socket:
            assert (token, outcome(await socket.connect({"token": token}))) == (token, STRANGER)
    for given in [None, {}, [], [good], good, 5, {"Token": good}, {"auth": {"token": good}}, {"token": None}]:
        async with RawSocket.opened(live.url) as socket:
            assert (given, outcome(await socket.connect(given))) == (given, STRANGER)


async def test_a_token_is_no_cookie_and_counts_in_no_address(cast: Cast, live: Live) -> None:
    own = {"Origin": live.url}
    async with RawSocket.opened(live.url, {**own, "Cookie": f"{auth.cookies.cookie_name}={cast.camille.token}"}) as socket:
        assert outcome(await socket.connect()) == STRANGER
    async with RawSocket.opened(live.url, own, query=f"&token={cast.camille.token}") as socket:
        assert outcome(await socket.connect()) == STRANGER
    async with RawSocket.opened(live.url, {**own, "Authorization": f"Bearer {cast.camille.token}"}) as socket:
        assert outcome(await socket.connect()) == STRANGER


async def test_a_wrong_token_is_not_made_good_by_a_cookie(cast: Cast, live: Live) -> None:
    async with RawSocket.opened(live.url, {"Origin": live.url, **cookie(cast)}) as socket:
        assert outcome(await socket.connect({"token": "wrong"})) == STRANGER


async def test_an_ended_expired_or_disabled_log_in_opens_no_socket(cast: Cast, live: Live) -> None:
    async def come() -> str:
        async with RawSocket.opened(live.url, {"Origin": live.url, **cookie(cast)}) as socket:
            return outcome(await socket.connect())

    assert await come() == ADMITTED
    session = cast.camille.cookie_session
    good_until, session.expires_at = session.expires_at, session.created_at
    await session.save()
    assert await come() == STRANGER
    session.expires_at = good_until
    await session.save()
    await User.filter(id=cast.camille.id).update(disabled_at=session.created_at)
    assert await come() == STRANGER
    await User.filter(id=cast.camille.id).update(disabled_at=None)
    assert await come() == ADMITTED
    await session.delete()
    assert await come() == STRANGER


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_refusal_reaches_the_client_as_connect_error_with_a_code(live: Live, transport: str) -> None:
    socket = Socket()
    with pytest.raises(socketio.exceptions.ConnectionError):
        await socket.client.connect(live.url, auth={"token": "wrong"}, transports=[transport])
    assert socket.refusal == UNAUTHORIZED
    await socket.client.disconnect()


@pytest.mark.logs_errors
@pytest.mark.one_process
async def test_a_handshake_while_the_database_is_out_of_reach_is_told_so(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Any:
        raise OSError("gone")

    monkeypatch.setattr(sessions, "current", broken)
    async with RawSocket.opened(live.url) as socket:
        frame = await socket.connect({"token": cast.camille.token})
    assert json.loads(frame[2:])["data"] == {"code": "unavailable"}


async def test_jsonp_is_refused(cast: Cast, live: Live) -> None:
    async with cast.camille.browser() as client:
        for query in ("&j=0", "&j=1&sid=x", "&j=x", "&j=0&j=1", "&%6A=0", "&j=-1", "&j=0;callback=x"):
            answer = await client.get(f"{PATH}polling{query}", headers={"Sec-Fetch-Site": "same-origin"})
            assert (query, answer.status_code) == (query, 404)
            assert answer.json() == {"error": "Page introuvable", "code": "not_found"}


BAD_REQUEST = {"error": "Demande invalide", "code": "bad_request"}


async def test_an_engine_of_another_age_and_unknown_transports_are_refused(live: Live) -> None:
    """In fixed words. Seen to fail without stack/engineio_refusals.py: in English, with the id and the origin that were sent."""
    async with stranger(live) as client:
        for query in (
            "EIO=3&transport=polling",
            "transport=polling",
            "EIO=4&transport=carrier-pigeon",
            "EIO=4&transport=websocket",
        ):
            answer = await client.get(f"/socket.io/?{query}")
            assert (query, answer.status_code, answer.json()) == (query, 400, BAD_REQUEST)
        for method, origin in (("GET", live.url), ("POST", live.url), ("GET", "https://autre.example")):
            answer = await client.request(method, f"{PATH}polling&sid=inconnu", headers={"Origin": origin})
            assert (answer.status_code, answer.json()) == (400, BAD_REQUEST)
            assert answer.headers["Content-Type"] == "application/json"
        answer = await client.delete(f"{PATH}polling")
        assert (answer.status_code, answer.json()) == (405, {"error": "Demande sans effet ici", "code": "method_not_allowed"})
