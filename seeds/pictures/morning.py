"""The morning sky, the mountains and the farm."""

from seeds.pictures.evening import streak
from seeds.pictures.harbour import DAWN
from seeds.pictures.painting import CORAL, GOLD, INK, PAPER, TEAL, TERRACOTTA, Scene, bend, bush, cypress, mix, mountain_ridge


def morning_sky(scene: Scene) -> None:
    scene.wash(
        0,
        1000,
        [
            (0.0, (98, 148, 156)),
            (0.22, (156, 184, 178)),
            (0.42, (236, 214, 186)),
            (0.58, (252, 196, 150)),
            (0.72, (248, 166, 124)),
            (1.0, (252, 206, 160)),
        ],
    )
    x, y = DAWN
    scene.glow(x, y, 700, (255, 226, 166), 0.8)
    for reach, strength in ((330, 0.12), (246, 0.16), (172, 0.24)):
        scene.oval(x, y, reach, reach, (255, 238, 200), strength)
    scene.oval(x, y, 104, 104, (255, 247, 222))
    for _ in range(22):
        at = (scene.random.uniform(-60, 1260), scene.random.uniform(170, 560))
        streak(scene, *at, scene.random.uniform(120, 380), scene.random.uniform(3, 8), (255, 232, 204))
    for cx, cy, length, thick in ((260, 250, 380, 32), (960, 190, 430, 34), (180, 470, 300, 20), (1060, 430, 280, 20)):
        morning_cloud(scene, cx, cy, length, thick)


def morning_cloud(scene: Scene, x: float, y: float, length: float, thick: float) -> None:
    for layer, colour in ((0.0, (255, 244, 224)), (0.5, (250, 204, 170)), (0.9, (232, 170, 146))):
        for part in range(11):
            at = (part - 5) / 5.5
            up = thick * ((1 - at * at) ** 0.8 + 0.1) * scene.random.uniform(0.5, 1.0) * (1 - layer * 0.7)
            across = length * 0.12 * scene.random.uniform(0.7, 1.3)
            scene.oval(x + at * length / 2, y + thick * layer - up * 0.3, across, up * 0.6, colour, 0.4)


def mountains(scene: Scene) -> None:
    for base, height, colour, rough in (
        (800, 190, (226, 164, 140), 1.5),
        (840, 170, (196, 148, 140), 1.3),
        (880, 130, (150, 142, 140), 1.2),
        (930, 110, (112, 134, 128), 1.0),
    ):
        ridge = mountain_ridge(scene, -260, 1460, base, height, rough)
        scene.shape([*ridge, (1460, 1100), (-260, 1100)], colour)
        for _ in range(10):
            at = (scene.random.uniform(0, 1200), base + scene.random.uniform(-24, 20))
            scene.oval(*at, scene.random.uniform(120, 320), scene.random.uniform(6, 15), (255, 226, 194), 0.13)


def farm(scene: Scene) -> None:
    knoll = bend([(300, 1060), (420, 960), (560, 892), (690, 872), (820, 900), (960, 980), (1080, 1080)])
    scene.shape([*knoll, (1080, 1300), (300, 1300)], (146, 148, 104))
    scene.shape([*bend([(560, 892), (690, 872), (820, 900), (960, 980)]), (860, 1010), (700, 930)], (196, 172, 112), 0.7)
    for index in range(8):
        x = 470 + index * 17
        cypress(scene, x, 930 - index * 6.4, 74 + (index % 3) * 8, (40, 78, 72), (222, 176, 112))
    wall, light = (224, 170, 134), (255, 220, 172)
    scene.box(636, 818, 92, 62, wall)
    scene.box(694, 818, 34, 62, light)
    scene.shape([(628, 820), (648, 790), (718, 790), (738, 820)], TERRACOTTA)
    scene.shape([(700, 820), (712, 790), (718, 790), (738, 820)], mix(TERRACOTTA, GOLD, 0.45))
    scene.box(728, 840, 56, 40, mix(wall, PAPER, 0.2))
    scene.shape([(724, 842), (734, 822), (780, 822), (790, 842)], mix(TERRACOTTA, CORAL, 0.5))
    scene.box(604, 788, 34, 92, mix(wall, INK, 0.12))
    scene.box(624, 788, 14, 92, light)
    scene.shape([(598, 790), (621, 762), (644, 790)], mix(TERRACOTTA, INK, 0.15))
    for x, y in ((650, 832), (674, 832), (650, 856), (614, 802), (742, 852)):
        scene.box(x, y, 10, 13, (92, 78, 80))
    scene.box(674, 856, 12, 24, TEAL)
    scene.box(660, 778, 9, 18, wall)
    smoke = bend([(664, 774), (672, 744), (660, 716), (676, 684), (668, 650)])
    for index, puff in enumerate(smoke):
        scene.oval(*puff, 3 + index * 0.3, 4 + index * 0.25, (255, 246, 230), 0.16)
    bush(scene, 596, 884, 17)
    bush(scene, 800, 890, 22)
    bush(scene, 834, 900, 15)
    cypress(scene, 812, 888, 96, (40, 78, 72), (236, 190, 120))
