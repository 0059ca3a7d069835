"""Terraced slopes with their vines and walls, and the valley."""

import itertools
import math
from collections.abc import Sequence
from typing import Final

from seeds.pictures.painting import CORAL, CREAM, DEEP, GOLD, INK, Point, Scene, bend, mix


class Terraces:
    """A slope between two lines, in steps held by walls of dry stone."""

    def __init__(self, top: Sequence[Point], foot: Sequence[Point]) -> None:
        self.top, self.foot = bend(top, 12), bend(foot, 12)

    def line(self, depth: float) -> list[Point]:
        pairs = zip(self.top, self.foot, strict=True)
        return [(a + (c - a) * depth, b + (d - b) * depth) for (a, b), (c, d) in pairs]


FIELDS: Final = [(158, 158, 104), (190, 168, 104), (122, 142, 104), (206, 180, 118), (138, 148, 92)]


def terraced_slopes(scene: Scene) -> None:
    right = Terraces(
        [(560, 1040), (720, 950), (900, 858), (1080, 790), (1260, 748)],
        [(600, 1100), (730, 1180), (890, 1290), (1080, 1390), (1260, 1440)],
    )
    left = Terraces(
        [(-60, 800), (120, 836), (300, 902), (450, 986), (560, 1070)],
        [(-60, 1560), (110, 1470), (270, 1350), (410, 1220), (520, 1110)],
    )
    terrace(scene, right, 8, 0.1)
    terrace(scene, left, 9, 0.24)


def terrace(scene: Scene, slope: Terraces, steps: int, shade: float) -> None:
    depths = [(step / steps) ** 1.25 for step in range(steps + 1)]
    for step, (above, below) in enumerate(itertools.pairwise(depths)):
        near = step / steps
        field = mix(mix(FIELDS[(step * 2 + steps) % 5], (250, 206, 150), 0.3 * (1 - near)), DEEP, shade * (0.4 + near))
        upper, lower = slope.line(above), slope.line(below)
        scene.shape([*upper, *reversed(lower)], field)
        scene.shape([*upper, *reversed(slope.line(above + (below - above) * 0.3))], mix(field, GOLD, 0.45), 0.5)
        if step:
            dry_wall(scene, upper, 3 + 8 * near, shade)
        for row in (0.46, 0.8):
            vines(scene, slope.line(above + (below - above) * row), 3 + 8 * near, shade)


def vines(scene: Scene, line: Sequence[Point], size: float, shade: float) -> None:
    dark, light = mix((70, 100, 76), DEEP, shade), mix((214, 188, 112), DEEP, shade * 0.5)
    for (x, y), (right, below) in itertools.pairwise(line):
        span = math.hypot(right - x, below - y)
        count = max(1, int(span / (size * 1.7)))
        for index in range(count):
            t = (index + scene.random.uniform(0, 0.4)) / count
            px, py = x + (right - x) * t, y + (below - y) * t
            grown = size * scene.random.uniform(0.75, 1.1)
            scene.oval(px - grown * 0.4, py + grown * 0.5, grown * 1.1, grown * 0.3, DEEP, 0.2)
            scene.oval(px, py, grown * 0.85, grown * 0.68, dark)
            scene.oval(px + grown * 0.2, py - grown * 0.25, grown * 0.5, grown * 0.32, light, 0.75)


def dry_wall(scene: Scene, line: Sequence[Point], tall: float, shade: float) -> None:
    low = [(x, y + tall) for x, y in line]
    scene.shape([*line, *reversed(low)], mix((150, 116, 98), DEEP, shade))
    for (x, y), (right, below) in itertools.pairwise(line):
        for _ in range(3):
            t = scene.random.random()
            at = (x + (right - x) * t, y + (below - y) * t + tall * scene.random.uniform(0.2, 0.7))
            stone = mix((236, 202, 164), (120, 96, 88), scene.random.random())
            scene.oval(*at, tall * 0.5, tall * 0.22, mix(stone, DEEP, shade * 0.6), 0.8)
    scene.stroke(line, mix((255, 226, 178), DEEP, shade * 0.6), max(1.0, tall * 0.2), 0.8)


