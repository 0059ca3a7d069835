"""The JSON API's requests and answers, by method and path. A test holds the table against the routes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract.refusals import USUAL
from wire import requests, shapes

AFTER_MOMENT = (
    "after",
    {"type": "string", "format": "date-time"},
    "The latest `updatedAt` one has: only what was written in since, or shortly before, for commits may overtake each other.",
)
BEFORE_ID = ("before", {"type": "integer", "minimum": 0}, "Only what comes before this id.")
AFTER_ID = ("after", {"type": "integer", "minimum": 0}, "Only what comes after this id, oldest first.")


# Of any request whatever: its shape, or the name it calls us by, can't be read, or its body comes in crumbs; the body is too
# slow, or too large; there are too many of them, or (of /health and /ready, which are bound by no count) too many bodies under
# way from one address; it is our own fault; something that we need is away.
REFUSED_TO_ALL = (400, 408, 413, 429, 500, 503)


@dataclass(frozen=True)
class Operation:
    """`answers` are shapes by status (None for an empty one), `refusals` the statuses of those of its errors that not every
    operation has, `codes` what these come with where it is not the usual, `query` its parameters (name, schema, meaning)."""

    summary: str
    answers: dict[int, Any]
    refusals: tuple[int, ...] = ()
    body: Any = None
    query: tuple[tuple[str, dict[str, Any], str], ...] = ()
    public: bool = False
    codes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def refused(self) -> dict[int, tuple[str, ...]]:
        """All its errors: which codes a status may come with."""
        return {status: self.codes.get(status, USUAL[status]) for status in sorted({*self.refusals, *REFUSED_TO_ALL})}


OPERATIONS = {
    ("POST", "/api/auth/signup"): Operation("Sign up, and log in.", {201: shapes.LoggedIn}, (422,), requests.SignUp, public=True),
    ("POST", "/api/auth/login"): Operation(
        "Log in. 401 `second_factor_required`: once more, with a `code` of the person's authenticator app, or one on paper.",
        {200: shapes.LoggedIn},
        (401,),
        requests.LogIn,
        public=True,
        codes={401: ("wrong_credentials", "second_factor_required", "wrong_code")},
    ),
    ("POST", "/api/auth/logout"): Operation("End this log-in, live sockets included.", {204: None}, (401,)),
    ("GET", "/api/users/me"): Operation("One's own profile.", {200: shapes.Myself}, (401,)),
    ("PATCH", "/api/users/me"): Operation(
        "Change one's own profile; what is absent stays.", {200: shapes.Myself}, (401, 422), requests.Profile
    ),
    ("GET", "/api/locals"): Operation(
        "Those who are local, newest first.",
        {200: shapes.LocalsPage},
        (401,),
        query=(("q", {"type": "string", "maxLength": requests.SEARCH_LIMIT}, "A part of the name or the city."), BEFORE_ID),
    ),
    ("GET", "/api/conversations"): Operation(
        "One's conversations, the latest activity first.",
        {200: shapes.ConversationsPage},
        (401,),
        query=(("before", {"type": "string"}, "The `next` of the page before."), AFTER_MOMENT),
    ),
    ("POST", "/api/conversations"): Operation(
        "The conversation with a local, new (201) or not (200).",
        {201: shapes.OpenedConversation, 200: shapes.OpenedConversation},
        (401, 404),
        requests.OpenConversation,
    ),
    ("GET", "/api/conversations/<conversation_id>"): Operation(
        "One of one's conversations.", {200: shapes.OneConversation}, (401, 404)
    ),
    ("GET", "/api/conversations/<conversation_id>/messages"): Operation(
        "Its messages, oldest first: the newest page, or the one before or after an id; with both, what lies between.",
        {200: shapes.MessagesPage},
        (401, 404),
        query=(BEFORE_ID, AFTER_ID, ("limit", {"type": "integer", "minimum": 1}, "At most 200; 50 unless told.")),
    ),
    ("POST", "/api/conversations/<conversation_id>/messages"): Operation(
        "Send a message; 200 when this `client_id` had been sent before.",
        {201: shapes.Sent, 200: shapes.Sent},
        (401, 404, 410, 422),
        requests.PostMessage,
        codes={
            413: ("attachment_too_large", "too_large"),
            422: ("invalid_content", "invalid_attachment", "invalid_attachment_alt"),
        },
    ),
    ("GET", "/health"): Operation("Whether the database answers.", {200: shapes.Health}, public=True),
    ("GET", "/ready"): Operation(
        "Whether newcomers may be sent here.", {200: shapes.Health}, public=True, codes={503: ("unavailable", "going_down")}
    ),
}
