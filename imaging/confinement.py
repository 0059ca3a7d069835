"""What a worker may use, set by itself before it reads a byte of what a stranger sent."""

import resource
import signal
import sys

from imaging.limits import WORKER_FILE_BYTES, WORKER_MEMORY


def confine(cpu_seconds: int, wall_seconds: int) -> None:
    """Bound memory, processor time, file sizes, files and processes; leave no core dump."""
    _bound(resource.RLIMIT_CPU, cpu_seconds, spare=1)
    _bound(resource.RLIMIT_FSIZE, WORKER_FILE_BYTES)
    _bound(resource.RLIMIT_NOFILE, 32)
    # A core dump would leave somebody's photograph on the disk.
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_NPROC, 0)
    if sys.platform == "linux":
        _bound(resource.RLIMIT_AS, WORKER_MEMORY)
    # In case whoever started this is gone and nobody is left to kill it.
    signal.alarm(wall_seconds)


def _bound(limit: int, value: int, spare: int = 0) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
        spare = min(spare, hard - value)
    resource.setrlimit(limit, (value, value + spare))
