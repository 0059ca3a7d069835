"""What turns figures into the table and the picture; the measuring itself is run by hand."""

import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import goals, picture, report, tables
from benchmarks.picture import Curve
from benchmarks.plan import QUICK
from benchmarks.results import Results, Row, Series, load, paired, written


@pytest.mark.parametrize(
    ("value", "said"), [(0.0871, "0.09"), (3.14159, "3.14"), (12.345, "12.3"), (123.4, "123"), (10_712.3, "10,712")]
)
def test_figures_have_about_three_digits(value: float, said: str) -> None:
    assert written(value) == said


def test_a_series_tells_its_median_and_spread() -> None:
    assert Series([3.0, 1.0, 2.0]).told() == "2.00 (1.00..3.00)"
    assert Series([2.0]).told() == "2.00"


def test_a_ratio_is_taken_within_each_round() -> None:
    """A machine that was twice as slow in one round was so for both."""
    assert paired([100, 50, 100], [10, 5, 10]) == 10
    with pytest.raises(ValueError, match="shorter"):
        paired([1, 2], [1])


def measured(**figures: list[float]) -> Results:
    return Results(
        {"processor": "one"}, quick=True, rounds=1, figures={name.replace("__", "."): v for name, v in figures.items()}
    )


@pytest.mark.parametrize(("p99", "theirs", "met"), [(1.9, 4.0, True), (1.9, 3.7, False), (2.1, 9.0, False)])
def test_latency_meets_both_halves_of_its_goal_or_none(p99: float, theirs: float, met: bool) -> None:
    results = measured(
        escale__p99_at_500=[p99],
        reference__p99_at_500=[theirs],
        escale__p50_at_500=[1],
        reference__p50_at_500=[1],
        disk__sync_p50=[1],
        disk__sync_p99=[2],
    )
    assert goals.latency(results).met is met


def test_what_was_not_measured_says_so() -> None:
    rows = goals.table(measured(start__seconds=[1.2]))
    assert [row.what for row in rows if row.met is not None] == ["Start to first answer"]
    assert {row.verdict for row in rows} == {"met", "left out"}
    assert len(rows) == len(goals.JUDGES)


def test_a_table_lines_up() -> None:
    rows = [Row("a", "at least 1", "10 /s", met=True), Row("a longer one", "at most 2", met=False)]
    plain = tables.plain(rows).splitlines()
    assert len({line.index("at ") for line in plain[1:]}) == 1
    assert tables.markdown([Row("a|b", "1")]).splitlines()[-1].startswith("| a\\|b | 1 |")


def test_the_picture_is_well_formed_and_keeps_its_bounds() -> None:
    curve = Curve("<ours>", "ours", [(500, 0.9), (12_000, 900.0)])
    root = ElementTree.fromstring(picture.drawn([curve], [curve]))  # noqa: S314 -- our own
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in root.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(dots) == 6  # two points and one of the legend, in each panel
    assert all(0 < x < width and 0 < y < height for x, y in dots)


@pytest.mark.parametrize(("step", "marked"), [(0.3, 0.5), (1, 1), (2500, 5000), (7, 10)])
def test_axes_are_marked_in_round_numbers(step: float, marked: float) -> None:
    assert math.isclose(picture.nice(step), marked)


def test_the_report_fills_every_place_of_its_template() -> None:
    results = measured(start__seconds=[1.2])
    results.loads = {"escale": [{"offered": 500, "achieved": 500, "p99": 1.5}]}
    results.rows = goals.table(results)
    text = report.filled(results, QUICK)
    assert "{{" not in text
    assert "1 of 14 goals met" in text


def test_results_are_read_as_they_were_saved(tmp_path: Path) -> None:
    results = measured(start__seconds=[1.2])
    results.rows = goals.table(results)
    results.save(tmp_path / "results.json")
    assert load(tmp_path / "results.json") == results
