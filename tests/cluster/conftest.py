from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import postgres
from tests.processes import REDIS, ServerProcess, server_process


@pytest.fixture(scope="module")
async def pair_of_servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[ServerProcess, ServerProcess]]:
    """Two processes that share a PostgreSQL database, a folder of images and a Redis."""
    media: Path = tmp_path_factory.mktemp("media")
    async with postgres.fresh_database() as url:
        shared = {
            "DATABASE_URL": url,
            "MEDIA_DIR": media,
            "REDIS_URL": f"{REDIS}/0",
            "RATE_LIMITS": "off",
        }
        async with server_process(**shared) as one, server_process(**shared) as other:
            yield one, other
