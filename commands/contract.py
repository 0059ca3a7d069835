"""`quart contract`: the contract as documents and types."""

import json
from collections.abc import Callable

import click

import settings
from contract import asyncapi, openapi, python, typescript

WRITTEN: dict[str, Callable[[], str]] = {
    "typescript": typescript.text,
    "python": python.text,
    "asyncapi": lambda: json.dumps(asyncapi.document(settings.current().public_url), indent=2, ensure_ascii=False) + "\n",
    "openapi": lambda: json.dumps(openapi.document(settings.current().public_url), indent=2, ensure_ascii=False) + "\n",
}


@click.command()
@click.argument("form", type=click.Choice(list(WRITTEN)))
def contract(form: str) -> None:
    """Print the contract: types for socket.io-client or Python, AsyncAPI of the events, or OpenAPI of the JSON API."""
    click.echo(WRITTEN[form](), nl=False)
