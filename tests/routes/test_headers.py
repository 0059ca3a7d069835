"""What every response says about itself. Seen to fail without SecureHeaders, and without nosniff, no-store and HSTS each, with
inline scripts allowed."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from actions import conversations
from routes.headers import usual
from settings import Settings
from tests.live import Live
from tests.people import Cast, stranger
from tests.pictures import data_url, picture
from tests.stack import harness

USUAL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def told(answer: httpx.Response) -> dict[str, str]:
    return {name: answer.headers.get(name, "") for name in USUAL}


@pytest.mark.logs_errors
async def test_every_response_has_the_security_headers_errors_included(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answers() -> AsyncIterator[httpx.Response]:
        async with stranger(live) as nobody, cast.camille.browser() as camille, cast.camille.program() as api:
            for path in ("/", "/login", "/signup", "/health", "/nowhere", "/assets/x/nowhere.js", "/media/x", "/login/", "/%00"):
                yield await nobody.get(path)
            for path in ("/conversations", f"/conversations/{cast.room}", "/account", "/locals", "/conversations/0"):
                yield await camille.get(path)
            for path in ("/api/users/me", "/api/conversations", "/api/nowhere", "/api/conversations/0"):
                yield await api.get(path)
            yield await api.post("/api/auth/login", content=b"{")
            yield await camille.post("/logout")
            yield await camille.put("/login")
            for path in ("/login", "/api/auth/login", f"/api/conversations/{cast.room}/messages", "/socket.io/?EIO=4&sid=x"):
                yield await camille.post(path, content=b"a=" + b"a" * 15 * 2**20)
            yield await nobody.get("/socket.io/?EIO=4&transport=polling")
            yield await nobody.get("/socket.io/?EIO=4&transport=polling&sid=x")
            yield await nobody.get("/socket.io/?EIO=4&transport=polling&j=1")

            async def broken(*_: Any, **__: Any) -> Any:
                raise RuntimeError("a fault of our own: SELECT secret")

            monkeypatch.setattr(conversations, "inbox", broken)
            yield await camille.get("/conversations")
            yield await api.get("/api/conversations")

    seen = set()
    async for answer in answers():
        seen.add(answer.status_code)
        where = f"{answer.request.method} {answer.url.path} {answer.status_code}"
        assert (where, told(answer)) == (where, USUAL)
        csp = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in csp
        assert "frame-ancestors 'none'" in csp
        assert "unsafe" not in csp
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Traceback" not in answer.text
        assert "SELECT" not in answer.text
    assert seen == {200, 302, 400, 403, 404, 405, 413, 500}


def asking(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([line + b" HTTP/1.1", *headers, b"", b""])


SOCKET = (b"Host: x", b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")
BENEATH = {
    "no host": (asking(b"GET /"), 400),
    "two lengths": (asking(b"POST /", b"Host: x", b"Content-Length: 1", b"Transfer-Encoding: chunked"), 400),
    "no such version of WebSocket": (asking(b"GET /socket.io/?EIO=4", *SOCKET, b"Sec-WebSocket-Version: 1"), 400),
    "a socket to where there is none": (asking(b"GET /", *SOCKET, b"Sec-WebSocket-Version: 13"), 403),
    "too long a head": (asking(b"GET /", b"Host: x", b"Cookie: " + b"x" * 20_000), 431),
    "no such coding": (asking(b"POST /", b"Host: x", b"Transfer-Encoding: gzip"), 501),
}


@pytest.mark.parametrize("which", BENEATH)
async def test_what_is_answered_beneath_the_application_has_them_too(live: Live, which: str) -> None:
    """Seen to fail without BoundedHead.send: Hypercorn's own refusals went out bare."""
    asked, status = BENEATH[which]
    address = urlsplit(live.url)
    async with harness.connection(address.port or 0) as (reader, writer):
        writer.write(asked)
        answered, headers, body = await harness.answer(reader)
    assert (answered, body, headers["connection"]) == (status, b"", "close")
    assert {name: value for name, value in headers.items() if name not in {"date", "connection", "content-length"}} == {
        name.lower(): value for name, value in usual(live.settings).items()
    }


async def test_an_asset_may_be_kept_for_ever_under_its_present_version_alone(live: Live, cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get("/conversations")
        sheet = next(page.dom.all("link", rel="stylesheet")).attributes["href"]
        served = await camille.client.get(sheet)
        assert served.headers["Content-Type"].startswith("text/css")
        assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        old = await camille.client.get("/assets/0123456789ab/" + sheet.split("/", 3)[3])
        assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-cache")
        for path in ("../app.py", "%2e%2e/app.py", "..%2fapp.py", "js/../../app.py", "/etc/passwd", "%00", "css", "."):
            assert (path, (await camille.get(f"/assets/x/{path}")).status) == (path, 404)


async def test_cookies_are_http_only_and_lax_and_the_log_ins_are_renewed_by_no_page(live: Live, cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        await camille.get("/account")
    async with stranger(live) as nobody:
        answer = await nobody.get("/login")
    (form_cookie,) = answer.headers.get_list("Set-Cookie")
    assert form_cookie.startswith("escale_form=")
    assert "HttpOnly" in form_cookie
    assert "SameSite=Lax" in form_cookie


async def test_the_server_says_neither_name_nor_version_of_what_it_is_made_of(live: Live) -> None:
    async with stranger(live) as nobody:
        for path in ("/login", "/nowhere", "/api/nowhere"):
            answer = await nobody.get(path)
            assert not {"x-powered-by", "via"} & set(answer.headers)
            assert "quart" not in str(answer.headers).lower()


async def test_head_is_a_get_without_its_body(cast: Cast) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.browser() as camille, cast.camille.program() as api:
        for client, path in [
            (camille, "/conversations"),
            (camille, f"/conversations/{cast.room}"),
            (camille, "/nowhere"),
            (api, "/api/conversations"),
            (camille, "/health"),
        ]:
            got, head = await client.get(path, headers={"Sec-Purpose": "prefetch"}), await client.head(path)
            assert (head.status_code, head.text) == (got.status_code, "")
            assert head.headers["Content-Type"] == got.headers["Content-Type"]
        listed = (await api.get(f"/api/conversations/{cast.room}/messages")).json()["messages"]
    assert [(m["id"], m["read"]) for m in listed] == [(message["id"], False)]


def test_over_tls_browsers_are_told_to_stay_there() -> None:
    chosen: dict[str, Any] = {"secret_key": "k" * 40, "allowed_origins": ["https://nuxt.example"]}
    assert "Strict-Transport-Security" not in usual(Settings(**chosen))
    headers = usual(Settings(public_url="https://escale.example", **chosen))
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "connect-src 'self' wss://escale.example;" in headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://escale.example;" in headers["Content-Security-Policy"]


async def test_a_picture_says_its_own_type_and_can_do_nothing(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.camille.program() as api:
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(picture())}
        address = (await camille.ask("send_message", asked))["message"]["attachment"]
        served = await api.get(address)
    assert served.headers["Content-Type"] == "image/png"
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert served.headers["Content-Disposition"].startswith('inline; filename="escale-')
