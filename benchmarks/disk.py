"""What the disk alone takes for what every acknowledgement waits for: a page written to a file, and synced."""

import os
import tempfile
import time

SYNCS, PAGE, FILE = 400, 8192, 16 * 2**20  # as PostgreSQL's log is written: pages of a file that is there already


def syncs() -> tuple[float, float]:
    """The median and the 99th percentile of many syncs of one page (fdatasync), in milliseconds."""
    taken = []
    with tempfile.TemporaryFile() as file:
        file.write(bytes(FILE))
        file.flush()
        os.fsync(file.fileno())
        for number in range(SYNCS):
            os.pwrite(file.fileno(), os.urandom(PAGE), number * PAGE)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return taken[SYNCS // 2], taken[SYNCS * 99 // 100]
