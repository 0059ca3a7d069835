"""Put 2N people and N conversations into an empty database and print a bearer token a line: conversation c is lines 2c and 2c+1.

Usage: python -m benchmarks.seed N (with the settings of the server that is to be measured).
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

import auth
from app import app
from models import Conversation, Session, User, database
from settings import current

CHUNK = 1000


async def plant(conversations: int) -> list[str]:
    """The tokens of the people, in order."""
    await database.connect(current())
    now = datetime.now(UTC)
    people = [
        User(name=f"u{n}", email=f"u{n}@bench.example", password_hash="-", is_local=bool(n % 2), search_text="")  # noqa: S106
        for n in range(2 * conversations)
    ]
    await User.bulk_create(people, batch_size=CHUNK)
    ids = await User.all().order_by("id").values_list("id", flat=True)
    keys = [token_urlsafe(32) for _ in ids]
    later = now + timedelta(days=1)
    log_ins = [
        Session(key=key, user_id=id_, kind=auth.BEARER, created_at=now, last_seen_at=now, expires_at=later)
        for key, id_ in zip(keys, ids, strict=True)
    ]
    await Session.bulk_create(log_ins, batch_size=CHUNK)
    pairs = [
        Conversation(voyager_id=ids[2 * c], local_id=ids[2 * c + 1], created_at=now, updated_at=now) for c in range(conversations)
    ]
    await Conversation.bulk_create(pairs, batch_size=CHUNK)
    await database.disconnect()
    return [auth.tokens.dump_token(key, app) for key in keys]


if __name__ == "__main__":
    sys.stdout.write("\n".join(asyncio.run(plant(int(sys.argv[1])))) + "\n")
