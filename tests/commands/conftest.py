from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from seeds import demo
from tests import postgres
from tests.commands.programs import typed
from tests.leaving_out import leave_out

How = dict[str, str]


@pytest.fixture
async def how(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[How]:
    """The settings of an installation that has nothing yet."""
    async with AsyncExitStack() as stack:
        yield await installation(request.config.getoption("--database"), tmp_path, stack)


@pytest.fixture
async def other_how(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[How]:
    """The same on the other kind of database."""
    other = "sqlite" if request.config.getoption("--database") == "postgres" else "postgres"
    async with AsyncExitStack() as stack:
        try:
            settings = await installation(other, tmp_path / "other", stack)
        except (OSError, asyncpg.PostgresError) as away:
            leave_out(f"needs PostgreSQL too: {away}")
        yield settings


@pytest.fixture(scope="module")
async def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[How]:
    """An installation with the demo in it, for those who don't change it."""
    async with AsyncExitStack() as stack:
        settings = await installation(request.config.getoption("--database"), tmp_path_factory.mktemp("planted"), stack)
        done = await typed("seed", **settings)
        assert (done.status, done.out.strip(), done.err) == (0, demo.told().strip(), "")
        yield settings


async def installation(kind: str, folder: Path, stack: AsyncExitStack) -> How:
    url = f"sqlite://{folder}/escale.sqlite3" if kind == "sqlite" else await stack.enter_async_context(postgres.fresh_database())
    return {"DATABASE_URL": url, "MEDIA_DIR": f"{folder}/media", "RATE_LIMITS": "off"}
