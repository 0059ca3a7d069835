"""A new password by a link from the operator."""

import time

import pytest

from actions import accounts, audit, password_links, tickets
from models import SecurityEvent, User
from tests.factors import code_of, with_app, with_password
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, stranger

NEW = "trois barques rouges au mouillage"
OVER = "Ce lien ne vaut plus ; demandez-en un autre à qui vous l’a donné"


async def test_a_link_sets_a_new_password_once_and_asks_for_the_second_step_as_before(cast: Cast, live: Live) -> None:
    secret, _ = await with_app(cast.camille)
    path = f"/password/{password_links.made_for(cast.camille.user)}"
    async with Visitor(stranger(live)) as visitor, cast.camille.socket() as phone:
        page = await visitor.get(path)
        assert cast.camille.user.email in page.dom.text
        form = page.form("/password/")
        page = await visitor.submit(form, password="court")
        assert (page.status, page.errors[0][:39]) == (422, "Le mot de passe doit avoir 15 caractère")
        page = await visitor.submit(form, password=NEW)
        assert (page.status, page.path) == (200, "/login?saved=password")
        assert "Votre mot de passe est changé." in page.dom.text
        assert await phone.ended() == "server disconnect"
        for again in (await visitor.get(path), await visitor.submit(form, password=PASSWORD)):
            assert (again.status, OVER in again.dom.words) == (410, True)
        assert (await with_password(visitor, cast.camille)).status == 401
        page = await visitor.submit((await visitor.get("/login")).form("/login"), email=cast.camille.user.email, password=NEW)
        assert page.dom.one("h1").words == "Deuxième étape"
        assert (await visitor.submit(page.form("/login/code"), code=code_of(secret))).path == "/conversations"
    await audit.write()
    kinds = [event.kind for event in await SecurityEvent.filter(user_id=cast.camille.id).order_by("id")]
    assert kinds[1:3] == ["password_link_made", "password_changed"]


async def test_a_link_altered_old_foreign_or_of_somebody_disabled_sets_nothing(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails with the ticket's purpose, age or fingerprint not looked at."""
    mine = password_links.made_for(cast.camille.user)
    wrong = ["x", mine[:-1], "A" + mine, accounts.halfway(cast.camille.user)]
    wrong.append(tickets.seal("new password", user_id=cast.camille.id, password="another"))
    wrong.append(password_links.made_for(cast.zoe.user))
    await User.filter(id=cast.zoe.id).update(disabled_at=cast.zoe.user.created_at)
    with monkeypatch.context() as earlier:
        now = time.time()
        earlier.setattr(time, "time", lambda: now - password_links.LASTS - 1)
        wrong.append(password_links.made_for(cast.camille.user))
    async with Visitor(stranger(live)) as visitor:
        form = (await visitor.get(f"/password/{mine}")).form("/password/")
        for ticket in wrong:
            form.action = f"/password/{ticket}"
            assert (await visitor.submit(form, password=NEW)).status == 410
    assert (await User.get(id=cast.camille.id)).password_hash == cast.camille.user.password_hash
