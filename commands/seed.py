"""`quart seed`: the demo."""

import click

from commands.running import run
from seeds import demo


@click.command()
def seed() -> None:
    """Put demo people and a conversation into an empty database."""
    made = run(planted)
    click.echo(demo.told() if made else "There are people already: nothing was added.")


async def planted() -> bool:
    """Whether the demo was put there: not where there is anybody. One clear line where it can't be."""
    try:
        return await demo.plant()
    except demo.NotKept as why:
        raise click.ClickException(f"{why}; nothing was added") from None
