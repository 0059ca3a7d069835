"""The composition root: settings, database, log-ins, pages, the JSON API, and the Socket.IO server around them."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import socketio
import structlog
from quart import Quart
from tortoise.exceptions import BaseORMException

import auth
import events
import logs
import routes
import settings as settings_module
import storage
from actions import attachments, audit, conversations, limits, passkeys, passwords, sessions, tail, typing
from actions.message_writer import writer
from commands import register as register_commands
from models import WebhookState, database
from models.reaching import reaching
from routes import trace
from routes.cors import Cors
from routes.headers import SecureHeaders, usual
from routes.hosts import Hosts
from routes.uploads import Uploads
from settings import ROOT, Settings, WrongSettings, load
from stack import asgi, bounded_forms, heap, hypercorn_http1, hypercorn_websocket, jinja, quart_app, tortoise_transactions
from webhooks.deliveries import Deliveries
from webhooks.receiver import Receiver
from wire import bounds, draining, polls, server

log = structlog.get_logger("escale")

SEND_DEADLINE = 20.0  # seconds a socket's peer may take nothing of what is sent
HOUR = 3600.0


def create_app(settings: Settings | None = None) -> Quart:
    """The whole of Escale as one ASGI application."""
    settings = settings or load()
    settings_module.use(settings)
    logs.configure(settings.log_level)
    limits.use(settings.redis_url, settings.installation)
    heap.install()
    hypercorn_http1.install(usual(settings))
    hypercorn_websocket.install()
    tortoise_transactions.install()
    app = pages(settings)
    sio = server.create(settings, typing.heard_elsewhere, conversations.forget_memberships)
    events.register(sio, app)
    put_around(app, sio, settings)
    work_beside(app, sio, settings)
    return app


def pages(settings: Settings) -> Quart:
    """The pages and the JSON API, with their log-ins and commands."""
    app = quart_app.App("escale", root_path=str(ROOT), static_folder=None)
    app.request_class = bounded_forms.Request
    app.jinja_environment = jinja.Environment
    app.secret_key = settings.secret_key
    app.url_map.merge_slashes = False  # it answers with an address of the name that a stranger called us by
    over_tls = settings.over_tls
    app.config.update(
        SECRET_KEY_FALLBACKS=settings.secret_key_fallbacks,
        SESSION_COOKIE_NAME="__Host-escale-form" if over_tls else "escale_form",
        SESSION_COOKIE_SECURE=over_tls,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        MAX_CONTENT_LENGTH=bounds.LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=bounds.LARGEST_TEXT,
        MAX_FORM_PARTS=bounded_forms.MAX_FIELDS,
        BODY_TIMEOUT=None,  # bounded around Quart
        TEMPLATES_AUTO_RELOAD=False,
    )
    auth.init_app(app, settings)
    routes.register(app, settings)
    register_commands(app)
    return app


def put_around(app: Quart, sio: socketio.AsyncServer, settings: Settings) -> None:
    """The Socket.IO server in front of the pages, and around both what bounds and completes every exchange."""
    quart_app: Any = app.asgi_app
    carried = Hosts(server.Carrier(sio, Uploads(asgi.FinishBegunRequests(quart_app), app)), settings)
    unfinished = asgi.Unfinished(bounds.UNFINISHED, bounds.sender_of_text, bounds.UNFINISHED_OF_ALL)
    served, of_people = draining.NoNewSockets(carried), bounds.is_of_people
    bounded = asgi.BodyBound(
        *(served, bounds.body, bounds.seconds, of_people), for_people=of_people, unfinished=unfinished, room=polls.room
    )
    app.asgi_app = asgi.SendDeadline(  # type: ignore[method-assign]
        trace.Around(SecureHeaders(Cors(bounded, settings.allowed_origins), settings)), SEND_DEADLINE
    )


def work_beside(app: Quart, sio: socketio.AsyncServer, settings: Settings) -> None:
    """What begins with the serving, goes on beside it, and ends with it."""
    background: list[asyncio.Task[None]] = []
    endings: list[Callable[[], Awaitable[None]]] = []

    @app.before_serving
    async def start() -> None:
        await reach(settings)
        conversations.forget_memberships()  # of another database, when a process serves one after the other
        writer.start()
        if settings.otel_exporter_otlp_endpoint:
            from observing import tracing

            endings.append(tracing.install(app, sio, writer, settings))
        work = [sessions.watch(), sweep(), tail.follow(), audit.keep_writing(), asyncio.to_thread(warm)]
        if settings.webhook_url:
            try:
                await WebhookState.begin()  # before anybody writes: whatever becomes of this process, it is delivered
            except BaseORMException as broken:  # away, or without its tables: nobody can write now
                log.warning("webhooks not begun", error=broken)
            receiver = Receiver(settings.webhook_url, settings.webhook_secret)
            work.append(Deliveries(receiver, alone=settings.is_sqlite).run())
        background.extend(asyncio.create_task(one) for one in work)

    @app.after_serving
    async def stop() -> None:
        for task in background:
            task.cancel()
        for task in background:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        background.clear()
        await writer.stop()
        while endings:
            await endings.pop()()
        with contextlib.suppress(Exception):  # a database that is away has what was noted no more
            await audit.write()
        await sio.manager.close()
        await limits.close()
        await database.disconnect()


async def reach(settings: Settings) -> None:
    """Open what nothing can be done without.

    Raises: WrongSettings, which ends the process with its one line.
    """
    try:
        await look_for_images(settings)  # first: nothing is open yet that would have to be closed
        with reaching(lambda why: WrongSettings(f"escale: {why}")):
            await database.connect(settings)
    except WrongSettings:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # the tasks that it cuts say nothing more
        raise


async def look_for_images(settings: Settings) -> None:
    """Ask the store once, where there is one. Text goes on without it, but not with a bucket that will never take an image.

    Raises: WrongSettings.
    """
    try:
        await storage.of(settings).look()
    except storage.Refused as refused:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # there is no more to be said than that
        raise WrongSettings(f"escale: MEDIA_URL: the bucket can't be used: {refused}") from None
    except OSError as away:
        log.warning("image store is away", error=away)


def warm() -> None:
    """Load, in a thread, what the first visitor would otherwise wait for."""
    passwords.warm()
    passkeys.warm()


async def sweep() -> None:
    """Every hour: what interrupted sends and expired log-ins left behind."""
    while True:
        try:
            await attachments.sweep()
            await sessions.forget_expired()
            await audit.forget_old()
        except Exception as broken:
            log.warning("not swept", error=broken)
        await asyncio.sleep(HOUR)


os.umask(0o077)  # secret, rows, images, backups: whatever we write is read by nobody else on the machine
app = create_app()
