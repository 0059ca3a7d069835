"""WebP pictures that move."""

from io import BytesIO

from PIL import Image

from imaging.colours import to_srgb
from imaging.containers import Bare
from imaging.limits import FULL_SIDE, SMALL_SIDE
from imaging.rendition import Rendition, heavy
from imaging.sizes import fitted
from imaging.stills import opened

# The encoder takes about a second for 12 million pixels, more than everything else together.
_ENCODED_PIXELS = 36_000_000


def render_animated_webp(found: Bare) -> Rendition:
    """Paint every frame and encode them anew; long animations keep the small size only."""
    frames, durations, loop = _painted(found, _longest_side(found))
    full = _encoded(frames, durations, loop)
    if max(frames[0].size) <= SMALL_SIDE:
        return Rendition(*frames[0].size, full, full)
    smaller = [fitted(frame, SMALL_SIDE) for frame in frames]
    small = _encoded(smaller, durations, loop)
    if heavy(full):
        return Rendition(*smaller[0].size, small, small)
    return Rendition(*frames[0].size, full, small)


def _longest_side(found: Bare) -> int:
    longest = max(found.width, found.height)
    pixels = found.width * found.height * found.frames
    if longest <= SMALL_SIDE or pixels > _ENCODED_PIXELS // 2:
        scale = min(1.0, (_ENCODED_PIXELS / pixels) ** 0.5)
        return max(1, min(SMALL_SIDE, int(longest * scale)))
    return FULL_SIDE


def _painted(found: Bare, longest: int) -> tuple[list[Image.Image], list[int], int]:
    source = opened(found, "WEBP")
    profile = source.info.get("icc_profile")
    frames: list[Image.Image] = []
    durations: list[int] = []
    for index in range(found.frames):
        source.seek(index)
        source.load()
        frame = to_srgb(fitted(source, longest), profile)
        frames.append(frame.copy() if frame is source else frame)
        durations.append(source.info["duration"])
    return frames, durations, source.info["loop"]


def _encoded(frames: list[Image.Image], durations: list[int], loop: int) -> bytes:
    out = BytesIO()
    frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=loop,
        background=(0, 0, 0, 0),
        quality=80,
        method=0,
    )
    return out.getvalue()
