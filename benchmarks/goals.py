"""The goals, and the table that says which are met: every line from figures that were measured in this run."""

from collections.abc import Callable

from benchmarks.results import Results, Row, Series, paired
from benchmarks.rounds import AGREED, OURS, REFERENCE, SQLITE

Judge = Callable[[Results], Row]


def table(results: Results) -> list[Row]:
    """A row a goal. What was not measured says so."""
    return [judged(judge, results) for judge in JUDGES]


def judged(judge: Judge, results: Results) -> Row:
    """The goal's row; where a figure is missing, one that says which."""
    try:
        return judge(results)
    except KeyError as missing:
        row = judge(Anything(results.machine, results.quick, results.rounds))
        return Row(row.what, row.goal, measured="not measured", note=f"no figure for {missing.args[0]}")


class Anything(Results):
    """Results that have every figure: for the words of a row that has none."""

    def series(self, name: str) -> Series:
        return Series([1.0])


def throughput(results: Results) -> Row:
    return against(results, OURS, 5, "Messages committed and delivered to both, per server core, PostgreSQL")


def throughput_sqlite(results: Results) -> Row:
    return against(results, SQLITE, 3, "The same on the embedded SQLite (FULL)")


def against(results: Results, subject: str, times: float, what: str) -> Row:
    """Ours against the reference's, round by round: at least so many times as many messages."""
    ours, theirs = results.series(f"{subject}.messages_per_s"), results.series(f"{REFERENCE}.messages_per_s")
    ratio, busy = paired(ours.values, theirs.values), results.series(f"{subject}.busy")
    cost = results.series(f"{subject}.cpu_ms_per_message")
    return Row(
        what,
        f"at least {times:g} x the reference",
        f"{ours.told()} /s",
        f"{theirs.told()} /s",
        f"{ratio:.2f} x",
        ratio >= times,
        f"server {busy.middle * 100:.0f} % busy, {cost.told(3)} ms of CPU a message",
    )


def latency(results: Results) -> Row:
    ours, theirs = results.series(f"{OURS}.p99_at_{AGREED}"), results.series(f"{REFERENCE}.p99_at_{AGREED}")
    ratio = paired(ours.values, theirs.values)
    return Row(
        f"p99 from send to receipt at {AGREED}/s",
        "at most 2 ms, and at most half of the reference",
        f"{ours.told()} ms",
        f"{theirs.told()} ms",
        f"{ratio:.2f} x",
        ours.middle <= 2 and ratio <= 0.5,
        f"p50 {results.series(f'{OURS}.p50_at_{AGREED}').told()} ms against "
        f"{results.series(f'{REFERENCE}.p50_at_{AGREED}').told()} ms; a sync of this disk alone, for which each commit waits: "
        f"{results.series('disk.sync_p50').told()} ms, p99 {results.series('disk.sync_p99').told()} ms",
    )


def order(results: Results) -> Row:
    ours = results.series(f"{OURS}.reordered").values + results.series(f"{SQLITE}.reordered").values
    theirs = results.series(f"{REFERENCE}.reordered")
    return Row(
        "Order under 4 in flight per sender",
        "none out of order",
        f"{sum(ours):.0f} in {len(ours)} runs",
        f"{theirs.told(0)} a run",
        "",
        sum(ours) == 0,
        "counted in the throughput runs, on both databases",
    )


def memory(results: Results) -> Row:
    ours, theirs = results.series(f"{OURS}.kb_per_connection"), results.series(f"{REFERENCE}.kb_per_connection")
    return Row(
        "Memory per idle connection, clients offering deflate",
        "at most 40 KB",
        f"{ours.told(1)} KB",
        f"{theirs.told(1)} KB",
        f"{paired(ours.values, theirs.values):.2f} x",
        ours.middle <= 40,
        "resident memory of the server and its children, before and with the connections",
    )


def connections(results: Results) -> Row:
    ours, theirs = results.series(f"{OURS}.connections_per_s"), results.series(f"{REFERENCE}.connections_per_s")
    ratio = paired(ours.values, theirs.values)
    what, goal = "Authenticated connections per second", "at least the reference's"
    return Row(what, goal, f"{ours.told()} /s", f"{theirs.told()} /s", f"{ratio:.2f} x", ratio >= 1)


def two(results: Results) -> Row:
    both, one, share = (results.series(f"two.{name}") for name in ("messages_per_s", "one.messages_per_s", "slice"))
    ratio = paired(both.values, one.values)
    efficient = paired(results.series("two.one.cpu_ms_per_message").values, results.series("two.cpu_ms_per_message").values)
    return Row(
        "Two processes on two cores with Redis and PostgreSQL, against one",
        "at least 1.7 x",
        f"{both.told()} /s",
        f"one: {one.told()} /s",
        f"{ratio:.2f} x",
        ratio >= 1.7,
        f"each server, the single one too, held to {share.middle * 100:.0f} % of its core: all else shares the second core. "
        f"A second of the servers' CPU carries {efficient:.2f} x what it carries in one process",
    )


def growth(way: str, what: str) -> Judge:
    """A judge of one way of reading: what a long history adds to it."""

    def judge(results: Results) -> Row:
        large, small = results.series(f"large.{way}_ms"), results.series(f"small.{way}_ms")
        ratio = paired(large.values, small.values)
        return Row(what, "at most 1.3 x", f"{large.told()} ms", f"{small.told()} ms", f"{ratio:.2f} x", ratio <= 1.3)

    return judge


def rendered(results: Results) -> Row:
    time, queries = results.series("large.rendered_ms"), results.series("large.queries_conversation").middle
    unread = results.series("large.queries_conversation_with_unread").middle
    return Row(
        "Conversation page, rendered",
        "p50 at most 8 ms, at most 4 queries",
        f"{time.told()} ms, {queries:.0f} queries",
        f"{results.series('small.rendered_ms').told()} ms in the small history",
        "",
        time.middle <= 8 and queries <= 4,
        f"{unread:.0f} statements when it marks something read",
    )


def inbox(results: Results) -> Row:
    queries = results.series("large.queries_inbox").middle
    return Row("Inbox", "at most 3 queries", f"{queries:.0f} queries", met=queries <= 3)


def photo(results: Results) -> Row:
    beside, without = results.series("photo.p99_beside"), results.series("photo.p99_without")
    ratio, shown = paired(beside.values, without.values), results.series("photo.seconds_to_shown")
    return Row(
        "10 MiB photo, from send to shown, beside 200 messages/s",
        "those messages' p99 at most 1.5 x",
        f"{beside.told()} ms",
        f"{without.told()} ms",
        f"{ratio:.2f} x",
        ratio <= 1.5,
        f"one photo after the other during the whole measurement; shown after {shown.told()} s",
    )


def start(results: Results) -> Row:
    seconds = results.series("start.seconds")
    return Row("Start to first answer", "at most 1.5 s", f"{seconds.told()} s", met=seconds.middle <= 1.5)


JUDGES: list[Judge] = [
    throughput,
    throughput_sqlite,
    latency,
    order,
    memory,
    connections,
    two,
    growth("page", "Page of 50 messages, large history against small (median)"),
    growth("inbox", "Inbox of 50 conversations, the same"),
    growth("catch_up", "Catch-up of 200 messages, the same"),
    rendered,
    inbox,
    photo,
    start,
]
