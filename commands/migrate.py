"""`quart migrate`."""

import asyncio

import click

import settings
from models import database
from models.reaching import reaching


@click.command()
def migrate() -> None:
    """Bring the database up to date. Safe to run from several processes at once."""
    with reaching(click.ClickException):
        asyncio.run(database.migrate(settings.current()))
    click.echo("The database is up to date.")
