"""Which passkey: another's, replayed, copied, or answering what was not asked here.

Each was seen to fail without its defence: `take` answering True for every question, `user_id` left out of a look-up.
"""

import time
from typing import Any

import pytest

from actions import second_factor, totp
from models import Passkey, TotpKey
from tests.authenticator import Authenticator
from tests.factors import at_localhost, code_of, named, passkey_form, question, registered, with_password
from tests.live import Live
from tests.people import Cast


async def test_what_no_browser_of_this_person_would_answer_is_refused(cast: Cast, live: Live) -> None:
    here = named(live)
    device, jeans = Authenticator(here), Authenticator(here)
    await registered(live, cast.camille, device)
    await registered(live, cast.jean, jeans)
    async with at_localhost(live) as visitor:
        other = passkey_form(await visitor.get("/login"))
        half = passkey_form(await with_password(visitor, cast.camille))
        alone = passkey_form(await visitor.get("/login"))
        for form in (alone, half):
            asked = question(form)
            lies: list[dict[str, Any]] = [
                {"origin": "https://evil.example"},
                {"origin": f"{here}.evil.example"},
                {"host": "evil.example"},
                {"verified": False},
                {"id": jeans.id},  # another's name, one's own signature
                {"key": jeans.key},
            ]
            answers = [Authenticator(**{**vars(device), **lie}).get(asked) for lie in lies]
            answers += [device.get(question(other)), device.create(asked), "", "{}", "[]", "x", "[" * 10_000, "{" * 30_000, "\0"]
            answers += [device.get(asked).replace("public-key", "é"), '{"id": 1, "rawId": 2, "response": null, "type": 3}']
            if form is half:
                answers.append(jeans.get(asked))  # right, but of somebody else
            for answer in answers:
                page = await visitor.submit(form, passkey=answer)
                assert (page.status, page.path) == (401, form.action)
        form = passkey_form(await with_password(visitor, cast.camille))
        assert (await visitor.submit(form, passkey=device.get(question(form)))).path == "/conversations"


@pytest.mark.parametrize("counts", [True, False])
async def test_a_passkeys_answer_is_taken_once(cast: Cast, live: Live, counts: bool) -> None:
    """One that is synced between devices says 0 each time: only when it was last used tells a replay (Passkey.take)."""
    device = Authenticator(named(live), counts=counts)
    await registered(live, cast.camille, device)
    async with at_localhost(live) as visitor, at_localhost(live) as thief:
        form = passkey_form(await visitor.get("/login"))
        stolen = passkey_form(await thief.get("/login"))
        answer = device.get(question(form))
        assert (await visitor.submit(form, passkey=answer)).path == "/conversations"
        page = await thief.submit(stolen, passkey=answer, ticket=form.fields["ticket"])
        assert (page.status, page.path) == (401, "/login/passkey")
        fresh = passkey_form(await thief.get("/login"))
        assert (await thief.submit(fresh, passkey=device.get(question(fresh)))).path == "/conversations"


async def test_a_copied_key_is_noticed(cast: Cast, live: Live) -> None:
    device = Authenticator(named(live))
    await registered(live, cast.camille, device)
    copy = Authenticator(**vars(device))
    async with at_localhost(live) as visitor, at_localhost(live) as thief:
        form = passkey_form(await visitor.get("/login"))
        assert (await visitor.submit(form, passkey=device.get(question(form)))).path == "/conversations"
        form = passkey_form(await thief.get("/login"))
        assert (await thief.submit(form, passkey=copy.get(question(form)))).status == 401


async def test_nobody_removes_another_persons_passkey_nor_sets_up_an_app_for_them(cast: Cast, live: Live) -> None:
    device = Authenticator(named(live))
    await registered(live, cast.camille, device)
    key = await Passkey.get(user_id=cast.camille.id)
    async with at_localhost(live) as zoe:
        await with_password(zoe, cast.zoe)
        form = (await zoe.get("/account/security")).form("/account/security/passkeys")
        for number in (key.id, 0, 2**63, 10**30):
            form.action = f"/account/security/passkeys/{number}/remove"
            assert (await zoe.submit(form)).path == "/account/security?saved=removed"
        secret, ticket = second_factor.new_app(cast.camille.user)
        app = (await zoe.get("/account/security/app")).form("/account/security/app")
        page = await zoe.submit(app, ticket=ticket, code=code_of(secret))
        assert page.status == 422
    assert await Passkey.exists(id=key.id)
    assert not await TotpKey.filter(user_id=cast.zoe.id).exists()
    assert totp.step_of(secret, code_of(secret), time.time())
