"""`quart seed`: the demo."""

import click

from commands.running import run
from seeds import demo


@click.command()
def seed() -> None:
    """Put demo people and a conversation into an empty database."""
    made = run(demo.plant)
    click.echo(demo.told() if made else "There are people already: nothing was added.")
