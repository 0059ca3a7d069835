"""How far measured figures carry: pure sums, with what is assumed about people and prices in one place."""

from dataclasses import dataclass, fields

from benchmarks.results import Results, written
from benchmarks.rounds import OURS
from benchmarks.steps import Table


@dataclass(frozen=True, slots=True)
class Assumed:
    """Not measured: change these to your people and prices, and run `python -m benchmarks.scale` again."""

    used: float = 0.6  # of what was measured, at the most, so that a burst and a lost machine find room
    a_day: float = 20  # messages that someone writes on a day on which they write
    busiest_hour: float = 0.12  # of a day's messages
    connected: float = 0.15  # of a day's people, in the busiest moment
    cores: int = 16  # of one machine
    memory: float = 4.0  # GB with each core
    core_price: float = 15.0  # euros a month for a core with 4 GB of memory
    disk_price: float = 0.10  # euros a month and GB
    kept_months: int = 24  # of messages


WORDS = {
    "used": "share of the measured capacity that is planned with",
    "a_day": "messages that a person writes on a day on which they write",
    "busiest_hour": "share of a day's messages in its busiest hour",
    "connected": "share of a day's people who are connected in the busiest moment",
    "cores": "cores of one machine",
    "memory": "GB of memory with each core",
    "core_price": "euros a month for a core with 4 GB of memory",
    "disk_price": "euros a month for a GB of disk",
    "kept_months": "months of messages that are kept",
}

