"""G13: the same message by the form, the socket and the JSON API at once, with one `client_id`: as a page does that is unsure."""

import asyncio
from uuid import uuid4

from tests import http
from tests.faults.checker import Result, check, stored
from tests.faults.conversation import Pair, talking
from tests.faults.servers import one_server, two_servers, url_of
from tests.pages import Visitor
from tests.processes import ServerProcess
from tests.remote import PASSWORD
from tests.sockets import Socket

TITLE = "form, socket and JSON with the same client_id at once"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "messages sent three ways", None
SHORT = {"EACH": 10}
EACH = 60


async def rounds(kind: str, count: int) -> list[Result]:
    """On PostgreSQL the three ways lead through two processes."""
    if kind == "sqlite":
        async with one_server(kind) as server:
            return [await one_round((server, server)) for _ in range(count)]
    async with two_servers() as servers:
        return [await one_round(servers) for _ in range(count)]


async def one_round(servers: tuple[ServerProcess, ServerProcess]) -> Result:
    here, there = servers[0].url, servers[1].url
    wrong: list[str] = []
    async with talking(here, there) as talkers:
        for talker in talkers:
            await talker.connected()
        camille = talkers[0]
        browser = http.client(there, timeout=20)
        async with Visitor(browser) as visitor, camille.person.socket(here) as socket:
            await log_in(visitor, camille.person.email)
            for n in range(EACH):
                wrong += await three_ways(talkers, visitor, socket, f"Camille {n}")
            for talker in talkers:
                await talker.showing(EACH)
                await talker.all_read()
            page = await visitor.get(f"/conversations/{camille.room}")
            rows = await stored(url_of(servers[0]), camille.room)
            if page.written != [row[2] for row in rows][-len(page.written) :] or not page.written:
                wrong.append("the page shows something else than the database has")
        log = [line for server in servers for line in server.errors()]
        result = check(rows, talkers, log)
    result.violations += wrong
    result.figures[FIGURE] = EACH
    return result


async def log_in(visitor: Visitor, email: str) -> None:
    form = (await visitor.get("/login")).form("/login")
    page = await visitor.submit(form, email=email, password=PASSWORD)
    assert page.path.startswith("/conversations"), page.errors


async def three_ways(talkers: Pair, visitor: Visitor, socket: Socket, content: str) -> list[str]:
    """What was wrong with one message."""
    camille = talkers[0]
    client_id = str(uuid4())
    form = (await visitor.get(f"/conversations/{camille.room}")).composer
    message = {"content": content, "client_id": client_id}
    camille.attempted[client_id] = content
    async with camille.person.program(camille.url) as client:
        page, answer, json = await asyncio.gather(
            visitor.submit(form, content=content, client_id=client_id),
            socket.ask("send_message", {**message, "conversation_id": camille.room}),
            client.post(f"/api/conversations/{camille.room}/messages", json=message),
        )
    if not answer["ok"] or json.status_code not in (200, 201) or page.status != 200 or page.errors:
        return [f"{content}: {answer}, {json.status_code}, {page.status} {page.errors}"]
    camille.acknowledged[client_id] = answer["message"]
    if answer["message"]["id"] != json.json()["message"]["id"]:
        return [f"{content}: acknowledged as {answer['message']['id']} and {json.json()['message']['id']}"]
    return [] if content in page.written else [f"{content}: not on the page that answered its form"]
