"""What a program that means harm, or has a bug, may send: valid events with one thing wrong, and frames that are none."""

import json
from typing import Any

from hypothesis import strategies as st

JUNK_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "\0", "\ud800", "a" * 2001, "😀" * 2000, "data:image/png;base64,", "data:image/png;base64,AAAA", "null", "5"]
    ),
)
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from([0, -0.0, 1.0, True, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 10**400]),
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, JUNK_TEXT)
JUNK = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(JUNK_TEXT, inner, max_size=4)), max_leaves=12
)
EXTRA = [
    "id",
    "user_id",
    "read",
    "createdAt",
    "Sender",
    "sid",
    "__proto__",
    "_placeholder",
    "num",
    "after_id",
    "up_to",
    "client_id",
]


def payloads(room: int, message_id: int) -> dict[str, dict[str, Any]]:
    """A valid payload for each event that clients may emit."""
    return {
        "join_conversation": {"conversation_id": room, "after_id": 0},
        "leave_conversation": {"conversation_id": room},
        "send_message": {"conversation_id": room, "content": "Bonjour", "client_id": "9b2d8b0e-7d4f-4c57-9d8a-0d2f6f1f0001"},
        "typing": {"conversation_id": room, "isTyping": True},
        "message_read": {"message_id": message_id, "conversation_id": room, "up_to": False},
    }


@st.composite
def wrong_events(draw: st.DrawFn, room: int, message_id: int) -> str:
    """An event's frame with one thing wrong."""
    name = draw(st.sampled_from(sorted(payloads(room, message_id))))
    payload: Any = dict(payloads(room, message_id)[name])
    arguments: list[Any] = [payload]
    match draw(st.sampled_from(["value", "missing", "extra", "whole", "none", "many", "name", "twice"])):
        case "value":
            payload[draw(st.sampled_from(sorted(payload)))] = draw(JUNK)
        case "missing":
            del payload[draw(st.sampled_from(sorted(payload)))]
        case "extra":
            payload[draw(st.one_of(st.sampled_from(EXTRA), JUNK_TEXT))] = draw(JUNK)
        case "whole":
            arguments = [draw(JUNK)]
        case "none":
            arguments = []
        case "many":
            arguments += draw(st.lists(JUNK, min_size=1, max_size=3))
        case "name":
            name = draw(st.one_of(JUNK_TEXT, st.sampled_from(["connect", "disconnect", "*", "error", "new_message"])))
        case "twice":
            key = draw(st.sampled_from(sorted(payload)))
            twice = f"{json.dumps(key)}:{json.dumps(draw(JUNK))},{json.dumps(payload)[1:]}"
            return f"42{draw(ids())}[{json.dumps(name)},{{{twice}]"
    return f"42{draw(ids())}{json.dumps([name, *arguments])}"


def ids() -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.integers(0, 10**20).map(str))


@st.composite
def bent(draw: st.DrawFn, room: int, message_id: int) -> str:
    """A frame of an event with some characters taken out, put in or turned."""
    frame = draw(wrong_events(room, message_id))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(frame)))
        frame = frame[:at] + draw(st.text(max_size=3)) + frame[at + draw(st.integers(0, 3)) :]
    return frame


def raw_frames(room: int, message_id: int) -> st.SearchStrategy[str | bytes]:
    """What Engine.IO itself must stand."""
    heads = st.sampled_from(
        ["", *"0123456789b", "40", "41", "42", "43", "44", "45", "46", "451-", "461-", "42/x,", "40/x,", "2probe", "b4"]
    )
    return st.one_of(
        bent(room, message_id),
        st.tuples(heads, st.text(max_size=30)).map("".join),
        st.tuples(heads, JUNK.map(json.dumps)).map("".join),
        st.binary(max_size=60),
    ).filter(sendable)


def sendable(frame: str | bytes) -> bool:
    """The client's own library writes no half of a character."""
    return isinstance(frame, bytes) or not any("\ud800" <= c <= "\udfff" for c in frame)
