"""The server's side: a picture is handed to a worker process, and only its report comes back."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from imaging import errors
from imaging.errors import BadImage
from imaging.formats import EXTENSIONS, ImageFormat, content_type, named, sniff
from imaging.limits import MAX_BYTES, WALL_SECONDS
from imaging.places import place
from imaging.processes import run
from imaging.reports import Job


@dataclass(frozen=True, slots=True)
class ProcessedImage:
    """A picture that is clean and on the disk, in two files that nobody else knows of yet."""

    content_type: str
    extension: str
    width: int
    height: int
    full: Path
    small: Path
    size: int
    small_size: int


async def process(data: bytes, declared: str, folder: Path, *, patience: float = WALL_SECONDS) -> ProcessedImage:
    """Verify, clean and store a picture in `folder`, under new names.

    Raises `BadImage` when the picture is at fault and `ImagingUnavailable` when it is not; then,
    and when cancelled, no process and no file is left.
    """
    image_format = _accepted(data, declared)
    full, small = _new_names(folder, EXTENSIONS[image_format])
    async with place():
        report = await run(Job(data, image_format, full, small), patience)
    return ProcessedImage(
        content_type(image_format),
        EXTENSIONS[image_format],
        report.width,
        report.height,
        full,
        small,
        report.size,
        report.small_size,
    )


def _accepted(data: bytes, declared: str) -> ImageFormat:
    image_format = named(declared)
    if image_format is None:
        raise BadImage(*errors.NOT_ALLOWED)
    if len(data) > MAX_BYTES:
        raise BadImage(*errors.TOO_HEAVY)
    found = sniff(data)
    if found is None:
        raise BadImage(*errors.NOT_AN_IMAGE)
    if found != image_format:
        raise BadImage(*errors.MISNAMED)
    return image_format


def _new_names(folder: Path, extension: str) -> tuple[Path, Path]:
    stem = secrets.token_hex(16)
    folder = folder.absolute()
    return folder / f"{stem}.{extension}", folder / f"{stem}-small.{extension}"
