"""Memory of large blocks goes back to the system when they are freed.

glibc gives a block of 128 KiB or more pages of its own, until the first of them is freed: from then on it takes those of up to
32 MiB from heaps that every thread has one of, where whatever small thing comes to lie behind a photograph of 14 MB keeps all of
its pages. After a burst of them a server held hundreds of megabytes that it did not use, and would not give back.
"""

import ctypes
import sys

LARGE = 128 * 1024  # bytes; as glibc begins
M_MMAP_THRESHOLD = -3  # malloc.h; once it is set it stays what it is


def install() -> None:
    """For this process. Elsewhere than with glibc nothing is to be done: musl and macOS give large blocks back."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)
