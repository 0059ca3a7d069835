"""Light or dark: as the device has it, or as somebody chose for this browser, whoever is logged in on it."""

from datetime import timedelta
from typing import Any

from quart import Blueprint, Quart, redirect, request

import auth
import settings
from actions import limits
from routes.access import local_path, public

blueprint = Blueprint("themes", __name__)

COOKIE = "escale_theme"
THEMES = ("light", "dark")  # any other word is the device's choice
KEPT = timedelta(days=365)
PLACE = "theme"  # the choice itself, on every page that has it


def init_app(app: Quart) -> None:
    """Let every page know the theme."""
    app.context_processor(lambda: {"theme": chosen()})


def chosen() -> str:
    """The theme of this browser; empty where the device decides."""
    theme = request.cookies.get(COOKIE, "")
    return theme if theme in THEMES else ""


@blueprint.post("/theme")
@public
async def choose() -> Any:
    """Keep the choice, and go back to where it was made."""
    await limits.spend("choose", auth.address())
    form = await request.form
    response = redirect(f"{local_path(form.get('next')) or '/'}#{PLACE}", 303)
    if (theme := form.get("theme", "")) in THEMES:
        secure = settings.current().over_tls
        response.set_cookie(COOKIE, theme, max_age=KEPT, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE)
    return response
