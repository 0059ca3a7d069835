"""The way of a database from one version to the next. What a new migration needs here: rows for its new tables, in ROWS."""

import ast
import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from models import database
from models.user import fold
from tests.commands.programs import Done, typed
from tests.faults.tables import column, rows
from tests.models.databases import Fresh, Row, contents, execute, shape
from tests.processes import ROOT

FILES = sorted((ROOT / "migrations").glob("[0-9]*.py"))
NAMES = [file.stem for file in FILES]

# A row and more for every table, in the columns that it had when the migration made it.
ROWS = {
    "0001_first": [
        """INSERT INTO users (id, name, email, password_hash, is_local, city, bio, search_text, created_at, disabled_at) VALUES
           (1, 'Camille', 'camille@exemple.fr', '$argon2id$', false, 'Lyon', 'Un carnet.', 'camille lyon', {now}, NULL),
           (2, 'Zoé 🦊', 'zoé@exemple.fr', '$argon2id$', true, 'Brest', '', 'zoe brest', {now}, {now})""",
        """INSERT INTO attachments (id, key, user_id, content_type, extension, width, height, size, small_size, created_at)
           VALUES (1, 'a key', 1, 'image/png', 'png', 40, 30, 1000, 100, {now}),
                  (2, 'another', 2, 'image/gif', 'gif', 1, 1, 10, 10, {now})""",
        """INSERT INTO conversations (id, voyager_id, local_id, created_at, updated_at, last_message_id, voyager_unread,
           local_unread) VALUES (5, 1, 2, {now}, {now}, 8, 1, 0)""",
        """INSERT INTO messages (id, conversation_id, user_id, content, attachment_id, read, created_at, client_id) VALUES
           (7, 5, 1, 'L''été ; "ici"', 1, true, {now}, '11111111-2222-4333-8444-555555555555'),
           (8, 5, 2, 'a
b', NULL, false, {now}, '11111111-2222-4333-8444-555555555556')""",
        """INSERT INTO sessions (id, key, user_id, kind, device, created_at, last_seen_at, expires_at) VALUES
           (3, 'a session', 1, 'cookie', 'Firefox', {now}, {now}, {now})""",
    ],
    "0002_security_events": [
        """INSERT INTO security_events (id, at, kind, user_id, address, detail) VALUES
           (1, {now}, 'log_in', 1, '192.0.2.1', ''), (2, {now}, 'bound', NULL, '', 'log_in')""",
    ],
    "0004_second_factors": [
        """INSERT INTO totp_keys (id, user_id, secret, last_step, created_at) VALUES (1, 1, 'GEZDGNBVGY3TQOJQ', 4, {now})""",
        """INSERT INTO recovery_codes (id, user_id, digest) VALUES (1, 1, 'a digest'), (2, 1, 'another')""",
        """INSERT INTO passkeys (id, user_id, name, credential, public_key, sign_count, created_at, last_used_at) VALUES
           (1, 1, 'Téléphone', 'an id', 'a key', 3, {now}, {now}), (2, 1, '', 'another', 'a key', 0, {now}, NULL)""",
    ],
    "0006_webhook_state": [
        """INSERT INTO webhook_state (id, after_id, behind, holder, held_until) VALUES (1, 8, '{"5": 7}', 'a1', 1.5)""",
    ],
    "0007_attachment_alt": ["UPDATE attachments SET alt = 'L''été ; \"ici\" ⚓' WHERE id = 1"],
}


