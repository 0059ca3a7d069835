"""The evening sky, its clouds, the headlands and the lighthouse."""

from typing import Final

from seeds.pictures.painting import APRICOT, CREAM, GOLD, PAPER, SUN, TERRACOTTA, WATERLINE, Colour, Scene, mix, mountain_ridge


def evening_sky(scene: Scene) -> None:
    scene.wash(
        0,
        WATERLINE,
        [
            (0.0, (30, 66, 80)),
            (0.28, (74, 104, 116)),
            (0.5, (176, 142, 138)),
            (0.68, (232, 158, 124)),
            (0.84, (250, 196, 138)),
            (1.0, (255, 222, 164)),
        ],
    )
    x, y = SUN
    scene.glow(x, y, 620, GOLD, 0.75)
    for reach, strength in ((150, 0.10), (112, 0.16), (84, 0.25)):
        scene.oval(x, y, reach, reach, CREAM, strength)
    scene.oval(x, y, 60, 60, (255, 240, 206))
    for _ in range(26):
        size = scene.random.uniform(0.8, 1.8)
        scene.oval(scene.random.uniform(60, 1540), scene.random.uniform(50, 230), size, size, CREAM, 0.7)
    clouds(scene)


def clouds(scene: Scene) -> None:
    for _ in range(26):
        y = scene.random.uniform(180, 520)
        near = 1 - min(1.0, abs(y - 540) / 380)
        colour = mix((126, 122, 136), (255, 196, 152), near + scene.random.uniform(-0.1, 0.2))
        streak(scene, scene.random.uniform(-100, 1700), y, scene.random.uniform(140, 460), scene.random.uniform(3, 9), colour)
    for x, y, length, thick in ((330, 176, 420, 30), (1330, 214, 520, 36), (880, 330, 360, 22), (1460, 392, 300, 18)):
        cloud(scene, x, y, length, thick)


def streak(scene: Scene, x: float, y: float, length: float, thick: float, colour: Colour) -> None:
    for _ in range(9):
        part = scene.random.uniform(0.2, 0.6) * length
        at = x + scene.random.uniform(-0.5, 0.5) * (length - part)
        drift = y + scene.random.uniform(-0.7, 0.7) * thick
        scene.oval(at, drift, part / 2, thick * scene.random.uniform(0.25, 0.7), colour, 0.16)


def cloud(scene: Scene, x: float, y: float, length: float, thick: float) -> None:
    high = 1 - y / 460
    body, lit = mix((214, 154, 136), (112, 120, 134), high), mix((255, 206, 160), (222, 156, 138), high)
    for layer, colour in ((0.0, body), (0.55, lit)):
        for part in range(11):
            at = (part - 5) / 5.5
            swell = (1 - at * at) ** 0.8 + 0.1
            across = length * 0.13 * scene.random.uniform(0.7, 1.3)
            up = thick * swell * scene.random.uniform(0.5, 1.0) * (1 - layer * 0.6)
            scene.oval(x + at * length / 2, y + thick * layer - up * 0.3, across, up * 0.6, colour, 0.42)
    scene.oval(x, y + thick * 0.75, length * 0.62, thick * 0.16, lit, 0.5)


def headlands(scene: Scene) -> None:
    line = WATERLINE
    for start, end, height, colour, rough in (
        (900, 2050, 128, (206, 142, 124), 1.0),
        (1230, 2200, 118, (140, 112, 118), 1.2),
    ):
        ridge = mountain_ridge(scene, start, end, line, height, rough)
        scene.shape([*ridge, (end, line), (start, line)], colour)
    lighthouse(scene, 1372, 588)


def lighthouse(scene: Scene, x: float, y: float) -> None:
    dark = (104, 88, 100)
    scene.glow(x, y - 92, 80, GOLD, 0.9)
    scene.shape([(x - 11, y + 24), (x - 7, y - 80), (x + 7, y - 80), (x + 11, y + 24)], mix(PAPER, dark, 0.25))
    scene.shape([(x - 1, y + 24), (x - 1, y - 80), (x + 7, y - 80), (x + 11, y + 24)], mix(APRICOT, PAPER, 0.4))
    for level in (0.15, 0.5):
        scene.box(x - 10 + 3 * (1 - level), y + 20 - 90 * level - 22, 19, 20, TERRACOTTA, 0.85)
    scene.box(x - 10, y - 84, 20, 5, dark)
    scene.box(x - 5, y - 98, 10, 14, (255, 246, 214))
    scene.shape([(x - 9, y - 98), (x, y - 110), (x + 9, y - 98)], TERRACOTTA)
    scene.box(x + 16, y + 2, 40, 24, mix(PAPER, dark, 0.35))
    scene.shape([(x + 12, y + 4), (x + 36, y - 12), (x + 60, y + 4)], TERRACOTTA)
    scene.box(x + 30, y + 8, 7, 8, GOLD)


WALLS: Final = [
    (226, 176, 134),
    (236, 204, 164),
    (206, 134, 108),
    (214, 158, 130),
    (190, 168, 150),
    (232, 190, 146),
    (176, 118, 104),
    (150, 160, 154),
]


SHUTTERS: Final = [(52, 92, 92), (74, 100, 96), (96, 66, 58), (44, 72, 84)]
