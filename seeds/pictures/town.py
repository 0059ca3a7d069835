"""The old town on its hill, and its quay."""

import math

from seeds.pictures.evening import SHUTTERS, WALLS
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
    WATERLINE,
    Colour,
    Scene,
    cypress,
    mix,
    mountain_ridge,
)


def town(scene: Scene) -> None:
    town_hill(scene)
    for base, start, end, scale, haze in ((520, 60, 640, 0.62, 0.42), (596, -10, 770, 0.8, 0.22)):
        row_of_houses(scene, base, start, end, scale, haze)
        if base == 520:
            campanile(scene, 402, 500)
    row_of_houses(scene, 668, -30, 880, 1.0, 0.0)
    quay(scene)


def town_hill(scene: Scene) -> None:
    ridge = mountain_ridge(scene, -420, 926, 690, 430, 0.7)
    scene.shape([*ridge, (926, 690), (-420, 690)], (84, 96, 102))
    ridge = mountain_ridge(scene, -300, 918, 690, 340, 0.9)
    scene.shape([*ridge, (918, 690), (-300, 690)], (54, 78, 82))
    for _ in range(130):
        x = scene.random.uniform(-20, 840)
        y = 690 - 330 * math.sin(math.pi * (x + 300) / 1218) ** 0.7 * scene.random.uniform(0.45, 0.9)
        size = scene.random.uniform(10, 24)
        colour = mix((34, 62, 64), (110, 108, 92), scene.random.uniform(0, 0.5))
        scene.oval(x, y, size, size * 0.7, colour, 0.8)
    for x, y, tall in ((150, 396, 92), (176, 388, 70), (560, 384, 84), (588, 396, 66), (690, 452, 60)):
        cypress(scene, x, y, tall, (28, 54, 58), (120, 104, 84))


def campanile(scene: Scene, x: float, foot: float) -> None:
    wall, light, dark = (206, 160, 132), (246, 200, 154), (142, 108, 104)
    top = foot - 250
    scene.box(x - 27, top, 54, 250, wall)
    scene.box(x + 8, top, 19, 250, light)
    scene.box(x - 27, top, 8, 250, dark, 0.5)
    for y in (top + 70, top + 8):
        scene.box(x - 32, y, 64, 7, mix(light, dark, 0.3))
    for offset in (-13, 11):
        scene.box(x + offset - 8, top + 30, 15, 34, (58, 60, 70))
        scene.oval(x + offset - 0.5, top + 30, 7.5, 8, (58, 60, 70))
        scene.box(x + offset - 4, top + 34, 8, 26, GOLD, 0.5)
    scene.oval(x, top + 108, 15, 15, CREAM)
    scene.stroke([(x, top + 108), (x, top + 97)], INK, 1.6)
    scene.stroke([(x, top + 108), (x + 8, top + 111)], INK, 1.6)
    scene.shape([(x - 34, top + 8), (x, top - 66), (x + 34, top + 8)], TERRACOTTA)
    scene.shape([(x, top - 66), (x + 34, top + 8), (x + 8, top + 8)], mix(TERRACOTTA, APRICOT, 0.5))
    scene.stroke([(x, top - 64), (x, top - 84)], INK, 2)
    scene.oval(x, top - 86, 3, 3, GOLD)


def row_of_houses(scene: Scene, base: float, start: float, end: float, scale: float, haze: float) -> None:
    x = start
    while x < end:
        width = scene.random.uniform(74, 118) * scale
        slope = 1 - 0.35 * max(0.0, (x - 520) / 400)
        height = scene.random.uniform(150, 226) * scale * slope
        house(scene, x, base, width, height, scale, haze)
        x += width + scene.random.choice((0, 0, 0, 6 * scale))


def house(scene: Scene, x: float, base: float, width: float, height: float, scale: float, haze: float) -> None:
    air = (92, 96, 106)
    wall = mix(scene.random.choice(WALLS), air, haze + 0.12)
    top = base - height
    scene.box(x, top, width, height, wall)
    scene.box(x, top, width * 0.16, height, mix(wall, INK, 0.45), 0.55)
    scene.box(x + width * 0.86, top, width * 0.14, height, mix(wall, GOLD, 0.5), 0.6)
    for _ in range(7):
        patch = scene.random.uniform(8, 30) * scale
        scene.oval(
            x + scene.random.uniform(patch, width - patch) if width > 2 * patch else x + width / 2,
            top + scene.random.uniform(0.1, 0.9) * height,
            patch,
            patch * 0.35,
            mix(wall, scene.random.choice((CREAM, INK)), 0.3),
            0.16,
        )
    roof(scene, x, top, width, scale, haze)
    windows(scene, x, top, width, height, scale, haze)


