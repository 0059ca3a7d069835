"""A picture of throughput and p99 over offered load, as SVG that looks right on a light page and on a dark one."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

WIDTH, HEIGHT, GAP = 460, 300, 40
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 44, 46

STYLE = """
  .page { fill: #ffffff } .words { fill: #24292f } .faint { fill: #57606a } .line { stroke: #d0d7de }
  .ours { stroke: #0a6cc4; fill: #0a6cc4 } .theirs { stroke: #bc4c00; fill: #bc4c00 } .ideal { stroke: #8c959f }
  text { font: 12px system-ui, sans-serif; stroke: none } .title { font-size: 14px; font-weight: 600 }
  polyline { fill: none; stroke-width: 2; stroke-linejoin: round } .ideal { stroke-dasharray: 3 4; stroke-width: 1; fill: none }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .words { fill: #e6edf3 } .faint { fill: #9198a1 } .line { stroke: #30363d }
    .ours { stroke: #58a6ff; fill: #58a6ff } .theirs { stroke: #f0883e; fill: #f0883e } .ideal { stroke: #6e7681 }
  }"""


@dataclass(frozen=True, slots=True)
class Curve:
    name: str
    look: str  # "ours" or "theirs"
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Axis:
    """From numbers to a place on the page; `marks` are written beside it."""

    marks: Sequence[float]
    place: Callable[[float], float]


def drawn(throughput: Sequence[Curve], p99: Sequence[Curve]) -> str:
    """Two panels side by side; points are (offered messages/s, achieved/s) and (offered, ms)."""
    most = max((x for curve in [*throughput, *p99] for x, _ in curve.points), default=1)
    body = [
        *panel(
            0, "Delivered to both, messages/s", throughput, most, linear(top_of(throughput), TOP, HEIGHT - BOTTOM), ideal=True
        ),
        *panel(WIDTH + GAP, "p99 from send to receipt, ms", p99, most, logarithmic(p99, TOP, HEIGHT - BOTTOM)),
    ]
    width = 2 * WIDTH + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img">\n'
        "<title>Throughput and p99 over offered load, Escale and the reference</title>\n"
        f'<style>{STYLE}\n</style>\n<rect class="page" width="{width}" height="{HEIGHT}" rx="8"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def panel(at: int, title: str, curves: Sequence[Curve], most: float, up: Axis, *, ideal: bool = False) -> Iterable[str]:
    """Axes, curves and their names, from that place to the right; `ideal` draws where all of it would be carried."""
    along = linear(most, at + LEFT, at + WIDTH - RIGHT, rising=True)
    yield f'<text class="words title" x="{at + LEFT}" y="20">{escape(title)}</text>'
    for mark in up.marks:
        y = up.place(mark)
        yield f'<line class="line" x1="{at + LEFT}" x2="{at + WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="faint" x="{at + LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{short(mark)}</text>'
    for mark in along.marks:
        x = along.place(mark)
        yield f'<text class="faint" x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{short(mark)}</text>'
    offered = "offered, messages/s" + " (dashed: all of it)" * ideal
    yield f'<text class="faint" x="{at + WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{offered}</text>'
    if ideal:
        end = min(most, up.marks[-1])
        yield f'<polyline class="ideal" points="{path([(0, 0), (end, end)], along, up)}"/>'
    for number, curve in enumerate(curves):
        yield f'<polyline class="{curve.look}" points="{path(curve.points, along, up)}" style="fill: none"/>'
        for x, y in curve.points:
            yield f'<circle class="{curve.look}" cx="{along.place(x):.1f}" cy="{up.place(y):.1f}" r="3"/>'
        yield f'<circle class="{curve.look}" cx="{at + LEFT + 6 + number * 90}" cy="33" r="4"/>'
        yield f'<text class="words" x="{at + LEFT + 15 + number * 90}" y="37">{escape(curve.name)}</text>'


def path(points: Iterable[Point], along: Axis, up: Axis) -> str:
    """As SVG writes a line through these points."""
    return " ".join(f"{along.place(x):.1f},{up.place(y):.1f}" for x, y in points)


def top_of(curves: Sequence[Curve]) -> float:
    """The highest of all."""
    return max((y for curve in curves for _, y in curve.points), default=1)


def linear(most: float, start: float, end: float, *, rising: bool = False) -> Axis:
    """From 0 to `most`; upwards on the page unless `rising` to the right."""
    step = nice(most / 4)
    marks = [step * n for n in range(math.ceil(most / step) + 1)]
    far = max(most, marks[-1])
    return Axis(marks, lambda value: start + (end - start) * (value / far if rising else 1 - value / far))


def logarithmic(curves: Sequence[Curve], start: float, end: float) -> Axis:
    """Whole decades around what is shown, in steps of 1, 2 and 5 where there is room."""
    values = [max(y, 0.01) for curve in curves for _, y in curve.points] or [1]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
    high = max(high, low + 1)
    within = (1, 2, 5) if high - low <= 2 else (1,)
    marks = [factor * 10**power for power in range(low, high) for factor in within] + [10**high]
    return Axis(marks, lambda value: end - (end - start) * (math.log10(max(value, 10**low)) - low) / (high - low))


def nice(step: float) -> float:
    """The next larger one of 1, 2, 5, 10, 20, 50 …"""
    power = 10 ** math.floor(math.log10(step))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * 0.999))


def short(value: float) -> str:
    """Such as "500" and "2k"."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"
