"""Colours, strokes and shapes that both postcards are painted with."""

import itertools
import math
from collections.abc import Iterable, Sequence
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
# Drawn twice as large: edges come out soft, and thin strokes survive.
SCALE: Final = 2
MARGIN: Final = 44
PAPER: Final = (250, 246, 238)
INK: Final = (26, 38, 50)
DEEP: Final = (19, 50, 56)
TEAL: Final = (43, 88, 94)
TERRACOTTA: Final = (166, 68, 42)
CORAL: Final = (222, 122, 92)
APRICOT: Final = (246, 178, 130)
GOLD: Final = (255, 212, 140)
CREAM: Final = (255, 236, 204)
MAUVE: Final = (138, 110, 126)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two others."""
    share = max(0.0, min(1.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Scene:
    """A sheet with a brush, in coordinates of the finished picture."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.random = Random(seed)  # noqa: S311 - the same picture every time
        self.sheet = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
        self.brush = ImageDraw.Draw(self.sheet, "RGBA")

    def shape(self, points: Iterable[Point], colour: Colour, strength: float = 1.0) -> None:
        self.brush.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=(*colour, round(255 * strength)))

    def box(self, left: float, top: float, width: float, height: float, colour: Colour, strength: float = 1.0) -> None:
        right, bottom = left + width, top + height
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], colour, strength)

    def oval(self, x: float, y: float, across: float, up: float, colour: Colour, strength: float = 1.0) -> None:
        box = [(x - across) * SCALE, (y - up) * SCALE, (x + across) * SCALE, (y + up) * SCALE]
        self.brush.ellipse(box, fill=(*colour, round(255 * strength)))

    def stroke(self, points: Sequence[Point], colour: Colour, width: float, strength: float = 1.0) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        fill = (*colour, round(255 * strength))
        self.brush.line(scaled, fill=fill, width=max(1, round(width * SCALE)), joint="curve")

    def leaf(self, x: float, y: float, long: float, lean: float, colour: Colour, strength: float = 1.0) -> None:
        """A small pointed stroke, as of a brush that is pressed and lifted."""
        along, across = (math.cos(lean) * long, math.sin(lean) * long), long * 0.3
        side = (-math.sin(lean) * across, math.cos(lean) * across)
        tip, end = (x + along[0], y + along[1]), (x - along[0], y - along[1])
        self.shape([tip, (x + side[0], y + side[1]), end, (x - side[0], y - side[1])], colour, strength)

    def wash(self, top: int, bottom: int, stops: Sequence[tuple[float, Colour]]) -> None:
        """Fill a band with colours that flow into each other from top to bottom."""
        height = (bottom - top) * SCALE
        self.sheet.paste(ramp(height, stops).resize((self.sheet.width, height)), (0, top * SCALE))

    def glow(self, x: float, y: float, reach: float, colour: Colour, strength: float) -> None:
        """Light in the air around a point."""
        size = round(reach * 2 * SCALE)
        light = ImageChops.invert(Image.radial_gradient("L")).point([round((v / 255) ** 2 * 255 * strength) for v in range(256)])
        corner = (round((x - reach) * SCALE), round((y - reach) * SCALE))
        self.sheet.paste(colour, corner, light.resize((size, size), Image.Resampling.BILINEAR))

    def postcard(self) -> bytes:
        """The picture at its own size, with the grain of paint, and a margin of paper."""
        picture = self.sheet.reduce(SCALE)
        picture = ImageChops.soft_light(picture, self._texture(picture.size, (22, 4), 19))
        picture = ImageChops.soft_light(picture, self._texture(picture.size, (5, 9), 13))
        card = Image.new("RGB", picture.size, PAPER)
        window = Image.new("L", picture.size, 0)
        inner = (MARGIN, MARGIN, picture.width - MARGIN, picture.height - MARGIN)
        ImageDraw.Draw(window).rounded_rectangle(inner, 10, fill=255)
        card.paste(picture, (0, 0), window.filter(ImageFilter.GaussianBlur(0.8)))
        out = BytesIO()
        card.save(out, "JPEG", quality=88, progressive=True)
        return out.getvalue()

    def _texture(self, size: tuple[int, int], grain: tuple[int, int], strength: int) -> Image.Image:
        across, down = size[0] // grain[0] + 1, size[1] // grain[1] + 1
        noise = Image.frombytes("L", (across, down), self.random.randbytes(across * down))
        noise = noise.point([round(128 + (v - 127.5) / 127.5 * strength) for v in range(256)])
        return noise.resize(size, Image.Resampling.BICUBIC).convert("RGB")