async def test_processes_that_start_together_on_an_empty_database_all_find_it_migrated(fresh: Fresh, kind: str) -> None:
    async with fresh() as chosen, fresh() as alone:
        results = await asyncio.gather(*(typed("migrate", DATABASE_URL=chosen.database_url) for _ in range(4)))
        assert results == [Done(0, "The database is up to date.\n", "")] * 4
        await database.migrate(alone)
        assert await shape(chosen.database_url, kind) == await shape(alone.database_url, kind)
        assert await column(chosen.database_url, "SELECT name FROM tortoise_migrations ORDER BY name") == NAMES


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_no_migration_alters_or_removes_a_column(file: Path) -> None:
    """On SQLite Tortoise rebuilds the table for these, and what referred to its rows goes with the old one."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {n.id for n in nodes if isinstance(n, ast.Name)}
    assert not named & {"AlterField", "RemoveField"}


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [int(name[:4]) for name in NAMES] == list(range(1, len(NAMES) + 1))


async def test_the_models_have_no_change_without_a_migration(fresh: Fresh) -> None:
    async with fresh() as chosen, TortoiseContext() as context:
        config = database.config(chosen.database_url)
        await context.init(config=config)
        assert context.apps
        changes = await MigrationAutodetector(context.apps, config["apps"]).changes()
        await context.close_connections()
    assert [operation for writer in changes for operation in writer.operations] == []


async def test_a_filled_database_keeps_every_row_through_every_migration(fresh: Fresh, kind: str) -> None:
    async with fresh() as walked, fresh() as new:
        url, before = walked.database_url, dict[str, list[Row]]()
        for name in NAMES:
            await database.migrate(walked, name)
            assert kept(before, await contents(url, kind)) == before
            await execute(url, ROWS.get(name, []), kind)
            before = await contents(url, kind)
        await database.migrate(walked)
        after = await contents(url, kind)
        assert after == before
        assert [table for table, found in after.items() if not found] == []
        if kind == "sqlite":
            assert await rows(url, "PRAGMA foreign_key_check") == []
            assert await column(url, "PRAGMA integrity_check") == ["ok"]

        await database.migrate(new)
        assert await shape(url, kind) == await shape(new.database_url, kind)


def kept(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Of what there is after, the tables and columns that there were before."""
    return {
        table: [{name: row[name] for name in old[0] if name in row} for row in after.get(table, [])] if old else []
        for table, old in before.items()
    }


NEW_CONVERSATION = """INSERT INTO conversations (id, voyager_id, local_id, created_at, updated_at, voyager_unread, local_unread)
                      VALUES (9, {pair}, {now}, {now}, 0, 0)"""

RULES = {
    "one conversation a pair": NEW_CONVERSATION.replace("{pair}", "2, 1"),
    "two people": NEW_CONVERSATION.replace("{pair}", "1, 1"),
    "one person an address": "UPDATE users SET email = 'camille@exemple.fr'",
    "one message a client_id": "UPDATE messages SET user_id = 1, client_id = '11111111-2222-4333-8444-555555555555'",
    "one message an image": "UPDATE messages SET attachment_id = 1",
    "one session a key": """INSERT INTO sessions (key, user_id, kind, device, created_at, last_seen_at, expires_at)
                            VALUES ('a session', 2, 'cookie', '', {now}, {now}, {now})""",
    "one app a person": "INSERT INTO totp_keys (user_id, secret, last_step, created_at) VALUES (1, 'another', 0, {now})",
    "one person a passkey": "UPDATE passkeys SET credential = 'an id'",
    "one row a code": "UPDATE recovery_codes SET digest = 'a digest'",
    "a message's person": "DELETE FROM users WHERE id = 2",
    "a message's conversation": "DELETE FROM conversations",
    "a message's image": "DELETE FROM attachments WHERE id = 1",
}


async def test_a_migrated_database_holds_its_rules(fresh: Fresh, kind: str) -> None:
    async with fresh() as chosen:
        await database.migrate(chosen)
        for statements in ROWS.values():
            await execute(chosen.database_url, statements, kind)
        before = await contents(chosen.database_url, kind)
        foreign_keys = ["PRAGMA foreign_keys = ON"] if kind == "sqlite" else []
        held = []
        for rule, statement in RULES.items():
            try:
                await execute(chosen.database_url, [*foreign_keys, statement], kind)
            except (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError):
                held.append(rule)
        assert held == list(RULES)
        assert await contents(chosen.database_url, kind) == before


async def test_people_of_before_are_found_by_words_that_are_taken_for_the_same_since(fresh: Fresh, kind: str) -> None:
    """0009: what was folded before has the apostrophe and the letters that `fold` writes in another way now."""
    async with fresh() as chosen:
        await database.migrate(chosen, "0008_language")
        await execute(chosen.database_url, ROWS["0001_first"], kind)
        await execute(chosen.database_url, ["UPDATE users SET search_text = 'l’œil læsø' WHERE id = 2"], kind)
        await database.migrate(chosen)
        found = await column(chosen.database_url, "SELECT search_text FROM users ORDER BY id")
        assert found == ["camille lyon", "l'oeil laeso"] == ["camille lyon", fold("L’Œil Læsø")]
