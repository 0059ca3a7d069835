"""How long, how many, how large: every size of a run."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Plan:
    rounds: int
    warm_up: float  # seconds before anything counts
    rewarm: float  # the same on a server that is warm from what went before
    measured: float  # seconds that count
    conversations: int  # of the message load, two people each
    in_flight: int  # messages under way per sender: enough to keep the server busy
    idle: int  # connections
    loads: tuple[int, ...]  # messages a second offered, for the picture
    swept: float  # seconds that count at each of these
    sweeps: int  # rounds in which the picture's loads are run
    small: int  # messages in the small history
    large: int  # and in the large one
    requests: int  # of each kind, in each history and round
    starts: int
    photos: int  # bytes of a photo
    slice: float  # of a core that each process may use where two of them share cores with the rest

    @property
    def people(self) -> int:
        """People in the database: everyone who is connected has a log-in of their own."""
        return max(self.idle, 2 * self.conversations)

    def rewarmed(self, measured: float | None = None) -> "Plan":
        """On a server that is warm."""
        return replace(self, warm_up=self.rewarm, measured=measured or self.measured)


FULL = Plan(
    rounds=4,
    warm_up=6,
    rewarm=2,
    measured=8,
    conversations=100,
    in_flight=4,
    idle=2000,
    loads=(250, 500, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 10_000, 12_000),
    swept=5,
    sweeps=2,
    small=10_000,
    large=10_000_000,
    requests=300,
    starts=5,
    photos=10 * 2**20,
    slice=0.35,
)

QUICK = Plan(
    rounds=1,
    warm_up=0.5,
    rewarm=0.5,
    measured=1,
    conversations=20,
    in_flight=4,
    idle=100,
    loads=(250, 1000, 4000),
    swept=1,
    sweeps=1,
    small=10_000,
    large=100_000,
    requests=20,
    starts=1,
    photos=10 * 2**20,
    slice=0.35,
)
