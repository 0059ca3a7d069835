"""Traces for OpenTelemetry, where the settings name who takes them: requests, events of sockets, and commits.

Nothing here is imported otherwise, and nobody else knows of it: what is traced is wrapped from outside, so that it costs nothing
where it is off. No attribute holds what people wrote, who they are, or an address; no trace of a client's own is continued, for
anybody could send one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import socketio
from opentelemetry import context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, Tracer, get_current_span, set_span_in_context
from quart import Quart, Response, g, request

from actions.message_writer import Announce, MessageWriter, Waiting
from events import HANDLERS
from models.message_log import NewMessage, Written
from settings import Settings
from wire.broadcast import NAMESPACE

FAREWELL = 3.0  # seconds for what is still to be sent when the process ends

End = Callable[[], Awaitable[None]]


def install(app: Quart, server: socketio.AsyncServer, writer: MessageWriter, settings: Settings) -> End:
    """Trace from here on; what is returned sends the rest and ends it."""
    of = {"service.name": "escale", "service.instance.id": settings.instance or "escale"}
    provider = TracerProvider(resource=Resource.create(of))
    exporter = OTLPSpanExporter(f"{settings.otel_exporter_otlp_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("escale")
    trace_requests(app, tracer)
    trace_events(server, tracer)
    trace_commits(writer, tracer)

    async def end() -> None:
        del writer.write, writer.commit  # the instance's; those of the class are there again
        await asyncio.wait([asyncio.create_task(asyncio.to_thread(provider.shutdown))], timeout=FAREWELL)

    return end


def trace_requests(app: Quart, tracer: Tracer) -> None:
    """By their rules, as the log has them: an address holds signatures, and what somebody looked for."""

    async def begin() -> None:
        method, rule = (request.method, request.url_rule.rule) if request.url_rule else ("?", "none")
        span = tracer.start_span(
            f"{method} {rule}", kind=SpanKind.SERVER, attributes={"http.request.method": method, "http.route": rule}
        )
        g.traced = span, context.attach(set_span_in_context(span))

    async def end(response: Response) -> Response:
        if (traced := g.pop("traced", None)) is not None:
            span, token = traced
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("escale.request_id", g.get("request_id", ""))
            if response.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
            context.detach(token)
            span.end()
        return response

    app.before_request(begin)
    app.after_request(end)


def trace_events(server: socketio.AsyncServer, tracer: Tracer) -> None:
    """A span for each event of a client, by its name."""
    handlers: dict[str, Callable[..., Awaitable[Any]]] = server.handlers[NAMESPACE]

    def traced(name: str, handler: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(handler)
        async def on_event(sid: str, *args: Any) -> Any:
            with tracer.start_as_current_span(name, kind=SpanKind.SERVER, attributes={"escale.event": name}) as span:
                answer = await handler(sid, *args)
                if not answer["ok"]:
                    span.set_attribute("error.type", answer["error"]["code"])
                    span.set_status(Status(StatusCode.ERROR))
                return answer

        return on_event

    for name in HANDLERS:
        handlers[name] = traced(name, handlers[name])


def trace_commits(writer: MessageWriter, tracer: Tracer) -> None:
    """A commit serves many requests and events at once: it is linked with each, and the child of none."""
    write, commit = writer.write, writer.commit
    asked_by: dict[int, SpanContext] = {}

    async def traced_write(row: NewMessage, announce: Announce) -> Written:
        asked_by[id(row)] = get_current_span().get_span_context()
        try:
            return await write(row, announce)
        finally:
            del asked_by[id(row)]

    async def traced_commit(batch: list[Waiting]) -> None:
        links = [Link(asker) for item in batch if (asker := asked_by.get(id(item.row))) is not None and asker.is_valid]
        with tracer.start_as_current_span("commit", links=links, attributes={"escale.rows": len(batch)}):
            await commit(batch)

    writer.write, writer.commit = traced_write, traced_commit  # type: ignore[method-assign]
