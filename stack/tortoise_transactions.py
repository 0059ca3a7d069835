"""Tortoise transactions that survive being cancelled, SQLite transactions that begin as writers, and a database that is away,
stalled or locked told as such within seconds.

Cancelled while entering, Tortoise keeps its lock (SQLite) or pooled connection (PostgreSQL) for ever (tortoise-orm
#1152); a few dozen people who hang up stop the whole process. Cancelled while leaving, or in a bulk insert, SQLite's
transaction stays open, and everything that follows is written into it and lost.
"""

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import ConnectionWrapper, PoolConnectionWrapper, TransactionContextPooled
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper

from stack import tortoise_postgres, tortoise_sqlite


def install() -> None:
    """Put ours in the places of Tortoise's, for every connection of this process."""
    for owner, name, ours in (
        (TransactionContextPooled, "__aenter__", tortoise_postgres.enter),
        (TransactionContextPooled, "__aexit__", tortoise_postgres.leave),
        (AsyncpgDBClient, "execute_many", tortoise_postgres.execute_many),
        (AsyncpgDBClient, "create_pool", tortoise_postgres.create_pool),
        (AsyncpgDBClient, "_translate_exceptions", tortoise_postgres.translate),
        (PoolConnectionWrapper, "__aenter__", tortoise_postgres.enter_connection),
        (PoolConnectionWrapper, "__aexit__", tortoise_postgres.leave_connection),
        (SqliteTransactionContext, "__aenter__", tortoise_sqlite.enter),
        (SqliteTransactionContext, "__aexit__", tortoise_sqlite.leave),
        (SqliteTransactionWrapper, "begin", tortoise_sqlite.begin),
        (SqliteTransactionWrapper, "commit", tortoise_sqlite.commit),
        (SqliteTransactionWrapper, "rollback", tortoise_sqlite.rollback),
        (SqliteClient, "execute_many", tortoise_sqlite.execute_many),
        (SqliteClient, "execute_insert", tortoise_sqlite.execute_insert),
        (SqliteClient, "execute_query", tortoise_sqlite.execute_query),
        (SqliteClient, "execute_query_dict", tortoise_sqlite.execute_query_dict),
        (ConnectionWrapper, "__aenter__", tortoise_sqlite.enter_connection),
    ):
        setattr(owner, name, ours)
