"""Passwords: NIST SP 800-63B-4 (length, no composition rules, common ones refused) and Argon2id."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from actions.common_passwords import is_common
from actions.errors import InvalidField
from actions.words import is_readable
from models import User
from texts import _
from texts.figures import number

SHORTEST, LONGEST = 15, 1000
EASY = 8.0  # powers of ten of guesses: what a list of common passwords and patterns finds first
# Characters of a password at either end: the time of a contrived one grows with their square, here to a third of a second.
JUDGED = 32
KEYBOARD = ["azertyuiop", "qsdfghjklm", "wxcvbn", "azerty", "motdepasse", "escale", "voyage"]

hasher = PasswordHasher()
_judge = ThreadPoolExecutor(1, "passwords")  # one at a time, in a thread of its own: nobody's log-in waits behind it
_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def check(password: str, *about: str) -> None:
    """Refuse a password that is short or easily guessed; `about` are the person's own words (name, address).

    Raises: InvalidField with the reason.
    """
    if len(password) < SHORTEST:
        raise InvalidField(
            _("Le mot de passe doit avoir %(least)s caractères ou plus\u202f: une phrase est parfaite", least=SHORTEST),
            field="password",
        )
    if len(password) > LONGEST:
        raise InvalidField(_("Le mot de passe ne peut dépasser %(limit)s caractères", limit=number(LONGEST)), field="password")
    if not is_readable(password):
        raise InvalidField(_("Le mot de passe contient un caractère illisible"), field="password")
    if is_common(password) or await is_easy(password, about):
        raise InvalidField(
            _("Ce mot de passe est trop courant ou trop facile à deviner\u202f; choisissez une phrase à vous"),
            field="password",
        )


async def is_easy(password: str, about: tuple[str, ...]) -> bool:
    """Whether lists of leaked passwords, words, names and patterns lead to it soon. Of a long one both ends have to be easy: a
    phrase is not refused for how it begins."""
    from zxcvbn import zxcvbn  # its word lists take a while to load, and only a new password needs them

    words = [word[:JUDGED] for word in (*KEYBOARD, *about)]
    for end in dict.fromkeys((password[:JUDGED], password[-JUDGED:])):
        guesses = await asyncio.get_running_loop().run_in_executor(_judge, zxcvbn, end, words)
        if guesses["guesses_log10"] >= EASY:
            return False
    return True


async def hash_password(password: str) -> str:
    """The Argon2id hash, made off the event loop; few at once, for each takes 64 MiB."""
    async with gate():
        return await asyncio.to_thread(hasher.hash, composed(password))


def composed(password: str) -> str:
    """Keyboards differ in how they write an accent: as a letter of its own, or after its letter (RFC 8265, 4.2: NFC)."""
    return unicodedata.normalize("NFC", password)


async def replace(user: User, new: str) -> bool:
    """Give this person a new password, which has been checked; False where theirs is no longer the one that is known of them.

    Of two changes at once the second would otherwise undo the first.
    """
    former, user.password_hash = user.password_hash, await hash_password(new)
    return bool(await User.filter(id=user.id, password_hash=former).update(password_hash=user.password_hash))


async def verify(password: str, password_hash: str | None) -> bool:
    """Whether they belong together. Without a hash (nobody of that address) it takes as long and answers no."""
    async with gate():
        return await asyncio.to_thread(_verify, password, password_hash)


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """What a password is verified against where nobody has that address."""
    return hasher.hash("the address is unknown, the time is the same")


def warm() -> None:
    """Load what the first sign-up and the first unknown address would otherwise wait for (and be told apart by)."""
    import zxcvbn  # noqa: F401

    nobodys_hash()


def gate() -> asyncio.Semaphore:
    """Of this loop: two hashes are made at a time."""
    return _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(2))


def _verify(password: str, password_hash: str | None) -> bool:
    for way in dict.fromkeys((composed(password), password)):  # as it was written: of before passwords were composed
        with suppress(VerificationError, InvalidHashError, UnicodeEncodeError):
            return hasher.verify(password_hash or nobodys_hash(), way) and bool(password_hash)
    return False
