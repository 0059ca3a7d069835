"""What Lighthouse says of the log-in, the inbox and a conversation, on a telephone of its own making: `make lighthouse`.

The full reports go into tests/browser/reports/, of which nothing is kept. Its speed is a measurement and depends on the
machine: it is no part of the suite.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

# Before anything imports the app: this demo's own settings, not those of a developer's `.env`.
os.environ |= {"SECRET_KEY": "a secret of the pictures that is long enough", "DATABASE_URL": "sqlite://unused.sqlite3"}

from playwright.async_api import async_playwright

from actions import conversations
from tests.browser import windows as opening
from tests.browser.demonstration import demonstration, of_demo
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
REPORTS = Path(__file__).parent / "reports"
WANTED = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0}
ROUNDS = 3
TRIES = 3  # Chromium's trace now and then misses the beginning, of which Lighthouse says: run it again


async def main() -> None:
    path = opening.executable(windowed=True)
    if not path:
        sys.exit(opening.NONE)
    REPORTS.mkdir(exist_ok=True)
    async with demonstration() as live, async_playwright() as playwright:
        camille, jean = await of_demo(live, "camille"), await of_demo(live, "jean")
        talk, _ = await conversations.start(camille.id, jean.id)
        found = {}
        for name, address, person in (
            ("log-in", "/login", None),
            ("inbox", "/conversations", camille),
            ("conversation", f"/conversations/{talk.id}", camille),
        ):
            port = free_port()
            arguments = [*opening.ARGUMENTS, f"--remote-debugging-port={port}"]
            with TemporaryDirectory() as profile:
                context = await playwright.chromium.launch_persistent_context(profile, executable_path=path, args=arguments)
                if person:
                    await opening.log_in(context, live, person)
                found[name] = [await look(live.url + address, port, f"{name}-{turn}") for turn in range(ROUNDS)]
                await context.close()
    missed = [line for name, reports in found.items() for line in told(name, reports)]
    sys.exit("\n".join(missed) if missed else 0)


async def look(url: str, port: int, name: str) -> dict[str, Any]:
    """One report of that page, in the browser that listens there."""
    file = REPORTS / f"{name}.json"
    only = f"--only-categories={','.join(WANTED)}"
    options = [f"--port={port}", "--disable-storage-reset", "--quiet", only, "--output=json", f"--output-path={file}"]
    command = ("npx", "--no-install", "lighthouse", url, *options)
    for _ in range(TRIES):
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, "CI": "1"})
        if await process.wait() == 0:
            report: dict[str, Any] = json.loads(await asyncio.to_thread(file.read_text))
            return report
    sys.exit(f"lighthouse could not look at {url}")


def told(name: str, reports: list[dict[str, Any]]) -> list[str]:
    """Print the page's line, the median of its rounds; what it lacks, if it lacks something."""
    scores = {category: median(one["categories"][category]["score"] or 0 for one in reports) for category in WANTED}
    print(f"{name:14}", "  ".join(f"{category} {score * 100:.0f}" for category, score in scores.items()))
    short = [category for category, least in WANTED.items() if scores[category] < least]
    return [f"{name}: {category}: {lacks(reports[0], category)}" for category in short]


def lacks(report: Mapping[str, Any], category: str) -> str:
    """The audits of that category that found something."""
    named = [one["id"] for one in report["categories"][category]["auditRefs"] if one["weight"]]
    found = [report["audits"][id_] for id_ in named if (report["audits"][id_]["score"] or 0) < 1]
    return ", ".join(f"{one['id']} {one.get('displayValue', '')}".strip() for one in found)


if __name__ == "__main__":
    asyncio.run(main())
