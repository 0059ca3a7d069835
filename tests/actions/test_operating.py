"""What an operator does with an account reaches its sessions, wherever they are."""

from actions import audit, operating, second_factor
from models import SecurityEvent, Session, TotpKey
from tests.factors import with_app, with_password
from tests.live import Live
from tests.pages import Visitor
from tests.people import Cast, stranger


async def test_whoever_is_disabled_is_out_at_once_and_in_again_when_enabled(cast: Cast, live: Live) -> None:
    async with cast.camille.socket() as phone, cast.camille.browser() as browser, cast.camille.program() as api:
        assert await operating.disable(cast.camille.user) == 2
        assert (await browser.get("/account")).status_code == 302
        assert (await api.get("/api/users/me")).status_code == 401
        assert await phone.ended() == "server disconnect"
    async with Visitor(stranger(live)) as visitor:
        assert (await with_password(visitor, cast.camille)).errors == ["Adresse e-mail ou mot de passe incorrect"]
        assert await operating.enable(cast.camille.user)
        assert (await with_password(visitor, cast.camille)).path == "/conversations"
    await audit.write()
    kinds = [event.kind for event in await SecurityEvent.filter(user_id=cast.camille.id).order_by("id")]
    assert kinds == ["account_disabled", "session_ended", "log_in_refused", "account_enabled", "log_in"]


async def test_whoever_has_left_is_not_enabled(cast: Cast) -> None:
    await cast.jean.user.forget(cast.jean.id)
    assert not await operating.enable(cast.jean.user)
    await cast.jean.user.refresh_from_db()
    assert cast.jean.user.disabled_at


async def test_without_factors_the_password_is_enough_again(cast: Cast, live: Live) -> None:
    await with_app(cast.camille)
    async with Visitor(stranger(live)) as visitor:
        assert (await with_password(visitor, cast.camille)).path == "/login"
        assert await second_factor.remove_all(cast.camille.id)
        assert not await second_factor.remove_all(cast.camille.id)
        assert (await with_password(visitor, cast.camille)).path == "/conversations"
    assert not await TotpKey.exists(user_id=cast.camille.id)


async def test_everybody_is_logged_out(cast: Cast) -> None:
    async with cast.jean.program() as api:
        assert await operating.log_everybody_out() >= 6
        assert (await api.get("/api/users/me")).status_code == 401
    assert await Session.all().count() == 0
