"""A database that can't be used, told in one line."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg
from tortoise.exceptions import DBConnectionError, OperationalError

OUT_OF_REACH = (
    OSError,
    DBConnectionError,
    sqlite3.DatabaseError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InterfaceError,  # also for a certificate that it is to look for and does not find
)


@contextmanager
def reaching(refusal: Callable[[str], BaseException]) -> Iterator[None]:
    """Nothing but connecting and migrating belongs inside.

    Raises: `refusal`, given the one line that says why the database can't be used.
    """
    try:
        yield
    except (*OUT_OF_REACH, OperationalError) as away:
        if isinstance(away, OperationalError) and not isinstance(away.__cause__, OUT_OF_REACH):
            raise
        raise refusal(f"DATABASE_URL: the database can't be used: {' '.join(str(away).split())}") from None
