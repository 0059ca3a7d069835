"""Good and hostile pictures, made on the spot."""

import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw

SECRET = b"48.8584N-2.2945E"


def drawing(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ, so that every turn shows."""
    image = Image.new("RGB", (width, height), (240, 236, 220))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=(200, 30, 30))
    draw.rectangle((width // 2, 0, width, height // 2), fill=(30, 160, 60))
    draw.rectangle((0, height // 2, width // 2, height), fill=(30, 60, 200))
    return image.convert(mode)


def chance(seed: int) -> random.Random:
    return random.Random(seed)


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """A picture that nothing compresses."""
    return Image.frombytes("RGB", (width, height), chance(seed).randbytes(width * height * 3))


def photo(width: int, height: int) -> Image.Image:
    """Something as smooth and as grainy as a photograph."""
    grain, tile = Image.new("RGB", (width, height)), noise(256, 256)
    for x in range(0, width, 256):
        for y in range(0, height, 256):
            grain.paste(tile, (x, y))
    return Image.blend(drawing(width, height), grain, 0.15)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animated(kind: str, count: int, width: int = 40, height: int = 30, **options: Any) -> bytes:
    """A square that wanders from frame to frame."""
    frames = []
    for index in range(count):
        frame = drawing(width, height)
        ImageDraw.Draw(frame).rectangle((index % width, 5, index % width + 6, 11), fill=(index % 256, 99, 7))
        frames.append(frame)
    options = {"duration": 40, "loop": 0} | options
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def each_frame(data: bytes, look: Callable[[Image.Image], Any]) -> list[Any]:
    image = Image.open(BytesIO(data))
    found = []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        image.load()
        found.append(look(image))
    return found


def exif(orientation: int = 1) -> bytes:
    """EXIF with a place, an orientation and room for a thumbnail, as telephones write it."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Telephone " + SECRET.decode()
    tags.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 29: SECRET.decode()})
    return tags.tobytes() + b"thumbnail " + SECRET + saved(drawing(16, 12), "JPEG")


def foreign_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def swapped_profile() -> bytes:
    """An RGB profile in which red and green have changed places: applying it shows."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.find(b"rXYZ"), profile.find(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + body + png_chunk(b"IEND", b"")


def png_with(data: bytes, *chunks: bytes) -> bytes:
    """The same PNG with more chunks behind its head."""
    return data[:33] + b"".join(chunks) + data[33:]


def jpeg_with(data: bytes, *segments: tuple[int, bytes]) -> bytes:
    """The same JPEG with more segments behind its start."""
    packed = (struct.pack(">BBH", 0xFF, code, len(body) + 2) + body for code, body in segments)
    return data[:2] + b"".join(packed) + data[2:]


def webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp_with(data: bytes, *chunks: bytes) -> bytes:
    """The same WebP with more chunks at its end, announced as part of it."""
    content = data[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def gif_with_comment(data: bytes, text: bytes) -> bytes:
    """The same GIF with a comment and a foreign extension before its end."""
    comment = b"\x21\xfe" + bytes([len(text)]) + text + b"\0"
    foreign = b"\x21\xff\x0bXMP DataXMP" + bytes([len(text)]) + text + b"\0"
    return data[:-1] + comment + foreign + b";"
