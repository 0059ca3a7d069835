"""What can go wrong, by what can be done about it."""

from typing import Any


class EscaleError(Exception):
    """`code` is a stable word for programs, `message` a sentence for people (in the server's language), `retry_after` seconds
    after which trying again makes sense (None where it doesn't), `field` the field that is meant, where one is.

    `client_id` is set by `send`: whoever sends again with it sends the same message, and it will be there once.
    """

    client_id: str | None = None

    def __init__(self, message: str, code: str, *, retry_after: float | None = None, field: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.message, self.code, self.retry_after, self.field = message, code, retry_after, field


class Lost(EscaleError):
    """The server was not reached, or did not answer. What was asked for may have been done, or not."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "lost", retry_after=0.0)


class Closed(Lost):
    """It was let go of here, by `close` or at the end of its `async with`: nothing was asked for, and nothing will be."""

    def __init__(self) -> None:
        super().__init__("this Escale was closed")
        self.retry_after = None


class Refused(EscaleError):
    """The server said no."""


class Unauthorized(Refused):
    """A wrong e-mail address or password, or a log-in that has ended."""


class SecondFactorRequired(Unauthorized):
    """The password is right: log in again with the `code` of the authenticator app."""


class NotAllowed(Refused):
    """Not yours, or not there; nobody is told which."""


class Gone(Refused):
    """The other person has left for good: nothing new reaches them."""


class Invalid(Refused):
    """What was sent can't be taken as it is: no text, too long a text, no image, ..."""


class TooMany(Refused):
    """A limit was met. Without `retry_after` waiting does not help."""


class Unavailable(Refused):
    """The server can't do it at the moment; nothing was stored."""


class Failed(Refused):
    """A fault of the server's own; trying again is harmless."""


KINDS: dict[str, type[Refused]] = {
    "unauthorized": Unauthorized,
    "wrong_credentials": Unauthorized,
    "second_factor_required": SecondFactorRequired,
    "wrong_code": Unauthorized,
    "not_allowed": NotAllowed,
    "not_found": NotAllowed,
    "forbidden": NotAllowed,
    "account_deleted": Gone,
    "unknown_event": Invalid,
    "invalid_payload": Invalid,
    "invalid_field": Invalid,
    "invalid_content": Invalid,
    "invalid_attachment": Invalid,
    "invalid_attachment_alt": Invalid,
    "attachment_too_large": Invalid,
    "too_large": Invalid,
    "too_many": TooMany,
    "unavailable": Unavailable,
    "internal": Failed,
}
AGAIN: dict[type[Refused], float] = {Unavailable: 2.0, Failed: 1.0}  # seconds, where the server names none


def refused(code: str, message: str, retry_after: Any = None, field: str | None = None) -> Refused:
    """The exception for a refusal as the wire has it."""
    kind = KINDS.get(code, Refused)
    wait = float(retry_after) if isinstance(retry_after, int | float) else AGAIN.get(kind)
    return kind(message, code, retry_after=wait, field=field)
