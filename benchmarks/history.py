"""A history of any size, made by the database itself: as many conversations as it takes, their messages strewn over the table.

Everybody has the same fifty conversations of two hundred messages each in a small history and in a large one: what differs is
what lies around them.
"""

from dataclasses import dataclass

from benchmarks.own_postgres import execute

MESSAGES = 200  # a conversation
INBOX = 50  # conversations of each voyager
LOG_INS = 200  # voyagers who can log in

# Voyager v has the conversations (v-1)*INBOX+1 .. v*INBOX, each with another local. Message n belongs to conversation
# (n-1) % conversations + 1, so that neighbours in a conversation are far apart on the disk, as they are in life.
PEOPLE = """
INSERT INTO users (name, email, password_hash, is_local, search_text, city, bio, created_at)
SELECT 'Personne ' || n, n || '@bench.example', '-', n > {voyagers}, '', 'Marseille', '', now()
FROM generate_series(1, {voyagers} + {conversations}) AS n ORDER BY n"""

CONVERSATIONS = """
INSERT INTO conversations (voyager_id, local_id, created_at, updated_at, last_message_id, voyager_unread, local_unread)
SELECT (n - 1) / {inbox} + 1, {voyagers} + n, now(), now() - (n || ' milliseconds')::interval,
  {messages} - {conversations} + n, 0, 0
FROM generate_series(1, {conversations}) AS n ORDER BY n"""

STREWN = """
INSERT INTO messages (conversation_id, user_id, content, attachment_id, client_id, read, created_at)
SELECT c, CASE WHEN (n - 1) / {conversations} % 2 = 0 THEN (c - 1) / {inbox} + 1 ELSE {voyagers} + c END,
  'Message ' || n || repeat(' et encore un mot', (n % 5)::int), NULL, gen_random_uuid(), true,
  now() - ({messages} - n || ' milliseconds')::interval
FROM (SELECT n, (n - 1) % {conversations} + 1 AS c FROM generate_series(1::bigint, {messages}) AS n) AS numbered"""

SESSIONS = """
INSERT INTO sessions (key, user_id, kind, device, created_at, last_seen_at, expires_at)
SELECT kind || '-' || n, n, kind, '', now(), now(), now() + interval '1 day'
FROM generate_series(1, least({voyagers}, {log_ins})) AS n, unnest(ARRAY['bearer', 'cookie']) AS kind"""

# Without indexes and checks of keys while rows pour in; made again as they were.
INDEXES = """
SELECT format('ALTER TABLE messages DROP CONSTRAINT %I', conname) AS away,
  format('ALTER TABLE messages ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS back
FROM pg_constraint WHERE conrelid = 'messages'::regclass AND contype IN ('u', 'f')
UNION ALL
SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = 'messages'::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('u', 'p'))"""

SIZES = """
SELECT pg_total_relation_size('messages') AS total, pg_indexes_size('messages') AS indexes, count(*) AS rows FROM messages"""


@dataclass(frozen=True, slots=True)
class History:
    database: str
    conversations: int
    voyagers: int  # the first people; those up to `log_ins` can log in
    bytes_per_message: float  # on the disk, indexes included
    index_bytes_per_message: float

    @property
    def log_ins(self) -> int:
        """How many of the voyagers can log in."""
        return min(self.voyagers, LOG_INS)

    def newest_but(self, conversation: int, messages: int) -> int:
        """The id after which so many messages of that conversation follow."""
        return (MESSAGES - messages - 1) * self.conversations + conversation if messages < MESSAGES else 0


def written(database: str, messages: int) -> History:
    """Fill that migrated, empty database with at least one voyager's worth of messages."""
    conversations = max(messages // MESSAGES // INBOX, 1) * INBOX
    sizes = {
        "conversations": conversations,
        "voyagers": conversations // INBOX,
        "messages": conversations * MESSAGES,
        "inbox": INBOX,
        "log_ins": LOG_INS,
    }
    pairs = [(row["away"], row["back"]) for row in execute(database, INDEXES)]
    execute(
        database,
        "SET maintenance_work_mem = '512MB'",
        *(away for away, _ in pairs),
        *(statement.format(**sizes) for statement in (PEOPLE, CONVERSATIONS, STREWN, SESSIONS)),
        *(back for _, back in pairs),
        "VACUUM ANALYZE",
        "CHECKPOINT",
    )
    (size,) = execute(database, SIZES)
    return History(database, conversations, conversations // INBOX, size["total"] / size["rows"], size["indexes"] / size["rows"])
