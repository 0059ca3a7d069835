import pytest

from tests.live import Live
from tests.people import stranger
from wire import draining


async def test_newcomers_are_sent_elsewhere_once_it_goes_down(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stranger(live) as nobody:
        answer = await nobody.get("/ready")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        monkeypatch.setattr(draining, "_going_down", True)
        answer = await nobody.get("/ready")
        assert (answer.status_code, answer.json()) == (503, {"status": "going down"})
        assert (await nobody.get("/health")).status_code == 200
