"""The reference that our speed is divided by: the contract's excerpt on Node, literally, with Socket.IO and Sequelize."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.machine import SERVER_CORE, WORK, free_port, program, run
from benchmarks.processes import Running, serving
from settings import ROOT

SOURCE, BUILT = ROOT / "benchmarks" / "node-reference", WORK / "node-reference"


def build() -> None:
    """Install it with npm, once for each state of its sources.

    Raises: Lacking without Node, RuntimeError with npm's words.
    """
    program("node", "nodejs")
    npm, stamp = program("npm", "npm"), BUILT / ".installed"
    sources = sorted(SOURCE.iterdir())
    state = "".join(path.read_text() for path in sources)
    if stamp.exists() and stamp.read_text() == state:
        return
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    for path in sources:
        shutil.copy(path, BUILT)
    run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=BUILT)
    stamp.write_text(state)


def planted(database: str, folder: Path, people: int) -> Path:
    """Its tables and people in that empty database; the file with a token a line."""
    tokens = folder / "tokens"
    tokens.write_text(run(program("node"), "server.mjs", "seed", str(people // 2), cwd=BUILT, DATABASE_URL=database))
    return tokens


@contextlib.contextmanager
def running(database: str, folder: Path) -> Iterator[Running]:
    """The reference on the server's core, until the block ends."""
    port = free_port()
    with serving(
        [program("node"), "server.mjs"],
        port=port,
        path="/",
        core=SERVER_CORE,
        log=folder / "log",
        cwd=BUILT,
        environment={"DATABASE_URL": database, "PORT": str(port), "NODE_ENV": "production"},
    ) as server:
        server.database = database
        yield server