def bend(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A soft line through all the points."""
    ends = [points[0], *points, points[-1]]
    line: list[Point] = []
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            line.append(
                (
                    between(before[0], start[0], end[0], after[0], t),
                    between(before[1], start[1], end[1], after[1], t),
                )
            )
    return [*line, points[-1]]


def between(before: float, start: float, end: float, after: float, t: float) -> float:
    slope = 2 * before - 5 * start + 4 * end - after
    turn = 3 * start - before - 3 * end + after
    return start + 0.5 * t * (end - before + t * (slope + t * turn))


def ramp(height: int, stops: Sequence[tuple[float, Colour]]) -> Image.Image:
    """A column of colours that flow into each other."""
    column = Image.new("RGB", (1, height))
    colours: list[Colour] = []
    for row in range(height):
        at = row / max(1, height - 1)
        after = next((i for i, (place, _) in enumerate(stops) if place >= at), len(stops) - 1)
        (start, one), (end, other) = stops[max(0, after - 1)], stops[after]
        colours.append(mix(one, other, (at - start) / (end - start) if end > start else 1.0))
    column.putdata(colours)
    return column


WATERLINE: Final = 690
SUN: Final = (1062, 556)


def mountain_ridge(scene: Scene, start: float, end: float, base: float, height: float, rough: float) -> list[Point]:
    waves = [(scene.random.uniform(0.6, 1.4) * k, scene.random.uniform(0, 6.3), 1 / k) for k in (1, 2, 3, 5, 9, 17)]
    points = []
    steps = 120
    for step in range(steps + 1):
        at = step / steps
        bulge = math.sin(math.pi * at) ** 0.7
        wave = sum(math.sin(at * 6.3 * speed + phase) * size for speed, phase, size in waves)
        points.append((start + (end - start) * at, base - height * bulge * (0.75 + 0.12 * wave * rough)))
    return points


def cypress(scene: Scene, x: float, foot: float, tall: float, dark: Colour, light: Colour) -> None:
    wide = tall * 0.13
    outline = [(0.3, 0.0), (0.8, 0.05), (1.0, 0.22), (0.9, 0.46), (0.62, 0.72), (0.3, 0.9), (0.0, 1.03)]
    left = [(x - wide * w * scene.random.uniform(0.92, 1.08), foot - tall * h) for w, h in outline]
    right = [(x + wide * w * scene.random.uniform(0.92, 1.08), foot - tall * h) for w, h in outline]
    scene.shape([*bend(left, 4), *reversed(bend(right, 4))], dark)
    for _ in range(round(14 + tall * 0.9)):
        h, a = scene.random.uniform(0.03, 0.95), scene.random.uniform(-1, 1)
        reach = wide * next(
            w + (v - w) * (h - low) / (high - low) for (w, low), (v, high) in itertools.pairwise(outline) if h <= high
        )
        sunny = max(0.0, a - 0.1 + scene.random.uniform(-0.35, 0.2))
        colour = mix(mix(dark, INK, 0.35 * scene.random.random()), light, min(0.72, sunny * 0.95))
        long = (3 + tall * 0.022) * scene.random.uniform(0.7, 1.3)
        scene.leaf(x + a * reach * 0.92, foot - tall * h, long, -1.57 + a * 0.3, colour, 0.8)


def gulls(scene: Scene, birds: Sequence[tuple[float, float, float]]) -> None:
    for x, y, size in birds:
        left = [(x - size * 2.2, y - size * 0.3), (x - size * 1.3, y - size * 0.95), (x - size * 0.5, y - size * 0.6), (x, y)]
        right = [(x, y), (x + size * 0.5, y - size * 0.7), (x + size * 1.3, y - size * 1.05), (x + size * 2.2, y - size * 0.5)]
        for wing in (left, right):
            under = [(px, py + size * 0.22 * (1 - abs(px - x) / (size * 2.2))) for px, py in wing]
            scene.shape([*bend(wing), *reversed(bend(under))], mix(PAPER, MAUVE, 0.1))
            scene.stroke(bend(wing), PAPER, max(1.2, size * 0.13))


def bush(scene: Scene, x: float, y: float, size: float) -> None:
    scene.oval(x, y, size, size * 0.75, (62, 92, 76))
    for _ in range(14):
        at = (x + scene.random.uniform(-0.5, 0.7) * size, y + scene.random.uniform(-0.6, 0.2) * size)
        scene.oval(*at, size * 0.22, size * 0.16, mix((96, 120, 84), (232, 196, 122), scene.random.random()), 0.6)
