"""Terraced hills at sunrise."""

import math
from typing import Final

from seeds.pictures.morning import farm, morning_sky, mountains
from seeds.pictures.painting import (
    APRICOT,
    CORAL,
    CREAM,
    DEEP,
    GOLD,
    INK,
    PAPER,
    TEAL,
    TERRACOTTA,
    Point,
    Scene,
    bend,
    cypress,
    gulls,
    mix,
)
from seeds.pictures.terraces import terraced_slopes, valley


def draw_hills() -> bytes:
    """Terraced hills at sunrise, about 1200 by 1600, as JPEG."""
    scene = Scene(1200, 1600, seed=11)
    morning_sky(scene)
    mountains(scene)
    farm(scene)
    terraced_slopes(scene)
    valley(scene)
    walker(scene, 548, 1340, 1.08)
    foreground(scene)
    gulls(scene, [(420, 360, 11), (474, 332, 8), (520, 372, 7)])
    return scene.postcard()


def walker(scene: Scene, x: float, foot: float, size: float) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + dx * size, foot + dy * size) for dx, dy in points]

    scene.shape(bend(at((0, 0), (-40, 12), (-96, 26), (-92, 32), (-36, 20), (4, 4))), (120, 100, 84), 0.5)
    scene.stroke(at((16, -52), (24, 0)), (92, 66, 54), 2 * size)
    scene.stroke(at((-2, -36), (-8, -18), (-10, 0)), INK, 7 * size)
    scene.stroke(at((3, -36), (9, -18), (8, 0)), mix(INK, TEAL, 0.4), 7 * size)
    scene.shape(bend(at((-9, -34), (-10, -62), (0, -72), (10, -62), (9, -34))), TEAL)
    scene.stroke(at((8, -62), (15, -50)), mix(TEAL, INK, 0.2), 5 * size)
    scene.shape(bend(at((-18, -40), (-20, -66), (-8, -74), (2, -66), (2, -40), (-8, -36))), TERRACOTTA)
    scene.shape(bend(at((-14, -42), (-14, -52), (-4, -52), (-3, -42))), mix(TERRACOTTA, INK, 0.3))
    scene.shape(at((-19, -74), (3, -74), (3, -68), (-19, -68)), CREAM)
    (head,) = at((2, -80))
    scene.oval(*head, 7 * size, 8 * size, (206, 146, 112))
    scene.shape(bend(at((-13, -83), (2, -80), (17, -84), (2, -87))), (250, 224, 170))
    scene.shape(bend(at((-6, -84), (-4, -94), (8, -94), (10, -84))), (250, 224, 170))
    scene.stroke(at((-6, -85), (10, -85)), TERRACOTTA, 2 * size)


def foreground(scene: Scene) -> None:
    bank = bend([(-60, 1392), (120, 1404), (280, 1462), (390, 1560), (420, 1640)])
    scene.shape([*bank, (-60, 1640)], (52, 82, 66))
    other = bend([(690, 1640), (760, 1540), (900, 1478), (1080, 1452), (1260, 1450)])
    scene.shape([*other, (1260, 1640)], (74, 100, 72))
    for x, foot, tall, dark in ((82, 1440, 640, (44, 88, 80)), (262, 1490, 470, (38, 80, 74)), (166, 1500, 800, (24, 62, 60))):
        scene.oval(x - 40, foot, tall * 0.2, 12, DEEP, 0.4)
        cypress(scene, x, foot, tall, dark, (238, 190, 112))
    olive(scene, 1030, 1500)
    meadow(scene)


OLIVE: Final = [(52, 82, 74), (98, 124, 98), (158, 166, 122), (246, 216, 156)]


def olive(scene: Scene, x: float, foot: float) -> None:
    bark, lit = (84, 66, 60), (220, 170, 124)
    scene.oval(x - 60, foot + 8, 150, 16, DEEP, 0.35)
    trunk = bend([(x - 34, foot + 6), (x - 16, foot - 50), (x - 26, foot - 110), (x - 66, foot - 176)])
    back = bend([(x + 66, foot - 190), (x + 22, foot - 120), (x + 20, foot - 52), (x + 40, foot + 6)])
    scene.shape([*trunk, (x - 40, foot - 180), (x, foot - 132), (x + 44, foot - 200), *back], bark)
    scene.shape(
        [*bend([(x + 60, foot - 186), (x + 16, foot - 118), (x + 8, foot - 52), (x + 22, foot + 4)]), *reversed(back)], lit, 0.7
    )
    crowns = ((-96, -214, 74), (-30, -262, 88), (56, -250, 84), (116, -206, 66), (10, -206, 78), (-60, -176, 50))
    for dx, dy, size in crowns:
        scene.oval(x + dx, foot + dy, size, size * 0.72, (72, 100, 86))
    for layer in range(3):
        for _ in range(620 - layer * 130):
            dx, dy, size = scene.random.choice(crowns)
            turn, out = scene.random.uniform(0, 6.3), scene.random.random() ** 0.5
            px = x + dx + math.cos(turn) * out * size * 1.02 - layer * 9
            py = foot + dy + math.sin(turn) * out * size * 0.74 - layer * 9
            sunny = ((x - px) * 0.6 + (foot - 200 - py)) / 190 + scene.random.uniform(-0.3, 0.3)
            colour = mix(OLIVE[layer], OLIVE[layer + 1], sunny + 0.35)
            scene.leaf(px, py, scene.random.uniform(5, 10), scene.random.uniform(-1.0, 0.6), colour, 0.9)


def meadow(scene: Scene) -> None:
    for _ in range(900):
        left = scene.random.random() < 0.5
        x = scene.random.uniform(-10, 430) if left else scene.random.uniform(700, 1210)
        top = 1400 + max(0.0, x - 60) * 0.42 if left else 1456 + max(0.0, 930 - x) * 0.36
        y = scene.random.uniform(top + 12, 1640)
        tall = scene.random.uniform(14, 44)
        tip = (x + scene.random.uniform(-9, 12), y - tall)
        blade = mix((44, 78, 64), (190, 172, 104), scene.random.random() ** 1.6)
        scene.stroke(bend([(x, y), (x + scene.random.uniform(-2, 2), y - tall * 0.6), tip], 3), blade, 2, 0.8)
        chance = scene.random.random()
        if chance < 0.16:
            poppy(scene, *tip, scene.random.uniform(5, 10))
        elif chance < 0.34:
            for bud in range(6):
                scene.oval(
                    tip[0] + (bud % 2) * 3 - 1.5,
                    tip[1] + bud * 3.6 - 8,
                    2.6,
                    3,
                    mix((126, 112, 150), (196, 164, 178), scene.random.random()),
                )
        elif chance < 0.42:
            scene.oval(*tip, 4, 4, PAPER)
            scene.oval(*tip, 1.6, 1.6, GOLD)


def poppy(scene: Scene, x: float, y: float, size: float) -> None:
    red = mix(TERRACOTTA, CORAL, scene.random.uniform(0.1, 0.7))
    scene.oval(x - size * 0.4, y, size * 0.7, size * 0.62, red)
    scene.oval(x + size * 0.4, y, size * 0.7, size * 0.62, mix(red, APRICOT, 0.3))
    scene.oval(x, y + size * 0.2, size * 0.62, size * 0.5, mix(red, APRICOT, 0.12))
    scene.oval(x, y, size * 0.2, size * 0.18, INK)
