"""What the API says of a request that it can't read."""

from typing import Any

import pytest

from contract.api import OPERATIONS
from tests.people import Cast

NUMBERS = ["junk", "-1", "1.0", "9" * 30, "1-", "-", "é", "1' OR '1"]


@pytest.mark.parametrize("before", NUMBERS)
async def test_a_place_to_go_on_from_that_is_none_is_refused(cast: Cast, before: str) -> None:
    async with cast.camille.program() as api:
        for path in ("/api/locals", "/api/conversations", f"/api/conversations/{cast.room}/messages"):
            answer = await api.get(path, params={"before": before})
            assert (path, answer.status_code, answer.json().get("field")) == (path, 400, "before")


@pytest.mark.parametrize(
    ("body", "field"),
    [({"name": 5}, "name"), ({"is_local": "yes"}, "is_local"), ({"bio": {"a": 1}}, "bio"), ([], None), ("x", None)],
)
async def test_a_wrong_type_names_its_field(cast: Cast, body: Any, field: str | None) -> None:
    async with cast.camille.program() as api:
        answer = await api.patch("/api/users/me", json=body)
        assert (answer.status_code, answer.json().get("field")) == (400, field)
        missing = await api.post("/api/conversations", json={})
        assert missing.json() == {"error": "Demande invalide", "code": "invalid_payload", "field": "local_id"}


async def test_null_is_no_value_of_a_profile(cast: Cast) -> None:
    """Seen to fail where an absent key and null were the same: 200, and nothing was changed."""
    async with cast.camille.program() as api:
        before = (await api.get("/api/users/me")).json()
        for field in ("name", "is_local", "city", "bio"):
            answer = await api.patch("/api/users/me", json={"city": "Dinard", field: None})
            assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, "invalid_payload", field)
        assert (await api.get("/api/users/me")).json() == before


ALL = ["a", "", 5, 1.5, True, None, [], {}]
# What each field of a JSON request takes of ALL, as far as the values' types go; `None` where null says the same as its absence.
TAKEN: dict[tuple[str, str, str], list[Any]] = {
    **{("POST", "/api/auth/signup", field): ["a", ""] for field in ("name", "email", "password", "city")},
    ("POST", "/api/auth/signup", "is_local"): [True],
    **{("POST", "/api/auth/login", field): ["a", ""] for field in ("email", "password")},
    ("POST", "/api/auth/login", "code"): ["a", "", None],
    **{("PATCH", "/api/users/me", field): ["a", ""] for field in ("name", "city", "bio")},
    ("PATCH", "/api/users/me", "is_local"): [True],
    ("POST", "/api/conversations", "local_id"): [5],
    ("POST", "/api/conversations/<conversation_id>/messages", "content"): ["a"],
    ("POST", "/api/conversations/<conversation_id>/messages", "attachment"): [None],
    ("POST", "/api/conversations/<conversation_id>/messages", "attachment_alt"): ["a", "", None],
    ("POST", "/api/conversations/<conversation_id>/messages", "client_id"): [None],
}
COMPLETE: dict[str, dict[str, Any]] = {
    "/api/auth/signup": {"name": "Ana", "email": "ana", "password": "court"},  # refused last for its address
    "/api/auth/login": {"email": "ana@exemple.fr", "password": "faux"},
    "/api/users/me": {},
    "/api/conversations": {},
    "/api/conversations/<conversation_id>/messages": {"content": "Bonjour"},
}


def test_every_field_of_every_request_is_in_the_table() -> None:
    asked = {key: operation.body for key, operation in OPERATIONS.items() if operation.body}
    assert set(TAKEN) == {(*key, field) for key, body in asked.items() for field in body.__struct_fields__}


@pytest.mark.parametrize(("method", "path", "field"), TAKEN)
async def test_a_value_of_another_type_is_refused_by_the_name_of_its_field(
    cast: Cast, method: str, path: str, field: str
) -> None:
    """Fails with `attachment_alt` judged only where there is an image."""
    async with cast.camille.program() as api:
        for value in ALL:
            if any(value == taken and type(value) is type(taken) for taken in TAKEN[method, path, field]):
                continue
            address = path.replace("<conversation_id>", str(cast.room))
            answer = await api.request(method, address, json={**COMPLETE[path], field: value})
            assert (value, answer.status_code) in ((value, 400), (value, 422))
            assert (value, answer.json()["field"], bool(answer.json()["code"])) == (value, field, True)


async def test_a_method_that_is_not_taken_is_told_to_programs_in_json(cast: Cast) -> None:
    async with cast.camille.program() as api:
        for path in ("/health", "/api/users/me"):
            answer = await api.delete(path)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
            assert answer.json()["error"] == "Demande sans effet ici"
