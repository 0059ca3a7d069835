"""A share of a core for a process, held by the kernel: so that two servers can be compared with one although they share cores."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.machine import Lacking
from benchmarks.processes import family

V1, V2 = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
PERIOD = 10_000  # microseconds


@contextlib.contextmanager
def held(pid: int, share: float) -> Iterator[None]:
    """That process and its children get at most this share of a core until the block ends.

    Raises: Lacking without the right to say so.
    """
    first = V1 if V1.is_dir() else V2
    group = first / f"escale-bench-{pid}"
    with contextlib.suppress(OSError):
        (V2 / "cgroup.subtree_control").write_text("+cpu")
    try:
        group.mkdir()
        if first == V1:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(int(PERIOD * share)))
        else:
            (group / "cpu.max").write_text(f"{int(PERIOD * share)} {PERIOD}")
        for one in family(pid):
            (group / "cgroup.procs").write_text(str(one))
    except OSError as refused:
        with contextlib.suppress(OSError):
            group.rmdir()
        raise Lacking(f"two servers on the cores of everything else: cgroups can't be written ({refused})") from None
    try:
        yield
    finally:
        for left in (group / "cgroup.procs").read_text().split():
            with contextlib.suppress(OSError):
                (first / "cgroup.procs").write_text(left)
        with contextlib.suppress(OSError):
            group.rmdir()
