"""PNG and WebP pictures that move."""

from io import BytesIO
from typing import Any, Final

from PIL import Image

from imaging.colours import plain, smooth, to_srgb
from imaging.containers import Bare
from imaging.containers.bare import torn
from imaging.limits import FULL_SIDE, SMALL_SIDE
from imaging.orientation import turn_for
from imaging.rendition import Rendition, heavy
from imaging.sizes import fitted
from imaging.stills import opened

# The encoder of WebP takes about a second for 12 million pixels, more than everything else together.
_ENCODED_PIXELS = 36_000_000

_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "PNG": {"compress_level": 5},
    "WEBP": {"background": (0, 0, 0, 0), "quality": 80, "method": 0},
}


def render_frames(found: Bare, kind: str) -> Rendition:
    """Paint every frame and encode them anew; long animations keep the small size only."""
    frames, how = _painted(found, kind, _longest_side(found))
    full = _encoded(frames, kind, how)
    if max(frames[0].size) <= SMALL_SIDE:
        return Rendition(*frames[0].size, full, full)
    smaller = [fitted(frame, SMALL_SIDE) for frame in frames]
    small = _encoded(smaller, kind, how)
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


def _painted(found: Bare, kind: str, longest: int) -> tuple[list[Image.Image], dict[str, Any]]:
    """All frames, and how they follow each other."""
    source = opened(found, kind)
    profile = source.info.get("icc_profile")
    turn = turn_for(found.exif) if kind == "PNG" else None  # browsers turn no WebP that moves
    first = 1 if source.info.get("default_image") else 0  # of a PNG whose still picture is none of its frames
    if getattr(source, "n_frames", 1) != first + found.frames:
        raise torn()
    frames: list[Image.Image] = []
    durations: list[int] = []
    for index in range(first, first + found.frames):
        source.seek(index)
        source.load()
        frame = to_srgb(fitted(smooth(plain(source)), longest), profile)  # palettes differ from frame to frame
        if turn is not None:
            frame = frame.transpose(turn)
        frames.append(frame.copy() if frame is source else frame)
        durations.append(round(source.info["duration"]))
    if len({frame.mode for frame in frames}) > 1:
        frames = [frame.convert("RGBA") for frame in frames]
    return frames, {"duration": durations, "loop": source.info["loop"]}


def _encoded(frames: list[Image.Image], kind: str, how: dict[str, Any]) -> bytes:
    for frame in frames:
        frame.info = {}
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], **how, **_OPTIONS[kind])
    return out.getvalue()
