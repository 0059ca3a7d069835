from collections.abc import AsyncIterator
from typing import Any

import pytest

from escale_client.socket import Socket
from tests import promised
from tests.faults.proxy import Proxy
from tests.live import Live


@pytest.fixture
async def proxy(live: Live) -> AsyncIterator[Proxy]:
    async with Proxy.to(int(live.url.rpartition(":")[2])) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the client is answered is held against the contract."""
    ask = Socket.ask

    async def asked(self: Socket, event: str, payload: Any, seconds: float) -> dict[str, Any]:
        answer = await ask(self, event, payload, seconds)
        promised.acknowledgement(event, answer)
        return answer

    monkeypatch.setattr(Socket, "ask", asked)