def roof(scene: Scene, x: float, top: float, width: float, scale: float, haze: float) -> None:
    tile = mix(mix(TERRACOTTA, CORAL, scene.random.uniform(0, 0.55)), (92, 90, 100), haze)
    rise, over = scene.random.uniform(24, 44) * scale, 5 * scale
    inset = scene.random.uniform(0.06, 0.3) * width
    eaves = [(x - over, top + 3), (x + width + over, top + 3)]
    if scene.random.random() < 0.28:
        ridge = [(x + width * 0.5, top - rise * 1.1)]
    else:
        ridge = [(x + width - inset, top - rise), (x + inset, top - rise)]
    scene.shape([*eaves, *ridge], tile)
    scene.shape(
        [eaves[1], ridge[0], (ridge[0][0] - 6 * scale, ridge[0][1]), (x + width - 12 * scale, top + 3)],
        mix(tile, GOLD, 0.45),
        0.8,
    )
    for part in (0.3, 0.62):
        y = top + 3 - rise * part
        scene.stroke([(x + inset * part, y), (x + width - inset * part, y)], mix(tile, INK, 0.5), 1.1 * scale, 0.4)
    scene.box(x - over, top + 1, width + 2 * over, 3.4 * scale, mix(tile, INK, 0.55))
    if scene.random.random() < 0.6:
        at = x + width * scene.random.uniform(0.25, 0.7)
        scene.box(at, top - rise - 14 * scale, 10 * scale, 22 * scale, mix(tile, PAPER, 0.25))
        scene.box(at - 2 * scale, top - rise - 16 * scale, 14 * scale, 4 * scale, mix(tile, INK, 0.4))


def windows(scene: Scene, x: float, top: float, width: float, height: float, scale: float, haze: float) -> None:
    shutter = mix(scene.random.choice(SHUTTERS), (92, 96, 106), haze)
    columns = 3 if width > 96 * scale else 2
    rows = max(2, int(height / (52 * scale)))
    wide, tall = 13 * scale, 23 * scale
    for row in range(rows):
        for column in range(columns):
            middle = x + width * (column + 0.5) / columns
            y = top + (22 + row * 50) * scale
            if y + tall > top + height - 16 * scale:
                continue
            lit = scene.random.random() < 0.46
            glass = (
                mix(GOLD, (255, 238, 190), scene.random.random())
                if lit
                else mix((58, 78, 88), (120, 120, 124), scene.random.uniform(0, 0.5))
            )
            if lit:
                scene.oval(middle, y + tall / 2, wide * 1.7, tall * 1.1, GOLD, 0.13)
            scene.box(middle - wide / 2 - 1.5, y - 1.5, wide + 3, tall + 3, mix(glass, INK, 0.55))
            scene.box(middle - wide / 2, y, wide, tall, glass)
            scene.stroke([(middle, y), (middle, y + tall)], mix(glass, INK, 0.5), 1)
            scene.stroke([(middle - wide / 2, y + tall * 0.42), (middle + wide / 2, y + tall * 0.42)], mix(glass, INK, 0.5), 1)
            for side in (-1, 1):
                scene.box(middle + side * wide * 0.85 - wide * 0.28, y - 1, wide * 0.56, tall + 2, shutter)
            scene.box(middle - wide * 0.8, y + tall + 1, wide * 1.6, 2.4 * scale, mix(shutter, CREAM, 0.55))


def quay(scene: Scene) -> None:
    line = WATERLINE
    scene.box(0, 660, 930, line - 660, (118, 106, 104))
    scene.box(0, 656, 936, 8, (222, 184, 150))
    scene.shape([(930, 656), (980, 664), (980, line), (930, line)], (166, 136, 122))
    for _ in range(110):
        x, y = scene.random.uniform(0, 930), scene.random.choice((668, 676, 684))
        scene.box(x, y, scene.random.uniform(14, 30), 6, mix((92, 86, 90), (176, 142, 122), scene.random.random()), 0.6)
    for x, colour in ((96, TERRACOTTA), (330, TEAL), (596, TERRACOTTA)):
        cafe(scene, x, colour)
    for x in (36, 232, 478, 744, 900):
        lamp(scene, x, 656)
    for _ in range(24):
        stroller(scene, scene.random.uniform(20, 900))


def cafe(scene: Scene, x: float, colour: Colour) -> None:
    scene.box(x, 616, 112, 40, (255, 222, 160))
    scene.glow(x + 56, 640, 130, GOLD, 0.6)
    for post in range(5):
        scene.box(x + post * 27.5, 616, 3, 40, (86, 66, 62))
    for stripe in range(8):
        left = x - 8 + stripe * 16
        scene.shape([(left + 4, 600), (left + 19, 600), (left + 16, 622), (left, 622)], colour if stripe % 2 else PAPER)
        scene.oval(left + 8, 622, 8, 5, colour if stripe % 2 else PAPER)


def lamp(scene: Scene, x: float, foot: float) -> None:
    scene.glow(x, foot - 62, 74, GOLD, 0.95)
    scene.stroke([(x, foot), (x, foot - 56)], INK, 2.4)
    scene.oval(x, foot - 62, 6, 7.5, (255, 244, 208))
    scene.shape([(x - 8, foot - 68), (x, foot - 76), (x + 8, foot - 68)], INK)


def stroller(scene: Scene, x: float) -> None:
    coat = scene.random.choice((INK, DEEP, TERRACOTTA, (86, 66, 62), TEAL))
    tall = scene.random.uniform(17, 22)
    scene.shape([(x - 4, 657), (x - 3, 657 - tall * 0.75), (x + 3, 657 - tall * 0.75), (x + 4, 657)], coat)
    scene.oval(x, 657 - tall * 0.88, 2.6, 3, mix(INK, APRICOT, 0.4))
