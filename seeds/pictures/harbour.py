"""An old harbour at dusk."""

import math
from typing import Final

from PIL import Image

from seeds.pictures.boats import fleet
from seeds.pictures.evening import evening_sky, headlands
from seeds.pictures.painting import APRICOT, CORAL, CREAM, INK, MAUVE, SCALE, SUN, WATERLINE, Scene, bend, gulls, mix, ramp
from seeds.pictures.town import town


def draw_harbour() -> bytes:
    """An old harbour at dusk, about 1600 by 1200, as JPEG."""
    scene = Scene(1600, 1200, seed=7)
    evening_sky(scene)
    headlands(scene)
    town(scene)
    harbour_water(scene)
    fleet(scene)
    foreground_quay(scene)
    gulls(scene, [(1000, 250, 15), (1062, 216, 11), (1130, 272, 9), (930, 330, 8)])
    return scene.postcard()


def harbour_water(scene: Scene) -> None:
    line = WATERLINE
    depth = scene.height - line
    scale = SCALE
    above = scene.sheet.crop((0, (line - 560) * scale, scene.sheet.width, line * scale))
    mirror = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(
        (scene.sheet.width, depth * scale), Image.Resampling.BILINEAR
    )
    water = ramp(depth * scale, [(0.0, (240, 172, 132)), (0.2, (168, 130, 124)), (0.55, (54, 92, 102)), (1.0, (16, 48, 60))])
    mirror = Image.blend(mirror, water.resize(mirror.size), 0.4)
    shaken = mirror.copy()
    y = 0
    phase = 0.0
    while y < mirror.height:
        far = y / mirror.height
        thick = max(2, round((1.5 + 7 * far) * scale / 2))
        phase += 0.55
        shift = round((math.sin(phase) * 5 + scene.random.uniform(-4, 4)) * (0.25 + 2.2 * far) * scale / 2)
        strip = mirror.crop((0, y, mirror.width, min(mirror.height, y + thick)))
        shaken.paste(strip, (shift, y))
        y += thick
    scene.sheet.paste(shaken, (0, line * scale))
    ripples(scene)


def ripples(scene: Scene) -> None:
    line = WATERLINE
    for _ in range(1100):
        far = scene.random.random() ** 1.4
        y = line + 3 + far * (scene.height - line)
        x = scene.random.uniform(-40, scene.width + 40)
        length, thick = scene.random.uniform(8, 46) * (0.4 + 1.7 * far), 0.5 + 2.0 * far
        light = scene.random.random() < 0.42
        colour = mix((250, 190, 150), (110, 146, 150), far) if light else mix((92, 100, 108), (12, 36, 46), far)
        scene.oval(x, y, length, thick, colour, 0.22 if light else 0.26)
    for _ in range(420):
        far = scene.random.random() ** 1.2
        y = line + 2 + far * 400
        x = SUN[0] + scene.random.gauss(0, 20 + 74 * far)
        scene.oval(
            x,
            y,
            scene.random.uniform(5, 22) * (0.5 + 1.3 * far),
            0.8 + 1.7 * far,
            mix(CREAM, APRICOT, far * 0.8),
            0.62 - 0.3 * far,
        )


def foreground_quay(scene: Scene) -> None:
    stone, light = (60, 62, 70), (150, 118, 104)
    scene.shape([(0, 1060), (430, 1086), (560, 1200), (0, 1200)], mix(stone, INK, 0.3))
    scene.shape([(0, 1052), (424, 1078), (470, 1104), (0, 1104)], light)
    scene.shape([(0, 1072), (440, 1090), (470, 1104), (0, 1104)], stone, 0.6)
    for x, y, wide in ((30, 1118, 96), (150, 1122, 110), (280, 1126, 120), (80, 1156, 120), (220, 1160, 140), (390, 1160, 90)):
        scene.box(x, y, wide, 28, mix(stone, light, scene.random.uniform(0.1, 0.4)), 0.55)
    x = 300
    scene.shape([(x - 24, 1082), (x - 17, 1020), (x + 17, 1020), (x + 24, 1082)], INK)
    scene.shape([(x + 6, 1082), (x + 6, 1020), (x + 17, 1020), (x + 24, 1082)], mix(INK, CORAL, 0.45))
    scene.oval(x, 1016, 27, 11, mix(INK, MAUVE, 0.3))
    rope = bend([(x + 16, 1044), (x + 120, 1112), (x + 330, 1140), (x + 600, 1062), (1158, 916)], 14)
    scene.stroke(rope, (206, 170, 128), 4.6)
    scene.stroke([(px, py + 1.6) for px, py in rope], (120, 92, 76), 1.6, 0.8)
    for turn in range(4):
        scene.oval(x, 1036 + turn * 7, 20 + turn, 5, mix((206, 170, 128), INK, 0.1 * turn))
    cat(scene, 150, 1066)


def cat(scene: Scene, x: float, foot: float) -> None:
    fur, rim = (30, 34, 42), (240, 164, 116)
    scene.oval(x + 4, foot + 1, 46, 6, INK, 0.35)
    tail = bend([(x - 18, foot - 8), (x - 44, foot - 2), (x - 68, foot - 12), (x - 74, foot - 34), (x - 60, foot - 44)])
    scene.stroke(tail, fur, 10)
    scene.oval(*tail[-1], 5, 5, fur)
    back = bend([(x + 4, foot - 92), (x - 12, foot - 70), (x - 30, foot - 36), (x - 26, foot - 6), (x - 10, foot)])
    chest = bend([(x + 30, foot), (x + 31, foot - 26), (x + 29, foot - 60), (x + 30, foot - 84)])
    scene.shape([*back, *chest], fur)
    scene.oval(x + 17, foot - 96, 22, 19, fur)
    scene.shape([(x - 4, foot - 98), (x - 3, foot - 125), (x + 14, foot - 112)], fur)
    scene.shape([(x + 20, foot - 112), (x + 36, foot - 125), (x + 38, foot - 98)], fur)
    edge = [
        (x + 37, foot - 120),
        (x + 39, foot - 98),
        (x + 32, foot - 82),
        (x + 31, foot - 56),
        (x + 32, foot - 28),
        (x + 31, foot - 3),
    ]
    scene.stroke(bend(edge), rim, 2, 0.85)


DAWN: Final = (748, 640)
