"""The JSON API for Nuxt and mobile: a bearer token, errors `{error, code, field?}`."""

from collections.abc import Awaitable, Callable
from typing import Any

from quart import Blueprint

from routes.access import bearer, public
from routes.api import accounts, conversations, people

View = Callable[..., Awaitable[Any]]

ROUTES: list[tuple[str, str, Callable[[View], View], View]] = [
    ("POST", "/auth/signup", public, accounts.sign_up),
    ("POST", "/auth/login", public, accounts.log_in),
    ("POST", "/auth/logout", bearer, accounts.log_out),
    ("GET", "/users/me", bearer, accounts.me),
    ("PATCH", "/users/me", bearer, accounts.change_me),
    ("GET", "/locals", bearer, people.locals),
    ("GET", "/conversations", bearer, conversations.index),
    ("POST", "/conversations", bearer, conversations.open),
    ("GET", "/conversations/<conversation_id>", bearer, conversations.show),
    ("GET", "/conversations/<conversation_id>/messages", bearer, conversations.messages_of),
    ("POST", "/conversations/<conversation_id>/messages", bearer, conversations.send),
]


def blueprint() -> Blueprint:
    """The table as routes, each guarded by its policy."""
    api = Blueprint("api", __name__, url_prefix="/api")
    for method, rule, policy, view in ROUTES:
        api.add_url_rule(rule, f"{method.lower()}_{view.__name__}", policy(view), methods=[method])
    return api
