"""`quart people`: who may log in, and help for those who can't."""

from collections.abc import Awaitable, Callable
from typing import Any

import click

import settings
from actions import accounts, operating, password_links, second_factor, sessions
from actions.audit import printable
from actions.errors import Refused
from commands.running import run
from models import User


@click.group()
def people() -> None:
    """The people of this installation."""


@people.command()
@click.option("--name", prompt=True, help="Their name, as others see it.")
@click.option("--email", prompt=True, help="Their e-mail address, with which they log in.")
@click.option("--city", default="", help="Where they live.")
@click.option("--local", "is_local", is_flag=True, help="List them among the locals.")
@click.password_option(help="15 characters or more; asked for when not given.")
def add(name: str, email: str, city: str, is_local: bool, password: str) -> None:
    """Add someone who can log in."""
    try:
        user = run(lambda: accounts.sign_up(name, email, password, is_local=is_local, city=city, address="command line"))
    except Refused as refused:
        raise click.ClickException(refused.message) from None
    click.echo(f"Added {called(user)}.")


@people.command()
@click.argument("email")
def disable(email: str) -> None:
    """Let the person with this address in no more, and end their log-ins. Nothing of theirs is removed."""
    user, ended = done_to(email, operating.disable)
    click.echo(f"Disabled {called(user)}; {ended} log-ins ended.")


@people.command()
@click.argument("email")
def enable(email: str) -> None:
    """Let a disabled person in again."""
    user, enabled = done_to(email, operating.enable)
    if not enabled:
        raise click.ClickException(f"{called(user)} has deleted their account")
    click.echo(f"Enabled {called(user)}.")


@people.command()
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="End every log-in of everybody instead.")
def log_out(email: str | None, everybody: bool) -> None:
    """End every log-in of the person with this address, live sockets included."""
    if bool(email) == everybody:
        raise click.UsageError("Name one address, or say --everybody.")
    if email:
        user, ended = done_to(email, lambda user: sessions.end_all(user.id))
        click.echo(f"{ended} log-ins of {called(user)} ended.")
    else:
        click.echo(f"{run(operating.log_everybody_out, migrating=False)} log-ins ended.")


@people.command()
@click.argument("email")
def remove_factors(email: str) -> None:
    """Let the password be enough again for somebody who has lost their app, their passkeys and their codes on paper.

    Be sure that it is really them who asks.
    """
    user, had = done_to(email, lambda user: second_factor.remove_all(user.id))
    click.echo(f"{called(user)} logs in with the password alone{'' if had else ', as before'}.")


@people.command()
@click.argument("email")
def password_link(email: str) -> None:
    """Make a link with which somebody who has forgotten their password sets a new one, once, within a day.

    Be sure that it is really them who gets it. A second step that they have set up is asked for as before.
    """

    async def made(user: User) -> str:
        return "" if user.disabled_at else password_links.made_for(user)

    user, ticket = done_to(email, made)
    if not ticket:
        raise click.ClickException(f"{called(user)} is disabled")
    click.echo(f"For {called(user)}, once, within a day:\n{settings.current().public_url}/password/{ticket}")


def done_to(email: str, work: Callable[[User], Awaitable[Any]]) -> tuple[User, Any]:
    """That, done to the person with this address; and what came of it."""

    async def both() -> tuple[User, Any] | None:
        user = await User.with_email(email)
        return (user, await work(user)) if user else None

    found: tuple[User, Any] | None = run(both, migrating=False)
    if found is None:
        raise click.ClickException(f"nobody has the address {email}")
    return found


def called(user: User) -> str:
    """Name and address, in which nothing reaches the terminal as a command."""
    return printable(f"{user.name} <{user.email}>")
