import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import structlog

# Before anything imports the app: the tests' own settings, not those of a developer's `.env` or the machine. By its secret each
# run is an installation of its own, which hears and counts nothing of another one's in the same Redis.
os.environ |= {"SECRET_KEY": f"a secret of the tests {token_hex(16)}", "DATABASE_URL": "sqlite://unused.sqlite3"}

from commands.serve import calm_collector
from imaging import processes
from settings import Settings
from tests import hashing, people, postgres
from tests.crossing import Crossing
from tests.live import Live, serving
from tests.nginx import one_address
from tests.nuxt.apps import origin
from tests.people import Cast
from tests.ports import free_port
from tests.processes import REDIS, server_process
from tests.sockets import Between

hashing.use(hashing.QUICK)

# httpx asks for it at each lock: without this, every folder is searched again for what nobody has installed.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

# Pictures are worked on behind everybody else: in a suite that keeps its machine busy, hardly ever.
NICENESS = processes._NICENESS
vars(processes)["_NICENESS"] = 0


ELSEWHERE = pytest.StashKey[bool]()  # whether every test that was asked for is one of another database


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite", help="where the suite keeps its rows")
    parser.addoption("--cluster", action="store_true", help="serve from two processes behind nginx (with --database postgres)")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "one_process: this test reaches into the serving process, so there may be but one")
    config.addinivalue_line("markers", "only_on(database): elsewhere this test has nothing to say, and is not collected")
    config.addinivalue_line("markers", "logs_errors: this test makes the server log errors, and says which")
    # Quart closes a served file in a thread; a client that hangs up at that moment leaves it to the garbage collector.
    config.addinivalue_line("filterwarnings", "ignore:unclosed file <_io:ResourceWarning")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    before = len(items)
    gone = [item for item in items if not belongs(item, config.getoption("--database"), config.getoption("--cluster"))]
    config.hook.pytest_deselected(items=gone)
    items[:] = [item for item in items if item not in gone]
    config.stash[ELSEWHERE] = bool(before and not items)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run whose tests all belong elsewhere is none that found none, as one with a misspelt name is."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.stash.get(ELSEWHERE, False):
        session.exitstatus = pytest.ExitCode.OK


def pytest_collection_finish() -> None:
    calm_collector()  # as `quart serve` has it


def belongs(item: pytest.Item, database: str, cluster: bool) -> bool:
    only_on = item.get_closest_marker("only_on")
    return (only_on is None or database in only_on.args) and not (cluster and item.get_closest_marker("one_process"))


@pytest.fixture(scope="session")
async def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of an empty database of the kind that `--database` asks for."""
    if request.config.getoption("--database") == "postgres":
        async with postgres.fresh_database() as url:
            yield url
    else:
        yield f"sqlite://{tmp_path_factory.mktemp('database') / 'escale.sqlite3'}"


@pytest.fixture(scope="session")
def media_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def example_port() -> int:
    """Where tests/nuxt serves the example app, which the server has to let in."""
    return free_port()


@pytest.fixture(scope="session")
async def live(request: pytest.FixtureRequest, database_url: str, media_dir: Path, example_port: int) -> AsyncIterator[Live]:
    """The whole application, served on a loopback port."""
    settings = Settings(
        database_url=database_url,
        secret_key=os.environ["SECRET_KEY"],
        media_dir=media_dir,
        allowed_origins=["https://nuxt.example", origin(example_port)],
        rate_limits=False,
        log_level="info",
    )
    if not request.config.getoption("--cluster"):
        async with serving(settings) as server:
            yield server
        return
    # This process is one of the two, so that tests may look into the database; nginx hands newcomers to each in turn.
    shared = settings.model_copy(update={"instance": "one", "redis_url": f"{REDIS}/0"})
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": shared.secret_key,
        "MEDIA_DIR": media_dir,
        "ALLOWED_ORIGINS": ",".join(shared.allowed_origins),
        "RATE_LIMITS": "off",
        "REDIS_URL": shared.redis_url,
        "INSTANCE": "two",
    }
    async with serving(shared) as server, server_process(**environment) as other:
        ports = {"one": int(server.url.rpartition(":")[2]), "two": other.port}
        async with one_address(**ports) as url, Crossing.between(server, server.url, other.url) as crossing:
            Between.crossed = crossing.over
            yield replace(server, url=url)


@pytest.fixture
async def cast(live: Live) -> Cast:
    """Camille, Jean, Zoé, and the conversation of the first two."""
    return await people.cast(live)


@pytest.fixture(autouse=True)
def log_lines(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[list[Any]]:
    """What the server logs during a test; an error that the test does not announce fails it, a library's too."""
    with structlog.testing.capture_logs() as lines:
        yield lines
    errors: list[Any] = [line for line in lines if line["log_level"] in ("error", "critical")]
    errors += [record.getMessage() for record in caplog.get_records("call") if is_fault(record)]
    if not request.node.get_closest_marker("logs_errors"):
        assert not errors


def is_fault(record: logging.LogRecord) -> bool:
    """Engine.IO calls the first refused handshake of each kind an error too; its real ones have a traceback."""
    # What a client of the tests says of its own end is no fault of the server's.
    ours = not record.name.startswith(("engineio.client", "socketio.client"))
    return record.levelno >= logging.ERROR and ours and (record.name != "engineio.server" or bool(record.exc_info))


@pytest.fixture
def shipped_hashes() -> Iterator[None]:
    """Passwords are hashed as they are for people."""
    hashing.use(hashing.SHIPPED)
    yield
    hashing.use(hashing.QUICK)


@pytest.fixture
def shipped_niceness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures wait for everybody else as they do for people."""
    monkeypatch.setattr(processes, "_NICENESS", NICENESS)


@pytest.fixture
async def quiet_loop() -> AsyncIterator[None]:
    """Fail when a task dies unseen."""
    loop, seen = asyncio.get_running_loop(), []
    loop.set_exception_handler(lambda _loop, context: seen.append(context))
    yield
    loop.set_exception_handler(None)
    assert not seen
