"""Escale with the demo's people, to be looked at. Whoever imports this has said first which settings are the app's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import auth
from actions import attachments, conversations, messages, sessions
from models import Conversation, User
from seeds import demo
from settings import Settings
from tests.live import Live, serving
from tests.people import Person
from tests.pictures import picture

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@asynccontextmanager
async def demonstration() -> AsyncIterator[Live]:
    """Escale with the demo's people, in a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite://{folder}/demo.sqlite3", media_dir=Path(folder) / "media", rate_limits=False)
        async with serving(settings) as live:
            await demo.plant()
            await fill_inbox(live)
            yield live


async def fill_inbox(live: Live) -> None:
    """Camille has written to others too, one of whom waits to be read."""
    camille, nour, ines = [await of_demo(live, name) for name in ("camille", "nour", "ines")]
    for days, other, theirs in ((5, nour, "Aux Goudes, à 6 h 30 ?"), (7, ines, "On ira jusqu’à la mer.")):
        started, _ = await conversations.start(camille.id, other.id)
        await camille.say(started.id, "Bonjour, je serai chez vous au printemps.")
        await other.say(started.id, theirs)
        if other is ines:
            await messages.mark_in(await conversations.opened(camille.id, started.id), camille.id, 2**62, up_to=True)
        await Conversation.filter(id=started.id).update(updated_at=datetime.now(UTC) - timedelta(days=days))


async def of_demo(live: Live, first_name: str) -> Person:
    user = await User.get(email=f"{first_name}@escale.example")
    cookie, bearer = await sessions.begin(user, auth.COOKIE, AGENT), await sessions.begin(user, auth.BEARER, "Nuxt")
    return Person(live, user, cookie, bearer)


async def newcomers(live: Live, like: Person) -> list[Person]:
    """One who has just begun a conversation, one who has none."""
    made = []
    for name in ("Maëlle Kervella-Bertrand", "Yann Quéré"):
        user = await User.create(name=name, email=f"{name[:4].lower()}@escale.example", password_hash="-")
        made.append(Person(live, user, await sessions.begin(user, auth.COOKIE, AGENT), like.bearer_session))
    return made


async def fill(conversation_id: int, guest: Person, nour: Person) -> None:
    """All that strains a bubble."""
    await guest.say(conversation_id, "Anticonstitutionnellement" * 12, "Oui.", "🌅" * 300)
    await nour.say(conversation_id, "مرحبا، أنا سعيدة جدا بزيارتك إلى مدينتنا في الربيع القادم", "Une phrase. " * 150)
    for sender, size, text in (
        (nour, (40, 30), "Toute petite"),
        (guest, (400, 1600), "Un très grand phare, vu d’en bas"),
        (nour, (1600, 300), "Toute la côte, d’un bout à l’autre, un matin de janvier où l’on voyait jusqu’aux îles"),
    ):
        await messages.send(sender.id, conversation_id, text, attachments.Upload(picture("PNG", size)))
