"""What goes to a worker and what comes back, and whose fault it is when nothing good does."""

import json
import signal
from dataclasses import dataclass
from pathlib import Path

from imaging import errors
from imaging.errors import BadImage, ImagingUnavailable
from imaging.formats import ImageFormat


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is given, and the two files that it may leave."""

    data: bytes
    image_format: ImageFormat
    full: Path
    small: Path


@dataclass(frozen=True, slots=True)
class Report:
    """The size in pixels, and the weight of both files."""

    width: int
    height: int
    size: int
    small_size: int


def understood(line: bytes, exit_code: int) -> Report:
    """Read a worker's one line, or tell from its end what happened."""
    if exit_code == -signal.SIGXCPU:
        raise BadImage(*errors.TOO_SLOW)
    if exit_code:
        raise ImagingUnavailable(f"the worker ended with {exit_code}")
    try:
        answer = json.loads(line)
        if "code" in answer:
            raise BadImage(answer["code"], answer["message"])
        if "failure" in answer:
            raise ImagingUnavailable(answer["failure"])
        return Report(**answer)
    except (ValueError, TypeError, KeyError):
        raise ImagingUnavailable("the worker's answer makes no sense") from None