HEADS = (
    *("", "messages/s", "messages a day", "people a day", "connected at once", "memory for them", "all back after a restart in"),
    *("disk for messages", "euros a month"),
)
GROWING = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured: milliseconds of CPU a message, by whom, and bytes."""

    server: float
    crossing: float  # more, for a message that another process hears
    database: float
    redis: float
    connection_kb: float
    connections: float  # a second that one core takes in
    message_bytes: float
    peak: float  # messages a second of one core


def costs(results: Results) -> Costs:
    """Raises: KeyError for a figure that no run has brought yet."""

    def middle(name: str) -> float:
        return results.series(name).middle

    alone, together = middle("two.one.cpu_ms_per_message"), middle("two.cpu_ms_per_message")
    return Costs(
        server=middle(f"{OURS}.cpu_ms_per_message"),
        crossing=max(together - alone, 0.0),
        database=middle(f"{OURS}.database_ms_per_message"),
        redis=middle("two.redis_ms_per_message"),
        connection_kb=middle(f"{OURS}.kb_per_connection"),
        connections=middle(f"{OURS}.connections_per_s"),
        message_bytes=middle("large.bytes_per_message"),
        peak=middle(f"{OURS}.messages_per_s"),
    )


def assumptions(assumed: Assumed) -> Table:
    """What is assumed, in words."""
    return ("assumed", ""), [(WORDS[one.name], f"{getattr(assumed, one.name):g}") for one in fields(assumed)]


def measured(found: Costs) -> Table:
    """What is not: the figures that everything else is summed from."""
    return ("measured", ""), [
        ("server's CPU a message", f"{found.server:.3f} ms"),
        ("more for both servers when another process is to hear it", f"{found.crossing:.3f} ms"),
        ("PostgreSQL's CPU a message", f"{found.database:.3f} ms"),
        ("Redis's CPU a message, two processes", f"{found.redis:.4f} ms"),
        ("memory of an idle connection", f"{found.connection_kb:.1f} KB"),
        ("connections a second that one core takes in", written(found.connections)),
        ("a message on the disk, indexes included", f"{found.message_bytes:.0f} bytes"),
    ]


def reach(found: Costs, assumed: Assumed) -> Table:
    """One of each, by itself: what its core carries in messages, or, where people connect to it, its memory in connections."""
    machine, processes = one_machine(found, assumed)
    return HEADS, [
        carried("one core that serves", found.peak, 1, 1, found, assumed),
        carried(f"one machine, {processes} of its cores serving", machine, assumed.cores, processes, found, assumed),
        carried("one core of PostgreSQL", 1000 / found.database, 1, 0, found, assumed),
        carried(
            f"one PostgreSQL of {assumed.cores} cores", assumed.cores * 1000 / found.database, assumed.cores, 0, found, assumed
        ),
        carried("one Redis (one core), two processes", 1000 / max(found.redis, 1e-6), 1, 0, found, assumed),
    ]


def carried(name: str, rate: float, cores: int, serving: int, found: Costs, assumed: Assumed) -> tuple[str, ...]:
    """A row: how many people that rate serves, or fewer where memory ends first, and what they cost."""
    people = rate * assumed.used * 3600 / assumed.busiest_hour / assumed.a_day
    bound = serving and people * assumed.connected > room(cores, found, assumed)
    if bound:
        people = room(cores, found, assumed) / assumed.connected
    daily, connected = people * assumed.a_day, people * assumed.connected
    disk = daily * 30 * assumed.kept_months * found.message_bytes / 1e9
    return (
        name,
        written(rate, 0),
        written(daily, 0),
        written(people, 0) + (" (memory ends it)" if bound else ""),
        written(connected, 0),
        f"{connected * found.connection_kb / 2**20:,.1f} GB" if serving else "",
        f"{connected / (found.connections * serving) / 60:,.1f} min" if serving else "",
        f"{disk:,.0f} GB",
        written(cores * assumed.core_price + disk * assumed.disk_price, 0),
    )


def room(cores: int, found: Costs, assumed: Assumed) -> float:
    """Connections that the planned share of the memory of so many cores holds."""
    return cores * assumed.memory * assumed.used * 2**20 / found.connection_kb


def one_machine(found: Costs, assumed: Assumed) -> tuple[float, int]:
    """Messages a second of a machine whose cores all work, and the processes that serve them best."""
    best = (0.0, 1)
    for processes in range(1, assumed.cores):
        serving = rate_of(found, processes, everyone=True)
        rest = 1000 * (assumed.cores - processes) / (found.database + found.redis * max(processes - 1, 0))
        best = max(best, (min(serving, rest), processes))
    return best


def rate_of(found: Costs, processes: int, *, everyone: bool) -> float:
    """Messages a second of so many processes on a core each, when everyone hears each message, or the one that it concerns.

    With two, half of the conversations cross; what crossing costs was measured so, with everyone hearing.
    """
    hearing = processes - 1 if everyone else 1 - 1 / processes
    return processes * 1000 / (found.server + found.crossing * hearing)


def channels(found: Costs) -> Table:
    """What gives first when processes are added."""
    return (
        "processes",
        "messages/s, one channel that all hear",
        "each, of what one alone does",
        "messages/s, a channel a process",
        "each",
    ), [
        (
            f"{n}",
            written(rate_of(found, n, everyone=True), 0),
            f"{share(found, n, everyone=True) * 100:.0f} %",
            written(rate_of(found, n, everyone=False), 0),
            f"{share(found, n, everyone=False) * 100:.0f} %",
        )
        for n in GROWING
    ]


def share(found: Costs, processes: int, *, everyone: bool) -> float:
    """What each of so many processes does, of what one does alone."""
    return rate_of(found, processes, everyone=everyone) / processes / rate_of(found, 1, everyone=everyone)


def first(found: Costs, assumed: Assumed) -> Table:
    """Limits in the order in which they come, as messages a second."""
    machine, processes = one_machine(found, assumed)
    doubling = next((n for n in range(1, 1000) if share(found, n, everyone=True) < 0.5), 1000)
    limits = [
        (found.peak, "one process: its core"),
        (machine, f"one machine: its {assumed.cores} cores, {processes} of them serving"),
        (
            rate_of(found, doubling, everyone=True),
            f"one channel: at {doubling} processes each does half of what it did alone, for it hears all the others",
        ),
        (assumed.cores * 1000 / found.database, f"one PostgreSQL: its {assumed.cores} cores"),
    ]
    return ("messages/s", "what gives"), [(written(rate, 0), what) for rate, what in sorted(limits)]
