import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from settings import Settings
from tests import postgres
from tests.models.databases import Fresh


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--database"))


@pytest.fixture
def fresh(kind: str, tmp_path: Path) -> Fresh:
    """Settings that name an empty database, another one at each call."""
    count = iter(range(100))

    @asynccontextmanager
    async def one() -> AsyncIterator[Settings]:
        if kind == "postgres":
            async with postgres.fresh_database() as url:
                yield settings(url, tmp_path)
        else:
            yield settings(f"sqlite://{tmp_path}/{next(count)}.sqlite3", tmp_path)

    return one


def settings(url: str, folder: Path) -> Settings:
    return Settings(database_url=url, secret_key=os.environ["SECRET_KEY"], media_dir=folder / "media")
