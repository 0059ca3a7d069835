"""One's own profile, password and sessions."""

from typing import Any

from quart import Blueprint, render_template, request

from actions import accounts, limits, reading, second_factor, sessions
from actions.errors import NotAllowed, Refused
from models import Session
from routes import languages, zone_names
from routes.access import confirmed, members, retry, session, viewer
from routes.devices import described
from routes.notices import done, told
from wire.requests import LARGEST_ID, Profile

blueprint = Blueprint("account", __name__, url_prefix="/account")

PROFILE = ("name", "city", "bio", "is_local")
SHOWN = (*PROFILE, "time_zone", "language")


@blueprint.get("")
@members
async def show() -> str:
    return await page(saved=told())


@blueprint.post("/profile")
@members
async def update_profile() -> Any:
    form = await request.form
    asked = Profile(form.get("name", ""), "is_local" in form, form.get("city", ""), form.get("bio", ""))
    stored = {name: getattr(viewer(), name) for name in SHOWN}
    zone, language = form.get("time_zone", viewer().time_zone), form.get("language", viewer().language)
    try:
        reading.check(language, zone)
        await accounts.update_profile(viewer(), asked)
        await reading.choose(viewer(), language, zone)
    except Refused as refused:
        for name, value in stored.items():  # the head of the page shows what is stored, the form what was typed
            setattr(viewer(), name, value)
        given = {name: getattr(asked, name) for name in PROFILE} | {"time_zone": zone, "language": language}
        return await page(form=given, errors={refused.field or "": refused.hint}), refused.status, retry(refused)
    return languages.keep(done("profile", "account.show"), language)


@blueprint.post("/password")
@members
async def change_password() -> Any:
    form = await request.form
    try:
        await accounts.change_password(session(), form.get("current_password", ""), form.get("new_password", ""))
    except Refused as refused:
        return await page(errors={refused.field or "": refused.hint}), refused.status, retry(refused)
    return done("password", "account.show")


@blueprint.post("/sessions/<int:session_id>/end")
@confirmed
async def end_session(session_id: int) -> Any:
    await limits.spend("end_session", viewer().id)
    if not await sessions.end(min(session_id, LARGEST_ID), viewer().id):
        raise NotAllowed
    return done("sessions", "account.show")


@blueprint.post("/sessions/end")
@confirmed
async def end_all_sessions() -> Any:
    await limits.spend("end_session", viewer().id)
    await sessions.end_all(viewer().id, besides=session().id)
    return done("sessions", "account.show")


async def page(form: dict[str, Any] | None = None, errors: dict[str, str] | None = None, saved: str = "") -> str:
    """The account with what is stored; after a refusal with what was typed in `form`, and why it was refused."""
    user = viewer()
    stored = {name: getattr(user, name) for name in SHOWN} | {"language": user.language or languages.chosen()}
    rows = await Session.living().filter(user_id=user.id).order_by("-last_seen_at")
    listed = [
        {
            "id": row.id,
            "device": described(row.device),
            "kind": row.kind,
            "created_at": row.created_at,
            "last_seen_at": row.last_seen_at,
            "current": row.id == session().id,
        }
        for row in rows
    ]
    return await render_template(
        "account/show.html",
        user={**stored, "email": user.email},
        form=form or stored,
        sessions=listed,
        two_steps=await second_factor.asked_of(user.id),
        zones=zone_names.options((form or stored)["time_zone"]),
        errors=errors or {},
        saved=saved,
    )
