"""`quart audit`: what happened at the doors."""

from datetime import UTC, datetime, timedelta

import click

from actions.audit import KINDS, printable
from commands.running import run
from models import SecurityEvent
from wire.requests import LARGEST_ID

WIDEST = max(map(len, KINDS))
EXPLAINED = "\n\n".join(f"{kind}: {meaning}." for kind, meaning in KINDS.items())


@click.command(
    help=f"Show what happened at the doors in the last 90 days, newest first: when, what, who, and from where.\n\n{EXPLAINED}"
)
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only events of this kind.")
@click.option("--person", type=click.IntRange(1, LARGEST_ID), help="Only those of the person with this id.")
@click.option("--hours", type=click.FloatRange(0, 24 * 90), help="Only those of the last so many hours.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="No more than this many.")
def audit(kind: str | None, person: int | None, hours: float | None, limit: int) -> None:
    since = None if hours is None else datetime.now(UTC) - timedelta(hours=hours)
    found = run(lambda: SecurityEvent.newest(limit, kind=kind, user_id=person, since=since), migrating=False)
    for event in found:
        moment = event.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        who = f"person {event.user_id}" if event.user_id else "-"
        # Whatever a row may hold by now, it reaches no terminal as a command.
        click.echo(
            "  ".join(
                [moment, event.kind.ljust(WIDEST), who.ljust(12), printable(event.address) or "-", printable(event.detail)]
            ).rstrip()
        )
    if not found:
        click.echo("Nothing of that kind.")
