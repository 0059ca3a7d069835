"""What a running server tells those who run it: Prometheus' metrics, scraped, and OpenTelemetry's traces, received."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from tests import http, postgres
from tests.commands.programs import python, refused, typed
from tests.faults.servers import one_server, url_of
from tests.ports import free_port
from tests.remote import pair
from tests.webhooks.receivers import SECRET, listening


class Collector:
    """Takes OTLP over HTTP, as any collector would."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.news = asyncio.Event()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            lines = head.decode().lower().split("\r\n")
            assert lines[0].startswith("post /v1/traces ")
            length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
            sent = ExportTraceServiceRequest.FromString(await reader.readexactly(length))
            for resource in sent.resource_spans:
                assert {"service.name": "escale", "service.instance.id": "one"}.items() <= of(resource.resource).items()
                self.spans += [span for scope in resource.scope_spans for span in scope.spans]
            self.news.set()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

    async def span(self, name: str) -> Span:
        async with asyncio.timeout(10):
            while not (found := [span for span in self.spans if span.name == name]):
                self.news.clear()
                await self.news.wait()
        return found[0]


def of(spoken: object) -> dict[str, object]:
    """The attributes of a span or a resource."""
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in spoken.attributes}  # type: ignore[attr-defined]


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[Collector, str]]:
    taker = Collector()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await taker.take(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield taker, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def scraped(address: str) -> dict[str, float]:
    """Every sample, by its name and labels."""
    async with http.client(timeout=10) as client:
        answer = await client.get(f"http://{address}/metrics")
    assert answer.status_code == 200
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_a_running_server_is_watched(request: pytest.FixtureRequest) -> None:
    kind, address = request.config.getoption("--database"), f"127.0.0.1:{free_port()}"
    async with collector() as (taker, url):
        how = {
            "METRICS_ADDRESS": address,
            "INSTANCE": "one",
            "OTEL_EXPORTER_OTLP_ENDPOINT": url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        async with one_server(kind, **how, RATE_LIMITS="on") as server:
            camille, jean, room = await pair(server.url)
            async with jean.socket(server.url), camille.socket(server.url) as socket:
                await socket.ask("join_conversation", {"conversation_id": room, "after_id": 0})
                for n in range(3):
                    assert (await socket.ask("send_message", {"conversation_id": room, "content": f"{n}"}))["ok"]
                assert not (await socket.ask("send_message", {"conversation_id": room, "content": ""}))["ok"]
                figures = await scraped(address)
            expected = {
                f"escale_info{{database={kind},process=one,version=0.1.0}}": 1,
                "escale_messages_total{}": 3,
                "escale_acknowledgement_seconds_count{}": 3,
                "escale_commit_rows_sum{}": 3,
                "escale_commit_seconds_count{}": 3,
                "escale_commit_rows_bucket{le=1.0}": 3,
                "escale_commit_rows_bucket{le=+Inf}": 3,
                "escale_sockets{}": 2,
                "escale_sockets_opened_total{}": 2,
                "escale_catch_ups_total{}": 1,
                "escale_events_total{event=send_message}": 3,
                "escale_refusals_total{code=invalid_content,edge=socket}": 1,
                "escale_request_seconds_count{method=POST,route=/api/conversations,status=201}": 1,
                "escale_writer_waiting{}": 0,
                "escale_database_up{}": 1,
                "escale_going_down{}": 0,
                "escale_webhooks_waiting{}": None,  # nobody is to be told
            }
            assert {name: figures.get(name) for name in expected} == expected
            assert figures["escale_loop_lag_seconds{}"] < 1
            assert figures["process_resident_memory_bytes{}"] > 10_000_000
            assert 0 < figures["escale_acknowledgement_seconds_sum{}"] < 15

            opened = await taker.span("POST /api/conversations")
            assert of(opened)["http.response.status_code"] == 201
            said, commit = await taker.span("send_message"), await taker.span("commit")
            assert of(commit)["escale.rows"] == 1
            assert [link.span_id for link in commit.links] == [said.span_id]
            async with asyncio.timeout(10):
                while not any(of(span).get("error.type") == "invalid_content" for span in taker.spans):
                    await asyncio.sleep(0.02)
            everything = "".join(str(span) for span in taker.spans)
            assert not [word for word in (camille.email, "Camille", camille.token, "Voici") if word in everything]

            if kind == "postgres":
                async with postgres.closed(url_of(server)):
                    assert (await scraped(address))["escale_database_up{}"] == 0
                assert (await scraped(address))["escale_database_up{}"] == 1
            assert await server.stop() == 0
    assert [error for error in server.errors() if "database failed" not in error] == []


async def test_what_a_receiver_of_webhooks_has_not_taken_is_seen(request: pytest.FixtureRequest) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with listening() as receiver:
        receiver.answer = lambda _event: 500
        how = {"METRICS_ADDRESS": address, "WEBHOOK_URL": receiver.url, "WEBHOOK_SECRET": SECRET}
        async with one_server(request.config.getoption("--database"), **how) as server:
            camille, _jean, room = await pair(server.url)
            assert await waiting(address) == (0, 0)
            async with camille.socket(server.url) as socket:
                for n in range(3):
                    assert (await socket.ask("send_message", {"conversation_id": room, "content": f"{n}"}))["ok"]
            await receiver.until(lambda: len(receiver.attempts) > 1)
            count, oldest = await waiting(address)
            assert (count, 0 < oldest < 60) == (3, True)
            receiver.answer = lambda _event: 200
            await receiver.until(lambda: len(receiver.taken) == 3)
            async with asyncio.timeout(10):
                while await waiting(address) != (0, 0):
                    await asyncio.sleep(0.02)


async def waiting(address: str) -> tuple[float, float]:
    figures = await scraped(address)
    return figures["escale_webhooks_waiting{}"], figures["escale_webhooks_oldest_seconds{}"]


async def test_whoever_asks_for_none_of_it_has_none_of_it_in_memory() -> None:
    heavy = ("opentelemetry.sdk.trace", "opentelemetry.exporter", "prometheus_client", "obstore", "observing.")
    looked = f"import app, sys; print([name for name in sys.modules if name.startswith({heavy})])"
    assert (await python("-c", looked)).out == "[]\n"


async def test_an_address_for_metrics_that_is_taken_is_one_line(tmp_path: object) -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    address = f"127.0.0.1:{taken.sockets[0].getsockname()[1]}"
    done = await typed("serve", "--port", "0", DATABASE_URL=f"sqlite://{tmp_path}/x.sqlite3", METRICS_ADDRESS=address)
    taken.close()
    assert refused(done, "METRICS_ADDRESS: can't listen there")
