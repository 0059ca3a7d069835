"""One picture, one process: bytes on stdin, two files in a folder, one line of JSON on stdout.

Started as `python -m imaging.worker FORMAT LENGTH FULL SMALL CPU_SECONDS WALL_SECONDS`.
"""

import json
import os
import sys
from pathlib import Path
from typing import cast

from imaging.confinement import confine
from imaging.errors import BadImage
from imaging.formats import ImageFormat
from imaging.rendering import render


def main(arguments: list[str]) -> int:
    """Do the work and report; a crash has no report, and that says it."""
    image_format, length, full, small, cpu_seconds, wall_seconds = arguments
    confine(int(cpu_seconds), int(wall_seconds))
    data = sys.stdin.buffer.read()
    if len(data) != int(length):
        # The server was cut off in the middle: nobody waits for an answer.
        return 1
    outcome = _outcome(data, cast(ImageFormat, image_format), Path(full), Path(small))
    sys.stdout.write(json.dumps(outcome) + "\n")
    return 0


def _outcome(data: bytes, image_format: ImageFormat, full: Path, small: Path) -> dict[str, object]:
    try:
        rendition = render(data, image_format)
    except BadImage as refusal:
        return {"code": refusal.code, "message": refusal.message}
    try:
        _store(full, rendition.full)
        _store(small, rendition.small)
        _sync(full.parent)
    except OSError as failure:
        full.unlink(missing_ok=True)
        small.unlink(missing_ok=True)
        return {"failure": f"{type(failure).__name__}: {failure.strerror}"}
    return {
        "width": rendition.width,
        "height": rendition.height,
        "size": len(rendition.full),
        "small_size": len(rendition.small),
    }


def _store(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
