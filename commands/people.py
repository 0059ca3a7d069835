import click

from actions import accounts
from actions.errors import Refused
from commands.running import run


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
    click.echo(f"Added {user.name} <{user.email}>.")
