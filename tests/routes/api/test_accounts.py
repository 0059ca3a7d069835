from secrets import token_hex
from typing import Any

import pytest

from models import Session, User
from tests.live import Live
from tests.people import PASSWORD, Cast, stranger

MYSELF = {"id", "name", "city", "bio", "email", "is_local"}


def somebody() -> dict[str, Any]:
    return {"name": "Maëlle", "email": f"maelle.{token_hex(4)}@exemple.fr", "password": "un phare au bout de la nuit"}


async def test_signing_up_answers_a_token_that_works(live: Live) -> None:
    person = somebody()
    async with stranger(live) as nobody:
        answer = await nobody.post("/api/auth/signup", json={**person, "id": 1, "disabled_at": None})
        assert answer.status_code == 201
        assert set(answer.json()) == {"token", "user"}
        user = answer.json()["user"]
        assert set(user) == MYSELF
        assert (user["name"], user["email"], user["is_local"]) == ("Maëlle", person["email"], False)
        me = await nobody.get("/api/users/me", headers={"Authorization": f"Bearer {answer.json()['token']}"})
        assert (me.status_code, me.json()) == (200, user)
        assert not answer.headers.get_list("Set-Cookie")
    assert await Session.filter(user_id=user["id"], kind="bearer").count() == 1


async def test_a_local_signs_up_with_a_city(live: Live) -> None:
    async with stranger(live) as nobody:
        answer = await nobody.post("/api/auth/signup", json={**somebody(), "is_local": True, "city": "Brest"})
    assert (answer.json()["user"]["is_local"], answer.json()["user"]["city"]) == (True, "Brest")


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"name": ""}, 422, "invalid_field", "name"),
        ({"name": "x" * 81}, 422, "invalid_field", "name"),
        ({"name": "a\ud800"}, 422, "invalid_field", "name"),
        ({"email": "x"}, 422, "invalid_field", "email"),
        ({"email": "x" * 300 + "@exemple.fr"}, 422, "invalid_field", "email"),
        ({"password": "court"}, 422, "invalid_field", "password"),
        ({"password": "x" * 1001}, 422, "invalid_field", "password"),
        ({"password": "un phare \ud800 au bout de la nuit"}, 422, "invalid_field", "password"),
        ({"city": "x" * 81}, 422, "invalid_field", "city"),
        ({"name": None}, 400, "invalid_payload", "name"),
        ({"name": 5}, 400, "invalid_payload", "name"),
        ({"email": ["a@b.fr"]}, 400, "invalid_payload", "email"),
        ({"password": 123456789012345}, 400, "invalid_payload", "password"),
        ({"is_local": "yes"}, 400, "invalid_payload", "is_local"),
        ({"is_local": 1}, 400, "invalid_payload", "is_local"),
        ({"city": None}, 400, "invalid_payload", "city"),
    ],
    ids=str,
)
async def test_a_refused_sign_up_names_its_field(
    live: Live, change: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    people = await User.all().count()
    async with stranger(live) as nobody:
        from stack.orjson_adapter import OrJson

        answer = await nobody.post("/api/auth/signup", content=OrJson.dumps({**somebody(), **change}))
    body = answer.json()
    assert (answer.status_code, body["code"], body.get("field")) == (status, code, field)
    assert set(body) == {"error", "code", "field"} - ({"field"} if field is None else set())
    assert await User.all().count() == people


async def test_a_taken_address_is_a_field_error(cast: Cast, live: Live) -> None:
    async with stranger(live) as nobody:
        answer = await nobody.post("/api/auth/signup", json={**somebody(), "email": cast.camille.user.email.upper()})
    assert (answer.status_code, answer.json()["field"]) == (422, "email")


async def test_logging_in_and_out(cast: Cast, live: Live) -> None:
    async with stranger(live) as nobody:
        asked = {"email": cast.camille.user.email, "password": PASSWORD}
        answer = await nobody.post("/api/auth/login", json=asked)
        assert (answer.status_code, set(answer.json())) == (200, {"token", "user"})
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        assert (await nobody.get("/api/users/me", headers=headers)).json() == answer.json()["user"]
        out = await nobody.post("/api/auth/logout", headers=headers)
        assert (out.status_code, out.content) == (204, b"")
        assert (await nobody.get("/api/users/me", headers=headers)).status_code == 401
        assert (await nobody.post("/api/auth/logout", headers=headers)).status_code == 401
        for wrong in ({**asked, "password": "faux"}, {**asked, "email": "personne@exemple.fr"}, {**asked, "email": "x" * 5000}):
            answer = await nobody.post("/api/auth/login", json=wrong)
            assert (answer.status_code, answer.json()) == (
                401,
                {"error": "Adresse e-mail ou mot de passe incorrect", "code": "wrong_credentials"},
            )


async def test_a_profile_is_changed_in_part(cast: Cast) -> None:
    async with cast.jean.program() as api:
        before = (await api.get("/api/users/me")).json()
        assert set(before) == MYSELF
        for change in (
            {"city": "Dinard"},
            {"name": " Jean  Le Goff", "bio": "Marin.\r\nRetraité."},
            {"is_local": False},
            {},
            {"email": "autre@exemple.fr", "id": 1, "password_hash": "x"},
        ):
            answer = await api.patch("/api/users/me", json=change)
            assert answer.status_code == 200
        after = (await api.get("/api/users/me")).json()
    assert answer.json() == after
    assert after == {**before, "city": "Dinard", "name": "Jean Le Goff", "bio": "Marin.\nRetraité.", "is_local": False}


async def test_a_refused_change_changes_nothing_at_all(cast: Cast) -> None:
    async with cast.jean.program() as api:
        before = (await api.get("/api/users/me")).json()
        for change, status, field in [
            ({"name": "", "city": "Dinard"}, 422, "name"),
            ({"city": "Dinard", "bio": "x" * 501}, 422, "bio"),
            ({"bio": "a\0"}, 422, "bio"),
            ({"is_local": "no"}, 400, "is_local"),
            ({"name": ["Jean"]}, 400, "name"),
        ]:
            answer = await api.patch("/api/users/me", json=change)
            assert (change, answer.status_code, answer.json().get("field")) == (change, status, field)
        assert (await api.get("/api/users/me")).json() == before
