"""Signing up, logging in, and changing one's profile and password."""

import re
import secrets
import unicodedata

from msgspec import UNSET
from tortoise.exceptions import IntegrityError

from actions import audit, been_here, confirmation, conversations, limits, passwords, second_factor, sessions, tickets
from actions.errors import InvalidField, SecondFactorRequired, Unauthorized, WrongCredentials
from actions.words import is_blank, is_readable
from models import Session, User
from models.user import BIO_LIMIT, CITY_LIMIT, EMAIL_LIMIT, NAME_LIMIT, fold_email
from texts import _
from wire.requests import Profile

TURNING = {"\u200e", "\u200f", "\u061c", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f.]+(\.[^@\s\x00-\x1f\x7f.]+)*")


async def sign_up(name: str, email: str, password: str, *, is_local: bool = False, city: str = "", address: str) -> User:
    """A new person. `address` is the network address that asks, for its limit.

    Raises: InvalidField (also for a taken e-mail address), TooMany.
    """
    user = User(
        name=checked_name(name),
        email=checked_email(email),
        is_local=is_local,
        city=checked_line(city, "city", CITY_LIMIT),
    )
    await limits.spend("sign_up", address)  # before the password is judged, which takes its time
    await passwords.check(password, user.name, user.email)
    taken = InvalidField(_("Cette adresse a déjà un compte\u202f; connectez-vous plutôt"), field="email")
    user.password_hash = await passwords.hash_password(password)  # before the look-up: both answers take their time
    if await User.with_email(user.email):
        raise taken
    try:
        await user.save()
    except IntegrityError:
        raise taken from None
    audit.note("sign_up", user_id=user.id, address=address)
    return user


async def log_in(
    email: str, password: str, kind: str, *, address: str, device: str = "", code: str | None = None, mark: str = ""
) -> Session:
    """A new session of that person. `code` is asked of those who have set up a second factor (actions/second_factor.py);
    `mark` is what the browser has from an earlier log-in (actions/been_here.py).

    Raises: WrongCredentials, in the same words and time for an unknown address and a wrong password; SecondFactorRequired
    where `code` is missing, WrongCode; TooMany.
    """
    async with limits.log_in(address):
        user = await known(email, password, address, mark)
        two_steps = await second_factor.asked_of(user.id)
        if two_steps and code:
            await second_factor.check_code(user, code)
    if two_steps and not code:
        raise SecondFactorRequired(halfway(user))
    return await begin(user, kind, address=address, device=device)


async def known(email: str, password: str, address: str, mark: str) -> User:
    """Whose address and password these are.

    Raises: WrongCredentials, TooMany.
    """
    account = limits.pseudonym(fold_email(email))
    async with limits.failed("log_in_account", address, account):
        user = await User.with_email(email) if is_readable(email) else None
        async with been_here.failed(account, user, address, mark):
            if await passwords.verify(password, user.password_hash if user else None) and user and not user.disabled_at:
                return user
            audit.note("log_in_refused", user_id=user.id if user else None, address=address)
            raise WrongCredentials


def halfway(user: User) -> str:
    """The ticket of whoever has given the right password, for the second step; another password makes it void."""
    return tickets.seal_for(user, "second step", challenge=secrets.token_urlsafe(32))


async def begin(user: User, kind: str, *, address: str, device: str) -> Session:
    """The log-in of somebody who has shown all that is asked.

    Raises: WrongCredentials where what they have shown was changed meanwhile.
    """
    session = await sessions.begin(user, kind, device)
    session.user = user
    audit.note("log_in", user_id=user.id, address=address, detail=kind)
    return session


async def update_profile(user: User, changes: Profile) -> User:
    """Change what is given, leave the rest.

    Raises: InvalidField, TooMany, Unauthorized where the account was deleted meanwhile.
    """
    await limits.spend("change_account", user.id)
    if changes.name is not UNSET:
        user.name = checked_name(changes.name)
    if changes.city is not UNSET:
        user.city = checked_line(changes.city, "city", CITY_LIMIT)
    if changes.bio is not UNSET:
        user.bio = checked_text(changes.bio.replace("\r\n", "\n").strip(), "bio", BIO_LIMIT)
    if changes.is_local is not UNSET:
        user.is_local = changes.is_local
    if not await user.keep("name", "city", "bio", "is_local"):
        raise Unauthorized
    await conversations.person_changed(user.id)
    return user


async def change_email(session: Session, email: str) -> bool:
    """Log in with that address from here on; False when it is the present one.

    Nobody sends a letter to prove it, so it is as good as the one given at the sign-up.
    Raises: ConfirmationNeeded, InvalidField (also for a taken address), TooMany.
    """
    confirmation.need(session)
    user = session.user
    await limits.spend("change_email", user.id)
    email = checked_email(email)
    if email == user.email:
        return False
    try:
        taken = await User.with_email(email) is not None
        if not taken:
            await User.filter(id=user.id, deleted_at__isnull=True).update(email=email)
    except IntegrityError:
        taken = True
    if taken:
        raise InvalidField(_("Cette adresse a déjà un compte"), field="email")
    user.email = email
    audit.note("email_changed", user_id=user.id)
    return True


async def change_password(session: Session, current: str, new: str) -> int:
    """Set a new password and end every other log-in; returns how many ended. The present one counts as a confirmation.

    Raises: InvalidField for a wrong present password or a refused new one, TooMany.
    """
    user = session.user
    await limits.spend("change_account", user.id)
    await confirmation.confirm(session, current)
    try:
        await passwords.check(new, user.name, user.email)
    except InvalidField as refused:
        raise InvalidField(refused.message, field="new_password") from None
    if not await passwords.replace(user, new):
        raise confirmation.wrong()  # what was given as the present one is none any more
    audit.note("password_changed", user_id=user.id)
    return await sessions.end_all(user.id, besides=session.id)


def checked_name(name: str) -> str:
    """1 to 80 characters, on one line, that show.

    Raises: InvalidField.
    """
    name = checked_line(name, "name", NAME_LIMIT)
    if not name or is_blank(name):
        raise InvalidField(_("Indiquez votre nom"), field="name")
    return name


def checked_email(email: str) -> str:
    """An address that looks like one, folded; only a letter to it would prove it.

    Raises: InvalidField.
    """
    email = fold_email(email)
    if len(email) > EMAIL_LIMIT or not EMAIL.fullmatch(email) or not is_readable(email):
        raise InvalidField(_("Indiquez une adresse e-mail valide, comme camille@exemple.fr"), field="email")
    return email


def checked_line(text: str, field: str, limit: int) -> str:
    """One line of at most `limit` characters, white space folded.

    Raises: InvalidField.
    """
    text = checked_text(" ".join(text.split()), field, limit)
    # A name stands in the midst of our own sentences: what turns the direction of writing would turn these too.
    if any(unicodedata.category(c) == "Cc" or c in TURNING for c in text):
        raise unreadable(field)
    return text


def checked_text(text: str, field: str, limit: int) -> str:
    """At most `limit` characters that can be stored.

    Raises: InvalidField.
    """
    if len(text) > limit:  # before the text is walked through
        raise InvalidField(_("%(limit)s caractères au plus", limit=limit), field=field)
    if not is_readable(text):
        raise unreadable(field)
    return text


def unreadable(field: str) -> InvalidField:
    """There is something in that field that nobody could read."""
    return InvalidField(_("Ce texte contient un caractère illisible"), field=field)
