"""`quart serve`: from the listening socket to the last message before the end."""

import asyncio
import gc
import logging
import signal
import socket
import time
from typing import Any

import click
import uvloop
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from quart.cli import ScriptInfo, pass_script_info

import settings
from commands.running import run
from commands.seed import planted
from seeds import demo
from stack import lost_peers
from wire import connections, draining, streams

BACKLOG = 1024
UNTAKEN = 20_000  # milliseconds after which a peer that acknowledges nothing of what was sent is cut by the kernel
COLLECTED = 60.0  # seconds
IN_HAND = 6.0  # seconds for requests in hand, once the sockets are gone


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=5000, show_default=True, help="The port to listen on.")
@click.option("--demo", "with_demo", is_flag=True, help="In an empty database, put demo people and a conversation first.")
@pass_script_info
def serve(info: ScriptInfo, host: str, port: int, with_demo: bool) -> None:
    """Serve Escale with Hypercorn on uvloop. SIGTERM sends people elsewhere, finishes what is in hand, and ends."""
    run(planted if with_demo else nothing)  # first: a database that can't be reached is one clear line
    try:
        listening = listen(host, port)
    except OSError as taken:
        raise click.ClickException(f"can't listen on {host}:{port}: {taken.strerror or taken}") from None
    uvloop.run(served(info.load_app(), listening))


async def nothing() -> None:
    """The database is opened, and that is all."""


def listen(host: str, port: int) -> socket.socket:
    """Our own listening socket: what is set on it holds for every connection that it accepts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN)
    return listening


async def served(app: Any, listening: socket.socket) -> None:
    """Serve on that socket until a signal comes and all is drained."""
    lost_peers.install(asyncio.get_running_loop())
    if settings.current().metrics_address:
        from observing import metrics  # whoever does not ask for them has none of this in memory

        try:
            metrics.serve(settings.current(), asyncio.get_running_loop())
        except OSError as taken:
            raise click.ClickException(f"METRICS_ADDRESS: can't listen there: {taken.strerror or taken}") from None
    calm_collector()
    config = Config()
    config.bind = [f"fd://{listening.fileno()}"]
    config.backlog = BACKLOG
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    config.loglevel = "warning"
    config.graceful_timeout = IN_HAND
    config.alpn_protocols = ["http/1.1"]
    beside = [asyncio.create_task(announce(listening)), asyncio.create_task(collect_now_and_then())]
    await hypercorn_serve(app, config, shutdown_trigger=drained)
    for task in beside:
        task.cancel()


def calm_collector() -> None:
    """What was imported lives as long as the process, and what a message makes dies by its reference count: looking at all of
    it every 700 objects costs a sixth of the throughput and pauses everybody."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)


async def collect_now_and_then() -> None:
    """A connection leaves objects that name each other, which the calm collector would not look for in a lifetime. Looking takes
    as long as there are objects, so it is done when a good part of them is gone, and every ten minutes."""
    looked, sockets_gone = time.monotonic(), 0
    while True:
        await asyncio.sleep(COLLECTED)
        gone, here = connections.gone(), len(connections.every())
        if gone - sockets_gone > here / 10 or time.monotonic() - looked > 10 * COLLECTED:
            gc.collect()
            looked, sockets_gone = time.monotonic(), gone


async def drained() -> None:
    """Returns once a signal came and the sockets were sent elsewhere; then Hypercorn closes its doors."""
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, asked.set)
    await asked.wait()
    for name in (signal.SIGINT, signal.SIGTERM):  # a second one must not cut short what the first began
        loop.remove_signal_handler(name)
        signal.signal(name, signal.SIG_IGN)
    streams.end_all(streams.GOING_DOWN)
    await draining.send_everyone_elsewhere()


async def announce(listening: socket.socket) -> None:
    """Print where it is and who may log in, once it answers."""
    host, port = listening.getsockname()[:2]
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()
    click.echo(f"\nEscale: http://{host}:{port}\n")
    if people := await demo.present():
        click.echo(demo.told(people))
