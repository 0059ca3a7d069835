"""`/api/auth` and `/api/users/me`."""

from typing import Any

import auth
from actions import accounts, limits, sessions
from routes.access import session, viewer
from routes.api.body import body
from wire import payloads
from wire.requests import LogIn, Profile, SignUp


async def sign_up() -> Any:
    """201 `{token, user}`."""
    asked = await body(SignUp)
    user = await accounts.sign_up(
        asked.name, asked.email, asked.password, is_local=asked.is_local, city=asked.city, address=auth.address()
    )
    begun = await sessions.begin(user, auth.BEARER, auth.device())
    return {"token": auth.token(begun), "user": payloads.myself(user)}, 201


async def log_in() -> Any:
    """200 `{token, user}`; 401 `second_factor_required` where a `code` is asked for."""
    asked = await body(LogIn)
    begun = await accounts.log_in(
        *(asked.email, asked.password, auth.BEARER), address=auth.address(), device=auth.device(), code=asked.code
    )
    return {"token": auth.token(begun), "user": payloads.myself(begun.user)}


async def log_out() -> Any:
    """204; the token is worth nothing from here on."""
    await limits.spend("end_session", viewer().id)
    await sessions.end(session().id, session().user_id)
    return "", 204


async def me() -> Any:
    """200 one's own profile."""
    return payloads.myself(viewer())


async def change_me() -> Any:
    """200 the profile as it is now."""
    return payloads.myself(await accounts.update_profile(viewer(), await body(Profile)))
