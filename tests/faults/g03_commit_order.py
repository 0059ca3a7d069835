"""G3: commits that take their time, from two processes into the same conversations; who reads on by `after` skips nothing.

Without the lock of models/message_log.py (tried: no `FOR UPDATE`) even a short round of this row reports skipped ids and lists
that differ: a process draws an id and is held up, the other one commits a higher id meanwhile, and whoever read that one never
asks for the lower.
"""

import asyncio
from contextlib import AsyncExitStack

import asyncpg
import httpx

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import Pair, chat, settle, talking
from tests.faults.servers import two_servers, url_of
from tests.remote import Remote

TITLE = "commits delayed 0-200 ms, two processes"
DATABASES = ("postgres",)
FIGURE, BOUND = "commits delayed", None
SHORT = {"EACH": 15, "CONVERSATIONS": 2}
CONVERSATIONS = 4
EACH = 60
POLL = 0.05

# Once after the ids are drawn, before the conversation's row is changed (that locks it too), and once more before the commit.
# The sequence counts, whatever is rolled back.
DELAY = """
CREATE SEQUENCE delays;
CREATE FUNCTION delay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM nextval('delays'), pg_sleep(random() * 0.1);
  RETURN NULL;
END $$;
CREATE FUNCTION delay_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('faults.delayed', true), '') <> txid_current()::text THEN
    PERFORM set_config('faults.delayed', txid_current()::text, true), pg_sleep(random() * 0.1);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER drawn AFTER INSERT ON messages FOR EACH STATEMENT EXECUTE FUNCTION delay();
CREATE CONSTRAINT TRIGGER committing AFTER INSERT ON messages
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION delay_once();
"""


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with two_servers() as servers:
        urls = [server.url for server in servers]
        delays = await asyncpg.connect(url_of(servers[0]))
        try:
            await delays.execute(DELAY)
            for _ in range(count):
                before = await delays.fetchval("SELECT last_value FROM delays")
                result = await one_round(urls, url_of(servers[0]), [line for server in servers for line in server.errors()])
                result.figures[FIGURE] = await delays.fetchval("SELECT last_value FROM delays") - before
                if not result.figures[FIGURE]:
                    result.violations.append("no commit was delayed: the round proves nothing")
                results.append(result)
        finally:
            await delays.close()
    return results


async def one_round(urls: list[str], database_url: str, log: list[str]) -> Result:
    result = Result()
    async with AsyncExitStack() as stack:
        pairs = [await stack.enter_async_context(talking(*urls)) for _ in range(CONVERSATIONS)]
        pollers = [Poller(pair[0].person, pair[0].room, url) for pair in pairs for url in urls]
        polling = [asyncio.create_task(poller.poll()) for poller in pollers]
        await asyncio.gather(*(talk(pair) for pair in pairs))
        for poller in pollers:
            poller.over = True
        await asyncio.gather(*polling)
        for pair in pairs:
            rows = await stored(database_url, pair[0].room)
            found = check(rows, pair, log)
            result.acknowledged += found.acknowledged
            result.violations += found.violations
            for poller in (p for p in pollers if p.room == pair[0].room):
                skipped = [row[0] for row in rows if row[0] not in poller.seen]
                result.violations += [f"skipped by a catch-up through {poller.url}: {id_}" for id_ in skipped]
                if poller.seen != sorted(poller.seen):
                    result.violations.append(f"a catch-up through {poller.url} went back")
    result.figures["polls"] = sum(poller.polls for poller in pollers)
    return result


async def talk(pair: Pair) -> None:
    await chat(pair, EACH, every=0.01)
    await settle(pair, 60)


class Poller:
    """Asks for what came after the last id it has seen, until it is over, and once more."""

    def __init__(self, person: Remote, room: int, url: str) -> None:
        self.person, self.room, self.url = person, room, url
        self.seen: list[int] = []
        self.polls = 0
        self.over = False

    async def poll(self) -> None:
        async with self.person.program(self.url) as client:
            last_time = False
            while not last_time:
                last_time = self.over
                while await self.ask(client):
                    pass
                await asyncio.sleep(0 if last_time else POLL)

    async def ask(self, client: httpx.AsyncClient) -> bool:
        """Whether there is more at once."""
        query = {"after": self.seen[-1] if self.seen else 0, "limit": 200}
        answer = await client.get(f"/api/conversations/{self.room}/messages", params=query)
        page = answer.json()
        self.seen += [message["id"] for message in page["messages"]]
        self.polls += 1
        more: bool = page["has_more"]
        return more
