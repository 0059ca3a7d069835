"""What every template may use."""

from functools import lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from quart import Quart, g

from actions import reading
from models import Conversation
from routes import folds, links, names, navigation, photos, times, zones
from routes.assets import asset, scripts
from routes.icons import counted_icon, icon
from routes.script_texts import script_texts
from settings import Settings
from texts import LANGUAGES, gettext, language, ngettext

TINTS = 6


def init_app(app: Quart, settings: Settings) -> None:
    """Teach Jinja our filters and words."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = translated
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update({name: in_readers_zone(name, settings.zone) for name in times.filters(settings.zone)})
    env.filters.update(small_photo=photos.small, photo_size=photos.size, photo_alt=photos.alt, is_photo_alone=photos.is_alone)
    env.filters.update(
        pieces=links.pieces, turns=links.turns, is_tall=folds.is_tall, called=names.called, initials=names.initials, tint=tint
    )
    env.globals.update(asset=asset, counted_icon=counted_icon, icon=icon, scripts=scripts, script_texts=script_texts)
    env.globals.update(language=language, languages=LANGUAGES, is_fetched=navigation.is_fetched)
    app.context_processor(about_viewer)


def translated(text: str, /, **values: Any) -> Markup:
    """`_` of templates: markup of ours, into which values go escaped. jinja2.ext.i18n's does the same by way of the context."""
    said = Markup(gettext(text))  # noqa: S704
    return said % values if values or "%" in said else said


def in_readers_zone(name: str, usual: ZoneInfo) -> Any:
    """That filter of times, in the reader's zone (`zone` of the template's context), or the usual one."""

    @pass_context
    def written(context: Context, value: Any) -> str:
        return times.filters(context.get("zone") or usual)[name](value)

    return written


async def about_viewer() -> dict[str, Any]:
    """Whoever is logged in, and how much waits for them."""
    session = g.get("session") or g.get("page_session")
    if session is None:
        return {"viewer": None, "unread_total": 0}
    user = session.user
    viewer = {"id": user.id, "name": user.name, "is_local": user.is_local}
    total = g.unread_total if "unread_total" in g else await Conversation.unread_total(user.id)
    return {"viewer": viewer, "unread_total": total, "zone": zones.of_reader(user), "chosen_zone": reading.zone_of(user)}


@lru_cache(4096)
def tint(name: str) -> int:
    """The same tint for the same name, wherever it shows."""
    return sha256(name.encode()).digest()[0] % TINTS
