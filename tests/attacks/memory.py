"""How much memory a process holds, or came to hold at the most."""

import gc
import re
from pathlib import Path


class Growth:
    """Bytes above what was held when this was made, at the worst moment since."""

    def __init__(self) -> None:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")  # the kernel forgets the former worst moment
        self._before = held("VmRSS")

    @property
    def most(self) -> int:
        return held("VmHWM") - self._before


def held(which: str, pid: object = "self") -> int:
    found = re.search(rf"^{which}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) * 1024
