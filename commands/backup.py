"""`quart backup` and `quart restore`."""

import asyncio
from pathlib import Path

import click

import backups
import settings
from commands.running import end_tidily, run


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def backup(file: Path) -> None:
    """Write everything (rows and images) into FILE, while people write."""
    if file.exists():
        raise click.ClickException(f"{file} exists already")
    end_tidily()
    chosen = settings.current()
    try:
        counts = run(lambda: backups.back_up(chosen, file), migrating=False)
    except OSError as unwritable:
        raise click.ClickException(f"{file}: {unwritable.strerror or unwritable}") from None
    click.echo(f"{file}: {told(counts)}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put everything of FILE into an empty database (SQLite or PostgreSQL, whichever it came from)."""
    end_tidily()
    try:
        counts = asyncio.run(backups.restore(settings.current(), file))
    except backups.Unreadable as unreadable:
        raise click.ClickException(str(unreadable)) from None
    except OSError as unwritable:
        raise click.ClickException(f"not restored: {unwritable}") from None
    click.echo(f"Restored {told(counts)}")


def told(counts: dict[str, int]) -> str:
    """How many of each."""
    return ", ".join(f"{count} {what}" for what, count in counts.items())
