import pytest

from tests.live import Live
from tests.people import Cast, stranger

NUXT = "https://nuxt.example"
OTHERS = [
    "https://evil.example",
    "null",
    "https://nuxt.example.evil.example",
    "http://nuxt.example",
    "https://nuxt.example:8443",
    "",
]


async def test_nuxts_origin_may_read_and_no_other(cast: Cast) -> None:
    async with cast.camille.program() as api:
        for path in ("/api/users/me", "/api/conversations/0", "/api/conversations"):
            answer = await api.get(path, headers={"Origin": NUXT})
            assert answer.headers["Access-Control-Allow-Origin"] == NUXT
            assert "Origin" in answer.headers["Vary"]
            assert "Access-Control-Allow-Credentials" not in answer.headers
            for origin in OTHERS:
                answer = await api.get(path, headers={"Origin": origin})
                assert (origin, answer.headers.get("Access-Control-Allow-Origin")) == (origin, None)


async def test_an_error_is_readable_too(live: Live) -> None:
    async with stranger(live) as nobody:
        answer = await nobody.post("/api/auth/login", content=b"{", headers={"Origin": NUXT})
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (400, NUXT)
        answer = await nobody.get("/api/users/me", headers={"Origin": NUXT})
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, NUXT)
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("method", "path", "size", "status", "code"),
    [
        ("GET", "/api/nowhere", 0, 404, "not_found"),
        ("DELETE", "/api/users/me", 0, 405, "method_not_allowed"),
        ("POST", "/api/auth/login", 2**20, 413, "too_large"),
    ],
)
async def test_what_no_view_answers_is_readable_too(
    live: Live, method: str, path: str, size: int, status: int, code: str
) -> None:
    async with stranger(live) as nobody:
        for origin in (NUXT, *OTHERS):
            answer = await nobody.request(method, path, content=b"x" * size, headers={"Origin": origin})
            assert (answer.status_code, answer.json()["code"], set(answer.json())) == (status, code, {"error", "code"})
            assert answer.headers.get("Access-Control-Allow-Origin") == (NUXT if origin == NUXT else None)
            assert answer.headers["Vary"] == "Origin"
        asked = {"Origin": NUXT, "Access-Control-Request-Method": method}
        before = await nobody.options(path, headers=asked)
        assert (before.status_code, method in before.headers["Access-Control-Allow-Methods"]) == (200, True)


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
async def test_a_browsers_question_before_is_answered(live: Live, method: str) -> None:
    async with stranger(live) as nobody:
        asked = {
            "Origin": NUXT,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization, content-type",
        }
        path = "/api/auth/login" if method == "POST" else "/api/users/me"
        answer = await nobody.options(path, headers=asked)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == NUXT
        assert method in answer.headers["Access-Control-Allow-Methods"]
        assert {"authorization", "content-type"} <= set(answer.headers["Access-Control-Allow-Headers"].lower().split(", "))
        assert answer.headers["Access-Control-Max-Age"] == "600"
        for origin in OTHERS:
            answer = await nobody.options(path, headers={**asked, "Origin": origin})
            assert (origin, answer.headers.get("Access-Control-Allow-Origin")) == (origin, None)


async def test_pages_are_open_to_no_other_origin(cast: Cast) -> None:
    async with cast.camille.browser() as camille:
        for path in ("/conversations", "/login", "/health", f"/conversations/{cast.room}"):
            answer = await camille.get(path, headers={"Origin": NUXT})
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_socket_answers_nuxts_polling(live: Live) -> None:
    async with stranger(live) as nobody:
        answer = await nobody.get("/socket.io/?EIO=4&transport=polling", headers={"Origin": NUXT})
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, NUXT)
        assert answer.headers.get("Access-Control-Allow-Credentials", "false") == "false"
        answer = await nobody.get("/socket.io/?EIO=4&transport=polling", headers={"Origin": OTHERS[0]})
        assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (400, None)
