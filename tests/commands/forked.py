"""`python -m tests.commands.forked`: reads commands, a line each, and runs `quart COMMAND...` for each in a process of its own.

That process is forked from this one, which has loaded everything but the settings: most of a short command is spent on
that.
"""

import importlib
import json
import os
import runpy
import signal
import sys
from tempfile import TemporaryFile

PATIENCE = 20  # seconds until a command that has not ended counts as broken


def commanded() -> bool:
    """True in each process that is forked for a command; False in this one, once nobody wants another."""
    for line in sys.stdin:
        asked = json.loads(line)
        with TemporaryFile() as out, TemporaryFile() as err:
            process = os.fork()
            if process == 0:
                become(asked["command"], asked["environment"], out.fileno(), err.fileno())
                return True
            _, status = os.waitpid(process, 0)
            for file in (out, err):
                file.seek(0)
            said = {"status": os.waitstatus_to_exitcode(status), "out": out.read().decode(), "err": err.read().decode()}
        print(json.dumps(said), flush=True)
    return False


def become(command: list[str], environment: dict[str, str], out: int, err: int) -> None:
    signal.alarm(PATIENCE)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["quart", *command]


if __name__ == "__main__":
    for part in ("commands", "events", "routes", "webhooks.deliveries"):  # all of Escale but app.py, which reads the settings
        importlib.import_module(part)
    if commanded():
        runpy.run_module("quart", run_name="__main__", alter_sys=True)