def valley(scene: Scene) -> None:
    edge = bend([(430, 1200), (520, 1110), (600, 1050), (680, 1100), (800, 1220), (980, 1340), (1260, 1440)])
    scene.shape([*edge, (1260, 1600), (-60, 1600), (-60, 1560), (110, 1470), (270, 1350)], (126, 136, 88))
    for index in range(46):
        y = 1110 + index * 10.5
        x = 600 + scene.random.uniform(-0.5, 0.5) * (y - 1040) * 2.2
        colour = mix((206, 184, 112), (74, 104, 78), scene.random.random())
        scene.oval(x, y, scene.random.uniform(30, 130) * (y - 900) / 500, 2 + index * 0.12, colour, 0.3)
    for _ in range(520):
        far = scene.random.random()
        y = 1120 + 460 * far
        x = 600 + scene.random.uniform(-1, 1) * (y - 1030) * 0.95
        colour = mix((96, 116, 78), (220, 194, 120), scene.random.random() ** 1.5)
        scene.leaf(x, y, 3 + 9 * far, -1.57 + scene.random.uniform(-0.5, 0.5), colour, 0.55)
        if scene.random.random() < 0.2:
            flower = scene.random.choice((CORAL, CREAM, GOLD))
            scene.oval(x, y - 4, 1.4 + 2 * far, 1.2 + 1.6 * far, flower, 0.9)
    path(scene)
    for x, y, size in ((770, 1262, 0.8), (836, 1300, 0.9), (716, 1332, 1.0), (812, 1362, 1.1), (430, 1268, 0.8)):
        sheep(scene, x, y, size)


def sheep(scene: Scene, x: float, y: float, size: float) -> None:
    turn = scene.random.choice((-1, 1))
    scene.oval(x - 12 * size, y + 13 * size, 28 * size, 4 * size, DEEP, 0.3)
    for leg in (-9, -4, 5, 10):
        scene.box(x + leg * size - 1.2 * size, y + 4 * size, 2.6 * size, 11 * size, INK)
    for dx, dy, wide in ((-8, 0, 11), (7, 0, 11), (0, -4, 12), (-12, -3, 7), (12, -3, 7)):
        scene.oval(x + dx * size, y + dy * size, wide * size, wide * 0.75 * size, (250, 234, 208))
    scene.oval(x - 3 * size, y + 3 * size, 14 * size, 5 * size, (206, 178, 152), 0.6)
    scene.oval(x + turn * 19 * size, y - 3 * size, 5 * size, 6 * size, INK)
    scene.oval(x + turn * 15 * size, y - 7 * size, 4 * size, 2 * size, INK)


WAY: Final = [
    (690.0, 882.0, 5.0),
    (668.0, 930.0, 8.0),
    (612.0, 985.0, 11.0),
    (596.0, 1050.0, 16.0),
    (650.0, 1120.0, 24.0),
    (684.0, 1190.0, 34.0),
    (620.0, 1272.0, 46.0),
    (520.0, 1360.0, 62.0),
    (500.0, 1460.0, 86.0),
    (600.0, 1620.0, 128.0),
]


def path(scene: Scene) -> None:
    middle = bend([(x, y) for x, y, _ in WAY], 12)
    widths = [width for width, _ in bend([(width, 0.0) for _, _, width in WAY], 12)]
    left = [(x - w * 0.5, y) for (x, y), w in zip(middle, widths, strict=True)]
    right = [(x + w * 0.5, y) for (x, y), w in zip(middle, widths, strict=True)]
    scene.shape(
        [*[(x - 2 - w * 0.06, y + w * 0.04) for (x, y), w in zip(left, widths, strict=True)], *reversed(right)], (104, 104, 74)
    )
    scene.shape([*left, *reversed(right)], (246, 216, 172))
    scene.shape([*[(x + w * 0.62, y) for (x, y), w in zip(left, widths, strict=True)], *reversed(right)], (255, 236, 200))
    for _ in range(150):
        at = scene.random.randrange(len(middle))
        (x, y), w = middle[at], widths[at]
        dot = (x + scene.random.uniform(-0.42, 0.42) * w, y + scene.random.uniform(-4, 4))
        scene.oval(*dot, w * 0.06, w * 0.016, (206, 164, 126), 0.6)
