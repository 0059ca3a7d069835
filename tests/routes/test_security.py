"""Setting up a second factor, and logging in with it, without a script."""

import pytest

from models import Passkey, RecoveryCode, TotpKey
from tests.authenticator import Authenticator
from tests.factors import at_localhost, code_of, named, passkey_form, question, registered, with_app, with_password
from tests.live import Live
from tests.pages import Page, Visitor
from tests.people import PASSWORD, Cast, stranger


def shown_codes(page: Page) -> list[str]:
    return [item.words for item in page.dom.one("ol", class_="codes").all("li")]


async def test_an_app_is_set_up_asked_for_and_removed(cast: Cast, live: Live) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get("/account/security")
        assert "Codes de secours" not in page.dom.text
        page = await camille.get("/account/security/app")
        secret = page.dom.one(class_="secret").words.replace(" ", "")
        assert (
            f"secret={secret}" in page.dom.one("a", href=page.dom.one("details").one("a").attributes["href"]).attributes["href"]
        )
        assert len(page.dom.one("svg", class_="qr").one("path").attributes["d"]) > 1000
        page = await camille.submit(page.form("/account/security/app"), code="000000")
        assert (page.status, page.errors[0].startswith("Ce code n’est pas celui")) == (422, True)
        assert page.dom.one(class_="secret").words.replace(" ", "") == secret
        assert await TotpKey.filter(user_id=cast.camille.id).count() == 0
        code = code_of(secret)
        page = await camille.submit(page.form("/account/security/app"), code=f"{code[:3]} {code[3:]}")
        codes = shown_codes(page)
        assert len(set(codes)) == 8
        assert "Les codes d’avant" not in page.dom.text
        page = await camille.get("/account/security")
        assert "Il en reste 8." in page.dom.text
        assert codes[0] not in page.html
        assert "Activée" in (await camille.get("/account")).dom.text

    async with Visitor(stranger(live)) as visitor:
        page = await with_password(visitor, cast.camille, "/login?next=/locals")
        assert (page.status, page.dom.one("h1").words) == (200, "Deuxième étape")
        page = await visitor.submit(page.form("/login/code"), code=code)
        assert (page.status, page.errors[0].startswith("Ce code n’est pas le bon")) == (401, True)  # it set up the app
        page = await visitor.submit(page.form("/login/code"), code=code_of(secret, 1))
        assert (page.status, page.path) == (200, "/locals")

    async with Visitor(stranger(live)) as visitor:
        page = await with_password(visitor, cast.camille)
        page = await visitor.submit(page.form("/login/code"), code=f" {codes[3].upper()} ")
        assert page.path == "/conversations"
        page = await visitor.get("/account/security")
        assert "Il en reste 7." in page.dom.text
        page = await visitor.submit(page.form("/account/security/codes"))
        assert "Les codes d’avant ne valent plus rien." in page.dom.text
        fresh = shown_codes(page)
        assert not set(fresh) & set(codes)
        page = await visitor.submit((await visitor.get("/account/security")).form("/account/security/app/remove"))
        assert page.path == "/account/security?saved=removed"
    assert await RecoveryCode.filter(user_id=cast.camille.id).count() == 0
    async with Visitor(stranger(live)) as visitor:
        assert (await with_password(visitor, cast.camille)).path == "/conversations"


async def test_a_message_is_kept_through_both_steps(cast: Cast, live: Live) -> None:
    secret, _ = await with_app(cast.camille)
    async with cast.camille.visitor() as camille:
        composer = (await camille.get(f"/conversations/{cast.room}")).composer
        camille.client.cookies.delete("escale")
        page = await camille.submit(composer, content="Écrit trop tard")
        page = await camille.submit(page.form("/login"), email=cast.camille.user.email, password=PASSWORD)
        page = await camille.submit(page.form("/login/code"), code="12")
        page = await camille.submit(page.form("/login/code"), code=code_of(secret))
        page = await camille.submit(page.form(f"/conversations/{cast.room}/messages"))
        assert page.written == ["Écrit trop tard"]


async def test_programs_log_in_with_a_code(cast: Cast, live: Live) -> None:
    secret, codes = await with_app(cast.camille)
    asked = {"email": cast.camille.user.email, "password": PASSWORD}
    async with stranger(live) as nobody:
        for without in ({}, {"code": ""}, {"code": None}):
            answer = await nobody.post("/api/auth/login", json={**asked, **without})
            body = answer.json()
            assert (answer.status_code, body["code"], body["field"]) == (401, "second_factor_required", "code")
            assert set(body) == {"error", "code", "field"}
        answer = await nobody.post("/api/auth/login", json={**asked, "code": "000000"})
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_code")
        for code in (code_of(secret), codes[0]):
            answer = await nobody.post("/api/auth/login", json={**asked, "code": code})
            assert (answer.status_code, set(answer.json())) == (200, {"token", "user"})
        answer = await nobody.post("/api/auth/login", json={**asked, "email": cast.jean.user.email, "code": "unasked"})
        assert answer.status_code == 200


async def test_passkeys_are_named_listed_and_removed(cast: Cast, live: Live) -> None:
    device = Authenticator(named(live))
    async with cast.camille.visitor() as camille:
        page = await camille.get("/account/security")
        assert "demandent un nom de domaine" in page.dom.text
    async with at_localhost(live) as camille:
        page = await with_password(camille, cast.camille)
        page = await camille.get("/account/security")
        assert "demandent JavaScript" in page.dom.text
        form = passkey_form(page)
        answer = device.create(question(form))
        page = await camille.submit(form, passkey=answer, name="  Le téléphone  bleu ")
        assert len(shown_codes(page)) == 8
        page = await camille.submit(form, passkey=answer, name="encore")  # the same once more
        assert (page.status, page.errors) == (422, ["La clé d’accès n’a pas pu être ajoutée ; réessayez"])
        page = await camille.submit(form, passkey=answer, name="x" * 41)
        assert (page.status, page.errors) == (422, ["40 caractères au plus"])
        page = await camille.get("/account/security")
        assert page.dom.one(class_="session__device").words == "Le téléphone bleu"

        second = Authenticator(device.origin)
        form = passkey_form(page)
        page = await camille.submit(form, passkey=second.create(question(form)), name="")
        assert [one.words for one in page.dom.all(class_="session__device")] == ["Le téléphone bleu", "Clé d’accès"]
        ids = await Passkey.filter(user_id=cast.camille.id).order_by("id").values_list("id", flat=True)
        page = await camille.submit(page.form(f"/account/security/passkeys/{ids[0]}/remove"))
        assert [one.words for one in page.dom.all(class_="session__device")] == ["Clé d’accès"]


@pytest.mark.parametrize("alone", [True, False])
async def test_logging_in_with_a_passkey(cast: Cast, live: Live, alone: bool) -> None:
    device = Authenticator(named(live))
    await registered(live, cast.camille, device)
    for _ in range(2):
        async with at_localhost(live) as camille:
            page = await camille.get("/login?next=/locals")
            if not alone:
                page = await with_password(camille, cast.camille, "/login?next=/locals")
            form = passkey_form(page)
            page = await camille.submit(form, passkey=device.get(question(form)))
            assert (page.status, page.path) == (200, "/locals")
