"""`docs/performance.md` and its picture, from what was measured; the words that no run can know stand in `performance.md`."""

from pathlib import Path
from statistics import median

from benchmarks import picture, tables
from benchmarks.picture import Curve
from benchmarks.plan import Plan
from benchmarks.results import FILE, Results
from benchmarks.rounds import OURS, REFERENCE
from settings import ROOT

TEMPLATE, DOCUMENT, PICTURE = (
    ROOT / "benchmarks" / "performance.md",
    ROOT / "docs" / "performance.md",
    Path("images/performance.svg"),
)
NAMES = {OURS: "Escale", REFERENCE: "reference"}
PROFILE = ROOT / "benchmarks" / "profile.md"


def write(results: Results, plan: Plan) -> Path:
    """The figures, the document and its picture. What quick and partial runs say is kept apart from what is published."""
    if results.quick or any(row.met is None for row in results.rows):
        folder = ROOT / "var" / "bench" / "report"
        folder.joinpath("images").mkdir(parents=True, exist_ok=True)
        return place(results, plan, folder / "results.json", folder / "performance.md", folder / PICTURE)
    return place(results, plan, FILE, DOCUMENT, DOCUMENT.parent / PICTURE)


def place(results: Results, plan: Plan, figures: Path, document: Path, image: Path) -> Path:
    """Write the three files; where the document is."""
    results.save(figures)
    image.write_text(drawn(results))
    document.write_text(filled(results, plan))
    return document


def filled(results: Results, plan: Plan) -> str:
    """The template with this run's figures in its places."""
    parts = {
        "table": tables.markdown(results.rows),
        "met": f"{sum(row.met is True for row in results.rows)} of {len(results.rows)}",
        "left_out": "".join(f"- left out: {words}\n" for words in results.left_out),
        "machine": tables.grid(("", ""), [(name, value) for name, value in results.machine.items() if value]),
        "figures": tables.grid(
            ("figure", "median (least..most)"), [(name, results.series(name).told()) for name in results.figures]
        ),
        "loads": load_table(results),
        "picture": PICTURE.as_posix(),
        "profile": PROFILE.read_text()
        if PROFILE.exists()
        else "`python -m benchmarks.profile` was not run before this report.\n",
        "rounds": str(results.rounds),
        "warm_up": f"{plan.warm_up:g}",
        "rewarm": f"{plan.rewarm:g}",
        "measured": f"{plan.measured:g}",
        "swept": f"{plan.swept:g}",
        "people": f"{2 * plan.conversations}",
        "in_flight": str(plan.in_flight),
        "idle": f"{plan.idle:,}",
        "small": f"{plan.small:,}",
        "large": f"{plan.large:,}",
        "slice": f"{plan.slice * 100:.0f}",
        "quick": "**A quick run: these figures say that the tool works, and nothing else.**\n\n" if results.quick else "",
    }
    text = TEMPLATE.read_text()
    for name, value in parts.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def drawn(results: Results) -> str:
    """The picture of the loads."""
    curves = {name: averaged(results, name) for name in (OURS, REFERENCE) if name in results.loads}
    look = {OURS: "ours", REFERENCE: "theirs"}
    return picture.drawn(
        [Curve(NAMES[name], look[name], [(at, achieved) for at, achieved, _ in points]) for name, points in curves.items()],
        [Curve(NAMES[name], look[name], [(at, p99) for at, _, p99 in points if p99 > 0]) for name, points in curves.items()],
    )


def averaged(results: Results, name: str) -> list[tuple[float, float, float]]:
    """Offered load, and the medians of what was achieved and of p99."""
    found: dict[float, list[dict[str, float]]] = {}
    for one in results.loads[name]:
        found.setdefault(one["offered"], []).append(one)
    return [
        (offered, median(one["achieved"] for one in ones), median(one["p99"] for one in ones))
        for offered, ones in sorted(found.items())
    ]


def load_table(results: Results) -> str:
    """The same in figures."""
    lines = [
        (NAMES.get(name, name), f"{offered:,.0f}", f"{achieved:,.0f}", f"{p99:,.1f}")
        for name in (OURS, REFERENCE)
        if name in results.loads
        for offered, achieved, p99 in averaged(results, name)
    ]
    return tables.grid(("", "offered /s", "delivered to both /s", "p99 ms"), lines)
