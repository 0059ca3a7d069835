"""The one checker of every row: what was attempted, acknowledged and shown, held against the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults import tables
from tests.faults.talker import Talker

Row = tuple[int, int, str, str, bool, int]  # id, user_id, content, client_id, read; unread in its conversation, as that counts

SELECT = """SELECT m.id, m.user_id, m.content, m.client_id, m."read", c.voyager_unread + c.local_unread AS unread
FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.conversation_id = {} ORDER BY m.id"""


@dataclass
class Result:
    """What one round found."""

    acknowledged: int = 0
    violations: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # what took too long: for the report, for a busy machine's suite may be slow
    figures: dict[str, float] = field(default_factory=dict)  # what the row also asserts, measured


async def stored(database_url: str, room: int) -> list[Row]:
    """The conversation's rows, read past the server."""
    return [(r[0], r[1], r[2], str(r[3]), bool(r[4]), r[5]) for r in await tables.rows(database_url, SELECT.format(int(room)))]


def check(rows: Sequence[Row], talkers: Sequence[Talker], log: Sequence[str] = (), explained: Sequence[str] = ()) -> Result:
    """Every promise, for one conversation and those who talked in it; `log` is the server's errors, less the `explained`."""
    result = Result(sum(len(talker.acknowledged) for talker in talkers))
    by_client_id = {row[3]: row for row in rows}
    attempted = {client_id: content for talker in talkers for client_id, content in talker.attempted.items()}
    problems = result.violations
    for talker in talkers:
        if unanswered := talker.attempted.keys() - talker.acknowledged.keys():
            problems.append(f"{len(unanswered)} messages of {talker.person.name} were never acknowledged")
        for client_id, message in talker.acknowledged.items():
            row = by_client_id.get(client_id)
            if row is None:
                problems.append(f"acknowledged and not stored: {message}")
            elif (row[0], row[2]) != (message["id"], talker.attempted[client_id]):
                problems.append(f"acknowledged as {message}, stored as {row}")
    problems += [f"{count} rows of one client_id {id_}" for id_, count in Counter(r[3] for r in rows).items() if count > 1]
    problems += [f"stored and never attempted: {row}" for row in rows if attempted.get(row[3]) != row[2]]
    truth = [(row[0], row[2]) for row in rows]
    for talker in talkers:
        if (shown := sorted(talker.shown.items())) != truth:
            problems.append(f"{talker.person.name} shows {len(shown)} of {len(truth)}: {difference(shown, truth)}")
        order = [row[2] for row in rows if row[3] in talker.attempted]
        written = [content for id_, content in talker.attempted.items() if id_ in by_client_id]
        if order != written:
            problems.append(f"{talker.person.name}'s messages lost their order")
        problems += [f"{talker.person.name} was told twice of {id_}" for id_ in talker.pushed_twice]
        problems += [f"{talker.person.name} was shown {id_} twice, or after a later one" for id_ in talker.shown_wrong]
        problems += marks(rows, talker)
    unread = sum(not row[4] for row in rows)
    problems += [f"{unread} are unread, and {row[5]} are counted" for row in rows[-1:] if row[5] != unread]
    problems += [f"log: {line}" for line in log if not any(known in line for known in explained)]
    return result


def marks(rows: Sequence[Row], talker: Talker) -> list[str]:
    """What was read: acknowledged or said to be so, it stays; and all that came to somebody was to be marked."""
    name, unread = talker.person.name, {row[0] for row in rows if not row[4]}
    marked = {row[0] for row in rows if row[1] != talker.person.id and row[0] <= talker.marked}
    problems = [f"read mark went back: {id_}" for id_ in sorted((talker.read | marked) & unread)]
    problems += [f"read mark went back for {name}: {what}" for what in talker.went_back]
    if talker.theirs and talker.marked < talker.theirs[-1]:
        problems.append(f"{name} could mark read up to {talker.marked} of {talker.theirs[-1]} only")
    return problems


def difference(shown: list[Any], truth: list[Any]) -> str:
    missing, extra = [m for m in truth if m not in shown], [m for m in shown if m not in truth]
    return f"missing {missing[:3]}, extra {extra[:3]}"
