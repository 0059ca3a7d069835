"""The tables of docs/scale.md, from what `make bench` measured and from the steps: `make scale`, or with --quick to see it work.

Without `--measure` the steps' last tables are kept; with it each is run anew. What `--quick` finds is printed and not kept.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import capacity, machine, results, tables
from benchmarks.capacity import Assumed
from benchmarks.machine import Lacking, note
from benchmarks.results import Results
from benchmarks.steps import Step, Table, images, partitions, pubsub, regions, replica
from settings import ROOT

DOCUMENT, KEPT = ROOT / "docs" / "scale.md", ROOT / "benchmarks" / "steps.json"
QUICK = ROOT / "var" / "bench" / "report" / "results.json"

STEPS: dict[str, Step] = {
    "pubsub": pubsub.run,
    "partitions": partitions.run,
    "replica": replica.run,
    "images": images.run,
    "regions": regions.run,
}
SUMS: dict[str, Callable[[Results], Table]] = {
    "assumed": lambda found: capacity.assumptions(Assumed()),
    "measured": lambda found: capacity.measured(capacity.costs(found)),
    "reach": lambda found: capacity.reach(capacity.costs(found), Assumed()),
    "first": lambda found: capacity.first(capacity.costs(found), Assumed()),
    "channels": lambda found: capacity.channels(capacity.costs(found)),
    "history": lambda found: history(found),  # noqa: PLW0108 -- it stands below
}
PLACE = re.compile(r"(<!-- (\w+): written by benchmarks.scale -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    asked = arguments()
    machine.step_aside()
    text = summed(QUICK if asked.quick else results.FILE)
    text |= steps(asked.steps.split(","), quick=asked.quick) if asked.measure else kept()
    if asked.quick:
        sys.stdout.write("".join(f"{name}\n\n{table}\n" for name, table in text.items()))
        return
    if asked.measure:
        KEPT.write_text(json.dumps({name: text[name] for name in STEPS if name in text}, indent=1) + "\n")
    DOCUMENT.write_text(filled(DOCUMENT.read_text(), text))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="run the steps anew")
    parser.add_argument("--quick", action="store_true", help="in short, from the last quick run's figures: to see that it works")
    parser.add_argument("--steps", default=",".join(STEPS), help="which of the steps, comma-separated")
    return parser.parse_args()


def summed(file: Path) -> dict[str, str]:
    """Each sum's table, as far as there are figures for it."""
    try:
        found = results.load(file)
    except FileNotFoundError:
        note("no figures: run make bench first")
        return {}
    written = {}
    for name, table in SUMS.items():
        try:
            written[name] = tables.grid(*table(found)) + "\n"
        except KeyError as missing:
            note(f"{name}: no figure for {missing.args[0]}")
    return written


def steps(names: list[str], *, quick: bool) -> dict[str, str]:
    """Run these; the others' last tables are kept."""
    text = {} if quick else kept()
    for name in names:
        note(f"step: {name}")
        try:
            text[name] = tables.grid(*STEPS[name](quick)) + "\n"
        except Lacking as lacking:
            note(f"{name}: {lacking}")
    return text


def kept() -> dict[str, str]:
    """The tables of the steps as they were measured last."""
    return dict(json.loads(KEPT.read_text())) if KEPT.exists() else {}


def filled(document: str, text: dict[str, str]) -> str:
    """The document with these tables in their places; a place without one stays as it was."""

    def place(found: "re.Match[str]") -> str:
        return f"{found[1]}\n{text[found[2]]}\n{found[3]}" if found[2] in text else found[0]

    return PLACE.sub(place, document)


def history(found: Results) -> Table:
    """What reading takes in the small history and in the large one."""
    ways = {
        "page": "page of 50",
        "inbox": "inbox of 50",
        "catch_up": "catch-up of 200",
        "rendered": "conversation page, rendered",
    }
    return ("median", "small history", "large history"), [
        (words, *(f"{found.series(f'{size}.{way}_ms').told()} ms" for size in ("small", "large"))) for way, words in ways.items()
    ]


if __name__ == "__main__":
    main()
