"""Counting what is spent: in this process's memory, or in Redis, where all processes count together.

Redis may be slow or away at any time. Nobody waits for it longer than a moment, and nobody is refused or let through without
bounds for it: meanwhile each process counts for itself.
"""

import asyncio
import time
from weakref import WeakKeyDictionary

import structlog
from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter as SharedLimiter
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger("escale.redis")

PATIENCE = 0.25  # seconds that Redis may take
PAUSE = 4.0  # seconds without asking it, once it failed
SWEEP = 60.0  # seconds between two looks for what has run out


class Memory(Storage):
    """As the library's own, which looks through everything every hundredth of a second, in a thread that it starts for it."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}  # key -> how many, and until when they count
        self._swept = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        if now - self._swept > SWEEP:
            self._swept = now
            self._counts = {key: entry for key, entry in self._counts.items() if entry[1] > now}
        count, ends = self._counts.get(key, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + expiry
        count = max(0, count + amount)
        self._counts[key] = count, ends
        return count

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        size = len(self._counts)
        self._counts.clear()
        return size

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)


class Shared:
    """Counts in that Redis, apart from those of other installations that use it."""

    def __init__(self, url: str, installation: str) -> None:
        self._url, self._prefix = url, f"escale:{installation}:limits"
        self._resting = 0.0  # until then it is not asked
        self._away = False
        # By loop, for a connection belongs to one.
        self._storages: WeakKeyDictionary[asyncio.AbstractEventLoop, RedisStorage] = WeakKeyDictionary()

    async def hit(self, limit: RateLimitItem, *who: str, cost: int = 1) -> float | None:
        """When the count begins anew, if it is full; 0 if there was room. None while Redis does not answer."""
        if time.monotonic() < self._resting:
            return None
        if self._away:
            self._resting = time.monotonic() + PAUSE  # one asks whether it is back; the others go on without
        try:
            async with asyncio.timeout(PATIENCE):
                limiter = SharedLimiter(self._storage())
                hit = await limiter.hit(limit, *who, cost=cost)
                ends = 0.0 if hit else (await limiter.get_window_stats(limit, *who)).reset_time
        except (RedisError, OSError, TimeoutError) as broken:
            self._resting = time.monotonic() + PAUSE
            if not self._away:
                log.warning("redis is away; each process counts for itself", error=broken)
            self._away = True
            return None
        if self._away:
            log.info("redis counts again")
        self._away, self._resting = False, 0.0
        return ends

    def _storage(self) -> RedisStorage:
        loop = asyncio.get_running_loop()
        if loop not in self._storages:
            self._storages[loop] = RedisStorage(
                self._url.replace("unix://", "redis+unix://", 1),
                implementation="redispy",
                key_prefix=self._prefix,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
                retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
            )
        return self._storages[loop]

    async def close(self) -> None:
        """Let go of this loop's connection."""
        if storage := self._storages.pop(asyncio.get_running_loop(), None):
            await storage.bridge.get_connection().aclose()  # type: ignore[attr-defined]


class Counts:
    """Whichever there is."""

    def __init__(self, redis_url: str = "", installation: str = "") -> None:
        self.shared = Shared(redis_url, installation) if redis_url else None
        self._memory = Memory()
        self._limiter = FixedWindowRateLimiter(self._memory)

    async def hit(self, limit: RateLimitItem, *who: str, cost: int = 1, alone: bool = False) -> float:
        """Count one (or, with a cost of -1, one less); when the count begins anew, if it was full already, else 0.

        `alone`: without the other processes.
        """
        ends = await self.shared.hit(limit, *who, cost=cost) if self.shared and not alone else None
        if ends is not None:
            return ends
        return 0.0 if self._limiter.hit(limit, *who, cost=cost) else self._memory.get_expiry(limit.key_for(*who))

    async def close(self) -> None:
        """Let go of Redis, where it counts there."""
        if self.shared:
            await self.shared.close()
