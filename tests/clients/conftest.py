from collections.abc import AsyncIterator

import pytest

from tests.faults.proxy import Proxy
from tests.live import Live


@pytest.fixture
async def proxy(live: Live) -> AsyncIterator[Proxy]:
    async with Proxy.to(int(live.url.rpartition(":")[2])) as proxy:
        yield proxy
