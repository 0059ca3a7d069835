"""How long reading takes in a large history against a small one: pages and inboxes over HTTP, catching up over a socket."""

import contextlib
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson

from benchmarks import escale, history, own_postgres
from benchmarks.history import INBOX, History
from benchmarks.machine import note
from benchmarks.machine import run as run_program
from benchmarks.own_postgres import Postgres
from benchmarks.plan import Plan
from benchmarks.results import Results
from benchmarks.talker import Browser, Talker
from settings import ROOT

CAUGHT_UP, PAGE = 200, 50


@dataclass(slots=True)
class Reader:
    """Somebody who reads in one of the two histories: another voyager each time, another of their conversations."""

    history: History
    port: int
    tokens: dict[str, list[str]]  # by kind, in the order of voyagers
    browser: Browser

    def anyone(self) -> tuple[int, int]:
        """A voyager who can log in, and one of their conversations."""
        voyager = random.randint(1, self.history.log_ins)  # noqa: S311
        return voyager, (voyager - 1) * INBOX + random.randint(1, INBOX)  # noqa: S311

    def page(self) -> float:
        """Seconds of the newest messages of a conversation."""
        voyager, conversation = self.anyone()
        taken, body = self.browser.get(f"/api/conversations/{conversation}/messages?limit={PAGE}", **self.bearer(voyager))
        assert len(orjson.loads(body)["messages"]) == PAGE
        return taken

    def inbox(self) -> float:
        """Seconds of an inbox."""
        voyager, _ = self.anyone()
        taken, body = self.browser.get("/api/conversations", **self.bearer(voyager))
        assert len(orjson.loads(body)["conversations"]) == INBOX
        return taken

    def catch_up(self) -> float:
        """Seconds of what was missed in a conversation, over a socket."""
        voyager, conversation = self.anyone()
        with Talker(self.port, self.tokens["bearer"][voyager - 1]) as talker:
            talker.ask("leave_conversation", conversation)  # the first packet of a connection waits for nothing of it
            after = self.history.newest_but(conversation, CAUGHT_UP)
            taken, answer = talker.ask("join_conversation", {"conversation_id": conversation, "after_id": after})
        assert answer.count(b'"createdAt"') == CAUGHT_UP
        return taken

    def rendered(self) -> float:
        """Seconds of a conversation's page."""
        voyager, conversation = self.anyone()
        taken, body = self.browser.get(f"/conversations/{conversation}", Cookie=f"escale={self.tokens['cookie'][voyager - 1]}")
        assert body.count(b"data-message-id=") >= PAGE
        return taken

    def bearer(self, voyager: int) -> dict[str, str]:
        """The header of that voyager's requests."""
        return {"Authorization": f"Bearer {self.tokens['bearer'][voyager - 1]}"}


WAYS: dict[str, Callable[[Reader], float]] = {
    "page": Reader.page,
    "inbox": Reader.inbox,
    "catch_up": Reader.catch_up,
    "rendered": Reader.rendered,
}


def run(postgres: Postgres, plan: Plan, results: Results) -> None:
    """Both histories side by side, a request here and a request there, so that both see the same machine."""
    with tempfile.TemporaryDirectory(prefix="escale-bench-") as name, contextlib.ExitStack() as stack:
        readers = {}
        for label, messages in (("small", plan.small), ("large", plan.large)):
            note(f"writing a history of {messages:,} messages")
            folder = Path(name) / label
            folder.mkdir()
            database = own_postgres.fresh(postgres, f"bench_{label}")
            environment = escale.settings(database, folder)
            run_program(str(escale.BIN / "quart"), "migrate", cwd=ROOT, **environment)
            found = history.written(database, messages)
            results.add(f"{label}.bytes_per_message", found.bytes_per_message)
            results.add(f"{label}.index_bytes_per_message", found.index_bytes_per_message)
            told = orjson.loads(ran("benchmarks.queries", environment, str(found.log_ins)))
            for count in ("conversation", "conversation_with_unread", "inbox"):
                results.add(f"{label}.queries_{count}", told[count])
            server = stack.enter_context(escale.running(database, folder))
            readers[label] = Reader(found, server.port, told["tokens"], Browser(server.port))
        for number in range(plan.rounds):
            note(f"reading, {number + 1} of {plan.rounds}")
            for way, ask in WAYS.items():
                for reader in readers.values():
                    reader.browser.close()  # catching up has sockets of its own, and takes longer than this one is kept
                times: dict[str, list[float]] = {label: [] for label in readers}
                for _ in range(plan.requests):
                    for label, reader in readers.items():
                        times[label].append(ask(reader) * 1000)
                for label, taken in times.items():
                    results.add(f"{label}.{way}_ms", median(taken))
    for label in ("small", "large"):
        own_postgres.execute(postgres.url, f'DROP DATABASE IF EXISTS "bench_{label}" WITH (FORCE)')


def ran(module: str, environment: dict[str, str], *arguments: str) -> str:
    """What another program of this package prints, run with those settings."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
