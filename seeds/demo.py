"""Demo people and an inviting conversation, for an empty database."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import settings
import storage
from actions import attachments, passwords
from imaging.errors import ImagingUnavailable
from models import Attachment, Conversation, Message, User, database

PASSWORD = "une escale au bord de la mer"  # noqa: S105 -- printed for everyone: it is a demo

PEOPLE = [
    ("Camille Perrin", "camille@escale.example", False, "Lyon", "Je voyage lentement, en train, avec un carnet."),
    (
        "Jean Le Goff",
        "jean@escale.example",
        True,
        "Saint-Malo",
        "Ancien charpentier de marine. Je connais les remparts, les marées et les bonnes crêperies.",
    ),
    (
        "Nour Haddad",
        "nour@escale.example",
        True,
        "Marseille",
        "Photographe. Je vous emmène aux Goudes au lever du soleil, ou au marché des Capucins.",
    ),
    (
        "Inès Etcheverry",
        "ines@escale.example",
        True,
        "Bayonne",
        "Chocolat, pelote et sentiers du Pays basque. J’ai deux vélos.",
    ),
    ("Paul Mercier", "paul@escale.example", True, "Strasbourg", "Libraire. Les winstubs n’ont pas de secret pour moi."),
]

HARBOUR, HILLS = "harbour", "hills"
SEEN_IN_HARBOUR = "Le port au soleil couchant\u202f: des maisons aux toits rouges, un clocher, des barques, un chat sur le quai."
SEEN_IN_HILLS = "Des collines en terrasses au lever du soleil, une ferme, un marcheur sur le chemin."

# (days ago, time, who, what, picture)
TALK: list[tuple[int, str, str, str, str | None]] = [
    (
        5,
        "09:12",
        "camille",
        "Bonjour Jean, je passe trois jours à Saint-Malo à la fin du mois. Votre profil m’a donné envie de vous écrire.",
        None,
    ),
    (5, "09:13", "camille", "Auriez-vous une heure pour me montrer les remparts\u202f?", None),
    (
        5,
        "12:40",
        "jean",
        "Bonjour Camille, avec plaisir. Le plus beau moment, c’est en fin de journée, quand la mer descend.",
        None,
    ),
    (5, "12:41", "jean", "Vous arrivez par le train\u202f?", None),
    (5, "18:05", "camille", "Oui, le samedi à 14\u00a0h\u00a020. Je loge intra-muros, près de la porte Saint-Vincent.", None),
    (4, "20:31", "jean", "Parfait, c’est à deux pas. Voici le port comme je le vois de chez moi, hier soir.", HARBOUR),
    (4, "20:52", "camille", "Quelle lumière\u202f! On dirait une peinture.", None),
    (
        2,
        "08:15",
        "camille",
        "De mon côté, voici la vue du dernier voyage\u202f: les collines au-dessus de Fiesole, tôt le matin.",
        HILLS,
    ),
    (
        2,
        "13:02",
        "jean",
        "Superbe. Vous aimez marcher, alors\u202f: je vous propose le tour des remparts, puis la plage de Bon-Secours à marée "
        "basse.",
        None,
    ),
    (2, "13:04", "jean", "Prenez de bonnes chaussures, le granit glisse un peu après la pluie.", None),
    (1, "19:26", "camille", "C’est noté. Et pour goûter, vous avez une crêperie à me conseiller\u202f?", None),
    (1, "19:48", "jean", "La meilleure est dans une cour que personne ne trouve seul. Je vous y emmène.", None),
    (0, "", "camille", "Alors c’est dit\u202f: samedi, 17\u00a0h, porte Saint-Vincent. J’apporte le carnet.", None),
]


class NotKept(Exception):
    """The pictures can't be made or kept; it says which setting names the place, and why."""


async def plant() -> bool:
    """Put the demo into the database, whole or not at all; False, and nothing done, when there is anybody in it.

    Raises: NotKept.
    """
    if await User.exists():
        return False
    async with database.alone(settings.current()):
        return not await User.exists() and await plant_alone()


async def plant_alone() -> bool:
    """The same, in a database that is empty."""
    from seeds import pictures  # Pillow is loaded for this once, not at every start

    drawn = {HARBOUR: (pictures.draw_harbour, SEEN_IN_HARBOUR), HILLS: (pictures.draw_hills, SEEN_IN_HILLS)}
    with telling_why():
        await storage.current().look()  # before anything is made that would have to be removed
    password = await passwords.hash_password(PASSWORD)
    shots: dict[str, Attachment] = {}
    try:
        for name, (draw, alt) in drawn.items():
            shots[name] = await picture(draw, alt)
        async with database.transaction():
            await write(password, shots)
    except BaseException:
        for shot in shots.values():
            await attachments.take_back(storage.current(), shot)
        raise
    return True


async def write(password_hash: str, shots: dict[str, Attachment]) -> None:
    """The rows of everybody and of all that was said. What was answered was read."""
    people = {}
    for name, email, is_local, city, bio in PEOPLE:
        people[email.split("@")[0]] = await User.create(
            name=name, email=email, password_hash=password_hash, is_local=is_local, city=city, bio=bio
        )
    camille, jean = people["camille"], people["jean"]
    times = [moment(days, clock) for days, clock, *_ in TALK]
    unread = next(n for n, (_, _, who, *_) in enumerate(reversed(TALK)) if who == "jean")  # all that Camille said since
    conversation = await Conversation.create(
        voyager_id=camille.id, local_id=jean.id, created_at=times[0], updated_at=times[-1], local_unread=unread
    )
    for n, (_, _, who, text, shot) in enumerate(TALK):
        if shot:
            shots[shot].user_id = people[who].id
            await shots[shot].save()
        said = await Message.create(
            conversation_id=conversation.id,
            user_id=people[who].id,
            content=text,
            attachment_id=shots[shot].id if shot else None,
            read=n < len(TALK) - unread,
            created_at=times[n],
            client_id=uuid4(),
        )
    conversation.last_message_id = said.id
    await conversation.save()


async def picture(draw: Callable[[], bytes], alt: str) -> Attachment:
    """Draw it, and keep it as if somebody had sent it; its row is not written yet.

    Raises: NotKept.
    """
    declared, data = attachments.opened(attachments.Upload(await asyncio.to_thread(draw)))
    with telling_why():
        return await attachments.lay_down(declared, data, alt)


@contextmanager
def telling_why() -> Iterator[None]:
    """What keeps a picture from being kept, as NotKept."""
    try:
        yield
    except ImagingUnavailable as broken:
        raise NotKept(f"the demo's pictures can't be made: {broken}") from None
    except OSError as broken:
        place = "MEDIA_URL" if settings.current().media_url else "MEDIA_DIR"
        raise NotKept(f"{place}: the demo's pictures can't be kept: {broken}") from None


def moment(days_ago: int, clock: str) -> datetime:
    """That time of that day; without a clock, a few minutes ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    if not clock:
        return now - timedelta(minutes=6)
    hours, minutes = map(int, clock.split(":"))
    return (now - timedelta(days=days_ago)).replace(hour=hours, minute=minutes, second=0)


async def present() -> list[str]:
    """The e-mail addresses of the first two of the demo's people here who still log in with its password."""
    there = User.filter(email__in=[person[1] for person in PEOPLE]).order_by("id").limit(2)
    return [user.email for user in await there if await passwords.verify(PASSWORD, user.password_hash)]


def told(people: list[str] | None = None) -> str:
    """How to log in as them."""
    first = (people or [person[1] for person in PEOPLE])[:2]
    return "\n".join(["Demo log-ins:", *(f"  {email}   {PASSWORD}" for email in first), ""])
