"""An installation behind TLS, under an address of its own.

Seen to fail without routes/hosts.py, with cookies that are not Secure or have no `__Host-`, and without HSTS.
"""

import httpx
import pytest
from quart import Quart

import auth
import settings
from app import create_app
from settings import Settings
from tests import http
from tests.live import Live
from tests.people import PASSWORD, Cast
from wire import broadcast

HOME = "https://escale.example"


@pytest.fixture
async def public_app(live: Live, monkeypatch: pytest.MonkeyPatch) -> Quart:
    """A second application on the same database, while the first one rests; what is the process's own is put back."""
    for owner, names in [
        (settings, ["_current"]),
        (broadcast, ["_server"]),
        (auth.cookies, ["cookie_name", "cookie_secure", "duration"]),
        (auth.tokens, ["duration"]),
    ]:
        for name in names:
            monkeypatch.setattr(owner, name, getattr(owner, name))
    return create_app(
        Settings(public_url=HOME, database_url=live.settings.database_url, media_dir=live.settings.media_dir, rate_limits=False)
    )


def visiting(app: Quart, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    return http.client(HOME, transport=transport, headers={"Host": host})


async def test_another_name_is_refused_and_echoed_nowhere(cast: Cast, public_app: Quart) -> None:
    for host in ("evil.example", "escale.example.evil.example", "escale.example:8443", "127.0.0.1", "ESCALE.EXAMPLE."):
        async with visiting(public_app, host) as client:
            for path in ("/", "/login", "/api/users/me", "/conversations"):
                answer = await client.get(path, headers={"X-Forwarded-Host": "escale.example"})
                assert (host, path, answer.status_code) == (host, path, 400)
                assert "evil" not in answer.text + str(answer.headers)
                assert path.startswith("/api/") or '<a class="button button--main" href="/login">' in answer.text
            # Seen to answer with a sid without is_answered's last look.
            assert (await client.get("/socket.io/?EIO=4&transport=polling")).status_code == 400
            for path in ("/health", "/ready"):
                assert (await client.get(path)).status_code == 200


async def test_cookies_are_bound_to_the_host_and_to_tls(cast: Cast, public_app: Quart) -> None:
    async with visiting(public_app, "escale.example") as client:
        page = await client.get("/login", headers={"X-Forwarded-Host": "evil.example"})
        assert page.status_code == 200
        assert "evil" not in page.text
        assert (await client.get("/socket.io/?EIO=4&transport=polling")).text.startswith('0{"sid":')
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"csrf_token": token, "email": cast.camille.user.email, "password": PASSWORD}
        plain = await client.post("/login", data=data, headers={"Origin": "http://escale.example"})
        assert plain.status_code == 403  # a page that anybody on the way may have written; seen to fail without the scheme
        answer = await client.post("/login", data=data, headers={"Origin": HOME})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/conversations")
        cookies = page.headers.get_list("Set-Cookie") + answer.headers.get_list("Set-Cookie")
        assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-escale", "__Host-escale-known", "__Host-escale-form"}
        for cookie in cookies:
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
            assert "Domain" not in cookie
        assert (await client.get("/conversations")).status_code == 200
