"""Models of Tortoise's out of rows of SQL that stands in the code: Tortoise writes a query anew each time, in more time than it
takes to ask it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from tortoise.models import Model

M = TypeVar("M", bound=Model)


@cache
def columns(model: type[Model], table: str) -> str:
    """Every column of that model, to be selected from `table`; known once Tortoise is connected."""
    return ", ".join(f'{table}."{column}" AS "{table}.{column}"' for column in sorted(model._meta.db_fields))


def made(model: type[M], table: str, row: Mapping[str, Any]) -> M:
    """The model whose columns were selected so."""
    return model._init_from_db(**{column: row[f"{table}.{column}"] for column in model._meta.db_fields})
