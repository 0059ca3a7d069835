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
# Re-encoding can make a file grow: noise drawn small and stored without loss.
MAX_STORED_BYTES: Final = 12 * 1024 * 1024

WORKERS_AT_ONCE: Final = 2
# Each one that waits holds its bytes in memory.
MAX_WAITING: Final = 32

WALL_SECONDS: Final = 10.0
WORKER_MEMORY: Final = 1024 * 1024 * 1024
WORKER_FILE_BYTES: Final = 2 * MAX_STORED_BYTES
