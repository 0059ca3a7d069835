"""Servers to be hurt."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import postgres
from tests.processes import REDIS, ServerProcess, running, server_process


@asynccontextmanager
async def database(kind: str) -> AsyncIterator[str]:
    """An empty database of that kind."""
    if kind == "postgres":
        async with postgres.fresh_database() as url:
            yield url
    else:
        with TemporaryDirectory(prefix="escale-faults-") as folder:
            yield f"sqlite://{folder}/escale.sqlite3"


@asynccontextmanager
async def one_server(
    kind: str, *, program: str = "quart", host: str = "127.0.0.1", **environment: str
) -> AsyncIterator[ServerProcess]:
    """On an empty database of that kind, unless DATABASE_URL names one."""
    async with AsyncExitStack() as stack:
        if "DATABASE_URL" not in environment:
            environment["DATABASE_URL"] = await stack.enter_async_context(database(kind))
        if "MEDIA_DIR" not in environment:
            environment["MEDIA_DIR"] = stack.enter_context(TemporaryDirectory(prefix="escale-media-"))
        environment.setdefault("RATE_LIMITS", "off")
        yield await stack.enter_async_context(running(ServerProcess(environment, host=host, program=program)))


@asynccontextmanager
async def two_servers(**environment: str) -> AsyncIterator[tuple[ServerProcess, ServerProcess]]:
    """Two processes on one PostgreSQL and one Redis."""
    async with database("postgres") as url:
        with TemporaryDirectory(prefix="escale-media-") as media:
            how = {
                "DATABASE_URL": url,
                "MEDIA_DIR": str(Path(media)),
                "RATE_LIMITS": "off",
                "REDIS_URL": f"{REDIS}/0",
                **environment,
            }
            async with server_process(**how) as one, server_process(**how) as other:
                yield one, other


def url_of(server: ServerProcess) -> str:
    return server.environment["DATABASE_URL"]
