"""`/metrics` for Prometheus, on an address of its own: what `figures` has, how full the queues are, and what is out of reach.

A thread of the library's answers. It reads plain numbers, and asks the event loop one question: does it turn, and does the
database answer it?
"""

import asyncio
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from datetime import UTC, datetime
from time import CLOCK_BOOTTIME, clock_gettime, perf_counter, time

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

import figures
from actions.message_writer import writer
from figures import Histogram
from imaging import places
from models import WebhookState, database
from observing import address
from settings import ROOT, Settings
from wire import broadcast, connections, doorway, draining, streams
from wire.managers import RedisManager

PATIENCE = 1.0  # seconds that a scrape waits for the event loop and the database

GAUGES: dict[str, tuple[str, Callable[[], float]]] = {
    "sockets": ("Sockets of people who are logged in", lambda: len(connections.every())),
    "strangers": ("Connections that have not shown who they are", doorway.waiting),
    "streams": ("Pages without scripts that receive a conversation", lambda: len(streams.every())),
    "writer_waiting": ("Messages that wait for their commit", lambda: len(writer.waiting)),
    "writer_committed": ("Committed messages that wait to be announced", lambda: len(writer.committed)),
    "images_in_hand": ("Images that are made anew, or wait for it", places.people),
    "going_down": ("1 from SIGTERM on", draining.going_down),
}

TOTALS = {
    "messages": "Messages stored, by this process",
    "commits_failed": "Commits that failed: their senders were told to try again",
    "sockets_opened": "Sockets that were let in",
    "catch_ups": "Sockets that came back and asked for what they had missed",
    "gaps": "Times that a room was told from the database what Redis had not carried",
    "images": "Images stored",
    "images_failed": "Images that could not be stored, or read, for want of their place",
    "redis_returns": "Times that Redis came back",
}

HISTOGRAMS = {
    "commit_seconds": ("How long a commit took", figures.commit_seconds),
    "commit_rows": ("How many messages went together into a commit", figures.commit_rows),
    "acknowledgement_seconds": ("From taking a message to its acknowledgement", figures.acknowledgement_seconds),
    "image_seconds": ("How long it took to make an image anew, the wait for a worker included", figures.image_seconds),
}


Backlog = tuple[int, float]  # messages that wait for the receiver of webhooks, and the seconds since the oldest was written


class EscaleCollector(Collector):
    """What Escale says of itself at this moment."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        self.settings, self.loop = settings, loop
        self.question: Future[Backlog | None] | None = None

    def collect(self) -> Iterable[Metric]:
        info = {"version": version(), "process": self.settings.instance, "database": self.settings.database_url.split(":")[0]}
        yield labelled(GaugeMetricFamily("escale_info", "Which Escale this is", labels=list(info)), {tuple(info.values()): 1})
        lag, database_up, backlog = self.ask()
        yield GaugeMetricFamily("escale_loop_lag_seconds", "How long the event loop took to begin something", lag)
        yield GaugeMetricFamily("escale_database_up", "Whether the database answers", database_up)
        yield from redis()
        if backlog is not None:
            yield GaugeMetricFamily("escale_webhooks_waiting", "Messages that wait to be posted, by any process", backlog[0])
            yield GaugeMetricFamily("escale_webhooks_oldest_seconds", "Since the oldest of them was written", backlog[1])
        for name, (text, value) in GAUGES.items():
            yield GaugeMetricFamily(f"escale_{name}", text, value())
        for name, text in TOTALS.items():
            yield CounterMetricFamily(f"escale_{name}", text, figures.totals[name])
        yield CounterMetricFamily("escale_sockets_closed", "Sockets that have gone", connections.gone())
        yield counted(
            "events", "Events that were carried out", ["event"], {(name,): n for name, n in list(figures.events.items())}
        )
        yield counted("refusals", "What was refused, by where and why", ["edge", "code"], dict(list(figures.refusals.items())))
        yield counted("limits_met", "Limits met", ["limit"], {(name,): n for name, n in list(figures.limits_met.items())})
        for name, (text, histogram) in HISTOGRAMS.items():
            yield histograms(name, text, [], {(): histogram})
        requests = dict(list(figures.request_seconds.items()))
        yield histograms("request_seconds", "How long a request took", ["method", "route", "status"], requests)

    def ask(self) -> tuple[float, bool, Backlog | None]:
        """How long the event loop took to turn to us, whether the database answers, and what waits there for the receiver of
        webhooks, where there is one. Nothing is waited for long.

        A question to a database that stands still is left to end by itself: cancelled, it would cost a connection.
        """
        asked = perf_counter()
        turn = asyncio.run_coroutine_threadsafe(now(), self.loop)
        try:
            lag = turn.result(PATIENCE) - asked
        except NotInTime:
            return perf_counter() - asked, False, None
        if self.question is None or self.question.done():
            self.question = asyncio.run_coroutine_threadsafe(ask_database(webhooks=bool(self.settings.webhook_url)), self.loop)
        try:
            backlog = self.question.result(PATIENCE)
        except Exception:
            return lag, False, None
        return lag, True, backlog


async def now() -> float:
    """When the event loop came to it."""
    return perf_counter()


async def ask_database(*, webhooks: bool) -> Backlog | None:
    """What waits there, where it is to be known, once the database has answered."""
    await database.connection().execute_query("SELECT 1")
    if not webhooks:
        return None
    waiting, since = await WebhookState.backlog()
    return waiting, max(0.0, (datetime.now(UTC) - since).total_seconds()) if since else 0.0


def redis() -> Iterable[Metric]:
    """How Redis stands, where there is one."""
    manager = broadcast.server().manager
    if isinstance(manager, RedisManager):
        yield GaugeMetricFamily("escale_redis_up", "Whether Redis carries news", not (manager.failing or manager.deaf))
        yield GaugeMetricFamily("escale_redis_outgoing", "News that wait for Redis", len(manager.outgoing))


def counted(name: str, text: str, labels: list[str], values: Mapping[tuple[str, ...], int]) -> Metric:
    """A counter, by its labels' values."""
    return labelled(CounterMetricFamily(f"escale_{name}", text, labels=labels), values)


def labelled(family: CounterMetricFamily | GaugeMetricFamily, values: Mapping[tuple[str, ...], float]) -> Metric:
    """The family with a metric for each of these labels' values."""
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def histograms(name: str, text: str, labels: list[str], values: Mapping[tuple[str, ...], Histogram]) -> Metric:
    """Our histograms as Prometheus wants them: each bucket holds those before it."""
    family = HistogramMetricFamily(f"escale_{name}", text, labels=labels)
    for of, histogram in values.items():
        counts, so_far, buckets = list(histogram.counts), 0, []
        for bound, count in zip((*histogram.bounds, math.inf), counts, strict=True):
            so_far += count
            buckets.append(("+Inf" if bound == math.inf else str(float(bound)), so_far))
        family.add_metric(of, buckets, histogram.total)
    return family


def version() -> str:
    """The one of this source."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


class OfThisProcess(ProcessCollector):
    """Also where `/proc/stat` is hidden, as deploy/escale@.service does: without it the library says nothing of the process."""

    def _boot_time(self) -> float:
        return time() - clock_gettime(CLOCK_BOOTTIME)


def serve(settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
    """Answer scrapes from here on, until the process ends.

    Raises: OSError when the address is taken.
    """
    registry = CollectorRegistry()
    registry.register(EscaleCollector(settings, loop))
    for also in (OfThisProcess, PlatformCollector, GCCollector):
        also(registry=registry)
    address.listen(settings.metrics_address, registry)
