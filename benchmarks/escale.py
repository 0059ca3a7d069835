"""Escale as users start it, on a database with people in it."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.machine import SERVER_CORE, free_port, run
from benchmarks.processes import Running, serving
from settings import ROOT

BIN = Path(sys.executable).parent
SECRET = "a secret that only ever signs what a benchmark sends"  # noqa: S105


def settings(database: str, folder: Path, **more: str) -> dict[str, str]:
    """Everything switched on; RATE_LIMITS=off lifts the thresholds alone. Libraries that only developers have are hidden, and
    what is imported is compiled once, both as where Escale is installed to be used."""
    return {
        "PYTHONPATH": str(ROOT / "tests" / "bare"),
        "PYTHONDONTWRITEBYTECODE": "",
        "DATABASE_URL": database,
        "MEDIA_DIR": str(folder / "media"),
        "SECRET_KEY": SECRET,
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "warning",
        "PUBLIC_URL": "",
        "REDIS_URL": "",
        **more,
    }


def planted(database: str, folder: Path, people: int) -> Path:
    """Migrate that empty database and put people into it; the file with a token a line."""
    environment = settings(database, folder)
    run(str(BIN / "quart"), "migrate", cwd=ROOT, **environment)
    tokens = folder / "tokens"
    tokens.write_text(run(sys.executable, "-m", "benchmarks.seed", str(people // 2), cwd=ROOT, **environment))
    return tokens


@contextlib.contextmanager
def running(database: str, folder: Path, *, core: int = SERVER_CORE, **more: str) -> Iterator[Running]:
    """`quart serve` on that core and database, until the block ends."""
    port = free_port()
    with serving(
        [str(BIN / "quart"), "serve", "--port", str(port)],
        port=port,
        path="/health",
        core=core,
        log=folder / f"log-{port}",
        cwd=ROOT,
        environment=settings(database, folder, **more),
    ) as server:
        server.database = database
        yield server
