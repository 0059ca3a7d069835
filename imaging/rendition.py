"""The two versions of one picture, and the bound on what each may weigh."""

from dataclasses import dataclass

from imaging import errors
from imaging.errors import BadImage
from imaging.limits import MAX_STORED_BYTES


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture as it will be stored: the full version, its size, and the small version."""

    width: int
    height: int
    full: bytes
    small: bytes

    def __post_init__(self) -> None:
        if heavy(self.full) or heavy(self.small):
            raise BadImage(*errors.TOO_HEAVY)


def heavy(data: bytes) -> bool:
    """Whether a version weighs more than is stored."""
    return len(data) > MAX_STORED_BYTES
