"""`quart migrate`."""

import asyncio

import click

import settings
from commands.running import reaching_the_database
from models import database


@click.command()
def migrate() -> None:
    """Bring the database up to date. Safe to run from several processes at once."""
    with reaching_the_database():
        asyncio.run(database.migrate(settings.current()))
    click.echo("The database is up to date.")
