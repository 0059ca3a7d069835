"""What is left of a file when only the picture is kept."""

from dataclasses import dataclass

from imaging import errors
from imaging.errors import BadImage
from imaging.limits import MAX_ANIMATION_PIXELS, MAX_FRAMES, MAX_PIXELS


@dataclass(frozen=True, slots=True)
class Bare:
    """A file without anything that does not paint, and what its head says of it."""

    data: bytes
    width: int
    height: int
    frames: int = 1
    exif: bytes = b""

    def check(self) -> None:
        """Refuse what would cost too much, going by the head alone: no pixel exists yet."""
        pixels = self.width * self.height
        if not pixels or not self.frames:
            raise BadImage(*errors.UNREADABLE)
        if pixels > MAX_PIXELS:
            raise BadImage(*errors.TOO_LARGE)
        if self.frames > MAX_FRAMES:
            raise BadImage(*errors.TOO_LONG)
        if self.frames > 1 and pixels * self.frames > MAX_ANIMATION_PIXELS:
            raise BadImage(*errors.ANIMATION_TOO_LARGE)


def torn() -> BadImage:
    """The error for a file that ends too early or contradicts itself."""
    return BadImage(*errors.UNREADABLE)
