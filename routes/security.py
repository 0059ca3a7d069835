"""What is asked at the log-in beside the password: an app's codes, passkeys, codes on paper."""

from typing import Any

from quart import Blueprint, render_template, request, url_for

from actions import passkeys, second_factor, totp
from actions.errors import ConfirmationNeeded, InvalidField, Refused
from routes import qr
from routes.access import confirmed, retry, see_other, session, viewer
from routes.house import house
from routes.notices import done, told

blueprint = Blueprint("security", __name__, url_prefix="/account/security")


@blueprint.get("")
@confirmed
async def show() -> str:
    return await page(saved=told())


@blueprint.errorhandler(second_factor.MadeElsewhere)
async def made_elsewhere(_twice: second_factor.MadeElsewhere) -> Any:
    """The other request shows the codes: this one shows where they can be made anew."""
    return done("elsewhere", "security.show")


@blueprint.route("/app", methods=["GET", "POST"])
@confirmed
async def app() -> Any:
    """Sets up an app: its secret as a picture and in letters, kept once one of its codes has come back."""
    form = await request.form
    if request.method != "POST":
        return await app_page()
    try:
        codes = await second_factor.add_app(session(), form.get("ticket", ""), form.get("code", ""))
    except InvalidField as refused:
        return await app_page(form.get("ticket", ""), refused.hint), refused.status, retry(refused)
    return await codes_page(codes) if codes else done("app", "security.show")


@blueprint.post("/app/remove")
@confirmed
async def remove_app() -> Any:
    await second_factor.remove_app(session())
    return done("removed", "security.show")


@blueprint.post("/codes")
@confirmed
async def new_codes() -> Any:
    """Shows new codes for paper, this once."""
    codes = await second_factor.new_codes(session())
    return await codes_page(codes, again=True) if codes else see_other("security.show")


@blueprint.post("/passkeys")
@confirmed
async def add_passkey() -> Any:
    form = await request.form
    given = {name: form.get(name, "") for name in ("ticket", "passkey", "name")}
    try:
        codes = await passkeys.register(session(), given["ticket"], given["passkey"], given["name"], house())
    except ConfirmationNeeded:
        raise
    except Refused as refused:
        errors = {refused.field or "": refused.hint}
        return await page(name=given["name"], errors=errors), refused.status, retry(refused)
    return await codes_page(codes) if codes else done("passkey", "security.show")


@blueprint.post("/passkeys/<int:passkey_id>/remove")
@confirmed
async def remove_passkey(passkey_id: int) -> Any:
    await passkeys.remove(session(), passkey_id)
    return done("removed", "security.show")


async def page(saved: str = "", name: str = "", errors: dict[str, str] | None = None) -> str:
    """What is set up; `name` and `errors` are those of a passkey that was refused."""
    factors = await second_factor.of(viewer().id)
    here = house()
    question, ticket = await passkeys.to_register(viewer(), here) if here.named else ("", "")
    return await render_template(
        "account/security.html",
        factors=factors,
        question=question,
        ticket=ticket,
        name=name,
        name_limit=passkeys.NAME_LIMIT,
        errors=errors or {},
        saved=saved,
    )


async def app_page(ticket: str = "", error: str = "") -> str:
    """How to set up an app: with the secret of that ticket, or a new one where it is none of theirs."""
    secret = second_factor.secret_of(ticket, viewer())
    if secret is None:
        secret, ticket = second_factor.new_app(viewer())
    address = totp.address(secret, viewer().email)
    return await render_template(
        "account/app.html",
        picture=qr.drawn(address),
        address=address,
        letters=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        ticket=ticket,
        error=error,
    )


async def codes_page(codes: list[str], *, again: bool = False) -> str:
    """`again` when there were others before, which are worth nothing now."""
    return await render_template("account/codes.html", codes=codes, again=again, next=url_for("security.show"))
