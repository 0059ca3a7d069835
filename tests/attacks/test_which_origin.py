"""Which origin: what tests/events/test_handshake.py, tests/routes/test_access.py and test_public_address.py do not hold."""

import pytest

from routes.hosts import REFUSAL
from tests.live import Live
from tests.people import PASSWORD, Cast, stranger
from tests.raw import PATH

KINDS = [
    "text/plain",
    "application/json",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-7",
    "",
]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_forged_form_of_any_content_type_is_refused(cast: Cast, kind: str) -> None:
    """What another site's page may send without being asked first. Fails with csrf.check taken out."""
    async with cast.camille.browser() as camille:
        answer = await camille.post("/account/sessions/end", content=b"csrf_token=x", headers={"Content-Type": kind})
        assert answer.status_code == 403
        assert (await camille.get("/account")).status_code == 200


async def test_a_stolen_proof_is_of_no_use_to_another_site(cast: Cast, live: Live) -> None:
    """Read at a shared computer, or planted with its cookie. Seen to fail without is_foreign."""
    ours = live.url.removeprefix("http://")
    foreign = [
        "null",
        "https://evil.example",
        f"http://{ours}.evil.example",
        f"http://{ours}0",
        f"http://evil@{ours}",
        "x",
        ours,
        f"ftp://{ours}",
    ]
    async with cast.camille.visitor() as camille:
        form = (await camille.get("/account")).form("/account/profile")
        for n, origin in enumerate([*foreign, live.url, ""]):
            headers = {"Origin": origin} if origin else {}
            answer = await camille.client.post(form.action, data={**form.fields, "city": f"Brest {n}"}, headers=headers)
            assert answer.status_code == (403 if origin in foreign else 303), origin
            await cast.camille.user.refresh_from_db()
            assert (cast.camille.user.city == f"Brest {n}") == (origin not in foreign)


async def test_a_method_is_what_it_says(cast: Cast) -> None:
    """No header and no field turns a GET into a POST, or a POST into something milder."""
    async with cast.camille.browser() as camille:
        for headers in ({"X-HTTP-Method-Override": "GET"}, {"X-HTTP-Method": "GET"}):
            assert (await camille.post("/logout", headers=headers, data={"_method": "GET"})).status_code == 403
        assert (await camille.get("/account")).status_code == 200


async def test_another_site_logs_nobody_in_as_somebody_else(cast: Cast, live: Live) -> None:
    """A forged log-in would make a victim write under the attacker's name."""
    async with stranger(live) as victim:
        answer = await victim.post("/login", data={"email": cast.camille.user.email, "password": PASSWORD})
        assert answer.status_code == 403
        assert "escale=" not in str(answer.headers.get_list("set-cookie"))


async def test_no_proxy_is_gone_around(live: Live) -> None:
    """By HTTP/2 in the connection that it opened for a WebSocket; fails with stack/hypercorn_http1.py not installed."""
    async with stranger(live) as nobody:
        headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAAQAoAAAAAIAAAAA"}
        answer = await nobody.get("/health", headers=headers)
    assert (answer.status_code, answer.http_version) == (200, "HTTP/1.1")


async def test_what_a_stranger_calls_us_is_echoed_nowhere(live: Live) -> None:
    """Also where no PUBLIC_URL says what our name is (with one, tests/routes/test_public_address.py); fails with the host's name
    left in what a passkey is asked, and with `merge_slashes`, which redirects to it."""
    async with stranger(live) as nobody:
        paths = ["/", "/login", "/signup", "/nowhere", "/docs", "/conversations/1", "/api/users/me", "/openapi.json"]
        for path in [*paths, "/assets/x//y", "/media//x", "/login/", "//login", "/conversations//1"]:
            answer = await nobody.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
            assert answer.status_code < 500
            assert answer.headers.get("Location", "/").startswith("/")
            assert "evil" not in answer.text + str(answer.headers)


NO_HOSTS = [
    "x\\y",
    "[::1",
    "[",
    "x]",
    "a b",
    "%",
    "é",
    "x:999999",
    ":",
    "x" * 64,
    "x." * 200,
    "[::1]:x",
    "x/",
    "x@y",
    ".",
    "..",
    "[g]",
]


@pytest.mark.parametrize("host", NO_HOSTS)
async def test_a_host_that_is_none_is_refused(live: Live, host: str) -> None:
    """Seen to fail without Hosts: of some of them Quart makes a traceback and a 500, and what passkeys ask, of others. Socket.IO
    answered with a sid."""
    async with stranger(live) as nobody:
        for path, said in {"/login": b"", "/nowhere": b"", "/api/users/me": REFUSAL, f"{PATH}polling": REFUSAL}.items():
            answer = await nobody.get(path, headers={b"Host": host.encode()})
            assert (answer.status_code, answer.content) == (400, said), path


@pytest.mark.parametrize("host", ["", "localhost", "x_1.example.", "[::1]:5000", "192.0.2.1:80", "xn--caf-dma.example", "[::1]"])
async def test_any_name_is_answered(live: Live, host: str) -> None:
    async with stranger(live) as nobody:
        assert (await nobody.get("/login", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("path", ["/login", "/", "/conversations/1", "/api/users/me", "/nowhere", "/socket.iox"])
async def test_there_is_no_other_websocket(live: Live, path: str) -> None:
    """Seen to fail when it is left to the pages' framework: two tracebacks for each."""
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    async with stranger(live) as nobody:
        answer = await nobody.get(path, headers={"Connection": "Upgrade", "Upgrade": "websocket", **key})
    assert (answer.status_code, answer.content) == (403, b"")


async def test_a_cookie_opens_nothing_of_the_api(cast: Cast) -> None:
    """So that the API needs no proof against forgery."""
    async with cast.camille.browser() as camille:
        for path in ("/api/users/me", "/api/conversations", f"/api/conversations/{cast.room}/messages"):
            assert (await camille.get(path)).status_code == 401
