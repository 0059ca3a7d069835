"""What the API says of a request that it can't read."""

from typing import Any

import pytest

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


async def test_a_method_that_is_not_taken_is_told_to_programs_in_json(cast: Cast) -> None:
    async with cast.camille.program() as api:
        for path in ("/health", "/api/users/me"):
            answer = await api.delete(path)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
            assert answer.json()["error"] == "Demande sans effet ici"
