"""The second step of a log-in. Whoever stands between the two has a ticket and nothing else: no session, no socket."""

import secrets
from dataclasses import dataclass

from actions import accounts, limits, passkeys, second_factor, tickets
from actions.errors import Unauthorized, WrongCode, WrongCredentials
from actions.passkeys import House
from models import Session, User
from texts import _

LASTS = 300.0  # seconds from the password to the code
WAITING = 3600.0  # seconds that the page of the log-in may stand open before its passkey button is pressed


class TooLate(Unauthorized):
    """The ticket is void: too old, altered, or of a password that is no longer."""

    @staticmethod
    def default() -> str:
        return _("La connexion a pris trop de temps\u202f; recommencez")


@dataclass(frozen=True, slots=True)
class Halfway:
    """Who has given the right password, and the question that a passkey is to answer."""

    user: User
    challenge: str
    at: float


async def halfway(ticket: str) -> Halfway:
    """Who holds that ticket.

    Raises: TooLate.
    """
    found = await tickets.opened_for("second step", ticket, lasts=LASTS)
    if found is None:
        raise TooLate
    user, said = found
    return Halfway(user, said["challenge"], said["at"])


async def by_code(ticket: str, code: str, kind: str, *, address: str, device: str = "") -> Session:
    """The session of whoever adds the right code to the right password.

    Raises: TooLate, WrongCode, TooMany.
    """
    async with limits.log_in(address):
        user = (await halfway(ticket)).user
        await second_factor.check_code(user, code)
    return await begun(user, kind, address=address, device=device)


async def by_passkey(ticket: str, answer: str, kind: str, house: House, *, address: str, device: str = "") -> Session:
    """The session of whoever adds a passkey of theirs to the right password.

    Raises: TooLate, WrongCode, TooMany.
    """
    async with limits.log_in(address):
        half = await halfway(ticket)
        user = await passkeys.shown(answer, half.challenge, half.at, house)
        if user.id != half.user.id:
            raise WrongCode
    return await begun(half.user, kind, address=address, device=device)


async def question(ticket: str, house: House) -> str:
    """What the browser is to be asked for a passkey of this person; empty when they have none that could answer here.

    Raises: TooLate.
    """
    half = await halfway(ticket)
    known = (await second_factor.of(half.user.id)).passkeys
    return passkeys.to_show(half.challenge, known, house) if known and house.named else ""


def open_question(house: House) -> tuple[str, str]:
    """The same of anybody, before a password: what the browser is asked, and the ticket that goes with the answer."""
    challenge = secrets.token_urlsafe(32)
    return passkeys.to_show(challenge, [], house), tickets.seal("passkey alone", challenge=challenge)


async def by_passkey_alone(ticket: str, answer: str, kind: str, house: House, *, address: str, device: str = "") -> Session:
    """The session of whoever shows a passkey: it is in their hands and has seen who they are, two factors in one.

    Raises: TooLate, WrongCode, TooMany.
    """
    async with limits.log_in(address):
        said = tickets.opened("passkey alone", ticket, lasts=WAITING)
        if said is None:
            raise TooLate
        user = await passkeys.shown(answer, said["challenge"], said["at"], house)
    return await begun(user, kind, address=address, device=device)


async def begun(user: User, kind: str, *, address: str, device: str) -> Session:
    """Raises: TooLate, as of a ticket that was void from the start, where password or account were changed meanwhile."""
    try:
        return await accounts.begin(user, kind, address=address, device=device)
    except WrongCredentials:
        raise TooLate from None
