"""`quart COMMAND`: what an operator does with Escale besides serving it."""

from quart import Quart

from commands.audit import audit
from commands.backup import backup, restore
from commands.contract import contract
from commands.migrate import migrate
from commands.people import people
from commands.seed import seed
from commands.serve import serve


def register(app: Quart) -> None:
    """Add them all to `quart`."""
    for command in (contract, serve, migrate, seed, people, backup, restore, audit):
        app.cli.add_command(command)
