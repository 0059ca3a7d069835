"""Boats."""

import math

from seeds.pictures.painting import (
    APRICOT,
    CORAL,
    CREAM,
    DEEP,
    GOLD,
    INK,
    MAUVE,
    PAPER,
    TEAL,
    TERRACOTTA,
    Colour,
    Point,
    Scene,
    bend,
    mix,
)


def fleet(scene: Scene) -> None:
    sail(scene, 1226, 712, 0.66, PAPER)
    sail(scene, 986, 702, 0.36, CORAL)
    for x, y, size, hull, trim in (
        (238, 762, 0.8, TEAL, CREAM),
        (524, 780, 0.92, TERRACOTTA, PAPER),
        (800, 756, 0.72, (226, 200, 164), TERRACOTTA),
    ):
        fishing_boat(scene, x, y, size, hull, trim)
    fishing_boat(scene, 1316, 952, 1.72, (36, 88, 96), CREAM)


def sail(scene: Scene, x: float, y: float, size: float, cloth: Colour) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + dx * size, y + dy * size) for dx, dy in points]

    for depth in range(16):
        wobble = scene.random.uniform(-8, 8)
        wide = (46 - depth * 2.4) * size
        scene.oval(x + wobble * size, y + (8 + depth * 9) * size, wide, 2.6 * size, mix(cloth, TEAL, 0.3), 0.42)
    scene.shape([*bend(at((4, -190), (34, -110), (74, -18))), *at((4, -12))], mix(cloth, APRICOT, 0.22))
    scene.shape([*bend(at((-2, -172), (-36, -84), (-58, -20))), *at((-4, -16))], mix(cloth, MAUVE, 0.38))
    scene.stroke(at((0, 0), (0, -198)), INK, 2.6 * size)
    hull = bend(at((-66, -10), (-50, 8), (0, 12), (50, 9), (80, -14)))
    scene.shape(hull, mix(TERRACOTTA, INK, 0.25))
    scene.stroke(at((-66, -10), (80, -14)), CREAM, 2.4 * size)


def fishing_boat(scene: Scene, x: float, y: float, size: float, hull: Colour, trim: Colour) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + dx * size, y + dy * size) for dx, dy in points]

    boat_on_water(scene, x, y, size, hull, trim)
    wood = (66, 48, 44)
    scene.stroke(at((-12, -20), (-12, -178)), wood, 4 * size)
    scene.stroke(at((-10, -20), (-10, -176)), mix(wood, GOLD, 0.5), 1.2 * size)
    for end in ((104, -52), (-100, -40), (-60, -74)):
        scene.stroke(at((-12, -170), end), INK, 0.9 * size, 0.7)
    scene.stroke(at((-12, -58), (72, -74)), wood, 3 * size)
    scene.shape(bend(at((-10, -60), (14, -75), (44, -80), (72, -76), (46, -66), (12, -58), (-10, -55))), mix(CREAM, APRICOT, 0.3))
    for tie in (8, 28, 50):
        scene.stroke(at((tie, -76), (tie + 3, -62)), mix(TERRACOTTA, CREAM, 0.3), 1.6 * size)
    wheelhouse(scene, x, y, size)
    top: list[Point] = [(-104, -42), (-70, -31), (-10, -26), (50, -32), (90, -46), (114, -62)]
    keel: list[Point] = [(110, -44), (98, -12), (82, 12), (50, 18), (-20, 20), (-78, 17), (-95, 2), (-104, -42)]
    scene.shape([*bend(at(*top)), *bend(at(*keel))], hull)
    shade: list[Point] = [(-97, -4), (-30, 6), (40, 4), (94, -6), (82, 12), (50, 18), (-20, 20), (-78, 17)]
    scene.shape(bend(at(*shade)), mix(hull, INK, 0.5), 0.75)
    scene.shape(bend(at((66, -10), (98, -20), (92, -2), (82, 12), (62, 17))), mix(hull, GOLD, 0.5), 0.16)
    band = [*bend(at(*top)), *reversed(bend(at(*[(dx * 0.985, dy + 11) for dx, dy in top])))]
    scene.shape(band, trim)
    scene.stroke(bend(at(*top)), mix(trim, INK, 0.35), 1.4 * size)
    for buoy in (-60, -14, 36):
        scene.stroke(at((buoy, -26), (buoy, -8)), INK, 0.9 * size, 0.7)
        (spot,) = at((buoy, -3))
        scene.oval(*spot, 6 * size, 8 * size, mix(CORAL, PAPER, 0.1))
        scene.oval(spot[0] - 2 * size, spot[1] - 2 * size, 2 * size, 3 * size, PAPER, 0.6)
    scene.oval(x, y + 19 * size, 92 * size, 3.2 * size, INK, 0.3)
    (lantern,) = at((-12, -182))
    scene.glow(*lantern, 62 * size, GOLD, 0.85)
    scene.oval(*lantern, 4 * size, 5 * size, (255, 246, 214))


def boat_on_water(scene: Scene, x: float, y: float, size: float, hull: Colour, trim: Colour) -> None:
    for depth in range(30):
        wide = 94 - depth * 1.7 + scene.random.uniform(-12, 12)
        shine = trim if depth % 9 in {4, 5} else hull
        colour = mix(shine, DEEP, 0.3 + depth * 0.018)
        drift = scene.random.uniform(-9, 9) * size
        scene.oval(x + drift, y + (16 + depth * 3.5) * size, wide * size, 2.5 * size, colour, 0.52 - depth * 0.014)
    for depth in range(34):
        wobble = math.sin(depth * 0.8) * (1.5 + depth * 0.2)
        scene.oval(x + (-12 + wobble) * size, y + (30 + depth * 4.6) * size, 5 * size, 2 * size, INK, 0.4 - depth * 0.011)


def wheelhouse(scene: Scene, x: float, y: float, size: float) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + dx * size, y + dy * size) for dx, dy in points]

    scene.shape(at((-82, -26), (-80, -70), (-32, -70), (-28, -24)), mix(PAPER, MAUVE, 0.28))
    scene.shape(at((-44, -26), (-43, -70), (-32, -70), (-28, -24)), mix(PAPER, GOLD, 0.55))
    scene.shape(bend(at((-90, -69), (-82, -77), (-56, -80), (-30, -77), (-22, -69))), TERRACOTTA)
    for left in (-76, -61):
        scene.shape(at((left, -62), (left + 11, -62), (left + 11, -46), (left, -46)), (255, 216, 148))
    scene.shape(at((-40, -62), (-33, -62), (-31, -46), (-40, -46)), (255, 232, 178))
