"""What counting and tracing cost: of one message on its way, and of one scrape. `python -m benchmarks.counting`"""

import asyncio
import sys
import time
from collections.abc import Callable
from time import perf_counter

from prometheus_client import CollectorRegistry, generate_latest

import figures
from app import create_app
from models import database
from observing.metrics import EscaleCollector
from settings import Settings

TIMES = 200_000


def counted() -> None:
    """What a message counts from its event to its acknowledgement (events/edge, actions/message_writer)."""
    began = perf_counter()
    figures.totals["messages"] += 1
    figures.acknowledgement_seconds.add(perf_counter() - began)
    figures.events["send_message"] += 1


def committed() -> None:
    """What a commit counts, of one message or of hundreds."""
    began = perf_counter()
    figures.commit_seconds.add(perf_counter() - began)
    figures.commit_rows.add(1)


def microseconds(times: int, step: Callable[[], object]) -> float:
    """What one step takes, of so many."""
    began = time.perf_counter()
    for _ in range(times):
        step()
    return (time.perf_counter() - began) / times * 1e6


def traced() -> Callable[[], object]:
    """A span with an attribute, as an event of a socket is one; its sending is another thread's."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(InMemorySpanExporter(), max_queue_size=1_000_000))
    tracer = provider.get_tracer("escale")

    def span() -> None:
        with tracer.start_as_current_span("send_message", attributes={"escale.event": "send_message"}):
            pass

    return span


async def scrape(times: int) -> float:
    """As a busy process is scraped: 60 routes with 3 answers each."""
    settings = Settings(database_url="sqlite://:memory:", rate_limits=False, migrate_on_start=False)
    create_app(settings)
    await database.connect(settings)
    for route in range(60):
        for status in ("200", "404", "429"):
            figures.request_seconds["GET", f"/route/{route}", status].add(0.01)
    registry = CollectorRegistry()
    registry.register(EscaleCollector(settings, asyncio.get_running_loop()))
    began = time.thread_time()
    spent = await asyncio.to_thread(scraped, registry, times)
    await database.disconnect()
    return (spent + time.thread_time() - began) / times * 1e3


def scraped(registry: CollectorRegistry, times: int) -> float:
    """Seconds of this thread's CPU for so many scrapes."""
    began = time.thread_time()
    for _ in range(times):
        generate_latest(registry)
    return time.thread_time() - began


if __name__ == "__main__":
    for name, step in (("nothing", lambda: None), ("a message", counted), ("a commit", committed)):
        sys.stdout.write(f"{name}: {min(microseconds(TIMES, step) for _ in range(5)):.2f} µs\n")
    sys.stdout.write(f"a span: {min(microseconds(TIMES // 20, traced()) for _ in range(3)):.1f} µs\n")
    sys.stdout.write(f"a scrape: {asyncio.run(scrape(50)):.1f} ms of CPU\n")
