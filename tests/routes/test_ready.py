from typing import Any, NoReturn

import pytest

from models import database
from tests.live import Live
from tests.people import stranger
from wire import draining


async def test_newcomers_are_sent_elsewhere_once_it_goes_down(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stranger(live) as nobody:
        answer = await nobody.get("/ready")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        monkeypatch.setattr(draining, "_going_down", True)
        answer = await nobody.get("/ready")
        assert (answer.status_code, answer.json()["code"]) == (503, "going_down")
        assert (await nobody.get("/health")).status_code == 200


class Away:
    async def execute_query(self, *_: Any) -> NoReturn:
        raise OSError("away")


@pytest.mark.logs_errors
async def test_while_the_database_is_away_both_say_so_to_programs(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail with a page of HTML from /ready."""
    async with stranger(live) as nobody:
        monkeypatch.setattr(database, "connection", Away)
        answers = [await nobody.get(path) for path in ("/health", "/ready")]
        monkeypatch.undo()
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(503, "unavailable")] * 2
