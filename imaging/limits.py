"""How much one picture may cost."""

from typing import Final

MAX_BYTES: Final = 10 * 1024 * 1024  # contract, `attachment`
MAX_PIXELS: Final = 40_000_000
MAX_FRAMES: Final = 200
# Canvas times frames: what a viewer's device has to paint for one turn of an animation.
MAX_ANIMATION_PIXELS: Final = 120_000_000
# A file of ten million empty segments, or of a thousand scans, is slow to read and no picture.
MAX_PARTS: Final = 65_536
MAX_SCANS: Final = 100

FULL_SIDE: Final = 4096
SMALL_SIDE: Final = 800
# A strip, such as the picture of a long page, may be longer while its other side would become narrower than this, or nobody could
# read it; up to a longest side that every format and browser knows. static/js/lighter.js says the same of the full one.
FULL_STRIP: Final = (1080, 15_000)
SMALL_STRIP: Final = (400, 6000)
# Re-encoding can make a file grow: noise drawn small and stored without loss.
MAX_STORED_BYTES: Final = 12 * 1024 * 1024

WORKERS_AT_ONCE: Final = 2
# Each one that waits holds its bytes in memory.
MAX_WAITING: Final = 32

WALL_SECONDS: Final = 10.0
WORKER_MEMORY: Final = 1024 * 1024 * 1024
WORKER_FILE_BYTES: Final = 2 * MAX_STORED_BYTES
