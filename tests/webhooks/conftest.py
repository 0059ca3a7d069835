import pytest

from models import WebhookState
from tests.commands.conftest import how
from tests.live import Live
from webhooks import deliveries
from webhooks import receiver as receiving

__all__ = ["how"]


@pytest.fixture
async def impatient(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was delivered yet, and nothing waits for long."""
    await WebhookState.all().delete()
    for name, seconds in {"EVERY": 0.02, "FIRST_PAUSE": 0.02, "LONGEST_PAUSE": 0.1, "LEASE": 5, "RENEWED": 0.1}.items():
        monkeypatch.setattr(deliveries, name, seconds)
    monkeypatch.setattr(receiving, "SECONDS", 2.0)
