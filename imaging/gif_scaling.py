"""Smaller GIFs: every frame painted, scaled, and brought back to one palette."""

from io import BytesIO
from typing import Any, Final

from PIL import Image

from imaging.colours import smooth
from imaging.sizes import bounded

_COLOURS: Final = 255
_TRANSPARENT: Final = 255
_SAMPLES: Final = 12
_SAMPLE_SIDE: Final = 240


def scaled_gif(data: bytes, longest: int) -> tuple[bytes, tuple[int, int]]:
    """Return a GIF that fits, and its size; it still moves when it did."""
    source = Image.open(BytesIO(data), formats=["GIF"])
    size = bounded(source.size, longest)
    count: int = getattr(source, "n_frames", 1)
    palette = _palette(source, count)
    frames: list[Image.Image] = []
    durations: list[int] = []
    transparent = False
    for index in range(count):
        source.seek(index)
        frame, holes = _indexed(smooth(source).resize(size, Image.Resampling.BOX), palette)
        transparent |= holes
        frames.append(frame)
        durations.append(source.info.get("duration", 0))
    options: dict[str, Any] = {"disposal": 1}
    if transparent:
        options = {"disposal": 2, "transparency": _TRANSPARENT}
    if "loop" in source.info:
        options["loop"] = source.info["loop"]
    out = BytesIO()
    frames[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        optimize=False,
        **options,
    )
    return out.getvalue(), size


def _palette(source: Image.Image, count: int) -> Image.Image:
    # One palette for all frames: what stands still must stay the same colour, or it flickers
    # and has to be stored again in every frame.
    chosen = sorted({index * (count - 1) // _SAMPLES for index in range(_SAMPLES + 1)})
    sheet = Image.new("RGB", (_SAMPLE_SIDE, _SAMPLE_SIDE * len(chosen)))
    for row, index in enumerate(chosen):
        source.seek(index)
        sample = source.convert("RGB").resize((_SAMPLE_SIDE, _SAMPLE_SIDE), Image.Resampling.NEAREST)
        sheet.paste(sample, (0, _SAMPLE_SIDE * row))
    return sheet.quantize(_COLOURS)


def _indexed(frame: Image.Image, palette: Image.Image) -> tuple[Image.Image, bool]:
    indexed = frame.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    if frame.mode != "RGBA":
        return indexed, False
    holes = frame.getchannel("A").point([255] * 128 + [0] * 128)
    indexed.paste(_TRANSPARENT, (0, 0), holes)
    return indexed, holes.getbbox() is not None
