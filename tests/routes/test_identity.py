"""Showing again that it is oneself, another e-mail address, and leaving for good. Seen to fail without confirmation.need."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from actions import attachments, audit, messages
from actions.errors import AccountDeleted
from models import Attachment, Message, Passkey, RecoveryCode, SecurityEvent, Session, TotpKey, User
from tests.factors import with_app
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, Person, stranger
from tests.pictures import picture

SENSITIVE = ["/account/email", "/account/delete", "/account/security", "/account/security/app?x=1"]


async def long_ago(person: Person, minutes: int = 11) -> None:
    await Session.filter(user_id=person.id).update(confirmed_at=datetime.now(UTC) - timedelta(minutes=minutes))


@pytest.mark.parametrize("path", SENSITIVE)
async def test_what_guards_an_account_asks_for_the_password_again_and_leads_back(cast: Cast, path: str) -> None:
    async with cast.camille.visitor() as camille:
        await long_ago(cast.camille, minutes=9)
        assert (await camille.get(path)).path == path
        await long_ago(cast.camille)
        page = await camille.get(path)
        assert page.path.startswith("/account/confirm?next=")
        page = await camille.submit(page.form("/account/confirm"), current_password="faux")
        assert (page.status, page.errors) == (422, ["Le mot de passe actuel n’est pas le bon"])
        assert PASSWORD not in page.html
        page = await camille.submit(page.form("/account/confirm"), current_password=PASSWORD)
        assert (page.status, page.path) == (200, path)
        assert (await camille.get("/account/delete")).path == "/account/delete"
    async with cast.camille.program():  # another log-in is not confirmed by this one
        other = await Session.get(id=cast.camille.bearer_session.id)
        assert other.confirmed_at
        assert datetime.now(UTC) - other.confirmed_at > timedelta(minutes=10)


async def test_a_form_that_waited_too_long_changes_nothing_and_is_shown_anew(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        email = (await camille.get("/account/email")).form("/account/email")
        delete = (await camille.get("/account/delete")).form("/account/delete")
        app = (await camille.get("/account/security/app")).form("/account/security/app")
        account = await camille.get("/account")
        ends = [form for form in account.forms if form.action.startswith("/account/sessions/")]
        assert len(ends) == 2  # one, and all
        await long_ago(cast.camille)
        forms = [(email, "/account/email"), (delete, "/account/delete"), (app, "/account/security")]
        forms += [(end, "/account%23sessions-title") for end in ends]
        for form, back in forms:
            page = await camille.submit(form, email="autre@exemple.fr")
            assert page.path == f"/account/confirm?next={back}"
        page = await camille.submit(page.form("/account/confirm"), current_password=PASSWORD)
        assert (page.status, page.path) == (200, "/account")  # where the sessions are, to be ended now
    user = await User.get(id=cast.camille.id)
    assert (user.email, user.deleted_at) == (cast.camille.user.email, None)
    assert await Session.filter(user_id=cast.camille.id).count() == 2


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""])
async def test_the_way_back_stays_in_the_house(cast: Cast, target: str) -> None:
    async with cast.camille.visitor() as camille:
        await long_ago(cast.camille)
        form = (await camille.get("/account/confirm")).form("/account/confirm")
        page = await camille.submit(form, current_password=PASSWORD, next=target)
        assert (page.status, page.path) == (200, "/account")


async def test_a_new_password_confirms_and_an_old_log_in_has_never_been_confirmed(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        await Session.filter(user_id=cast.camille.id).update(confirmed_at=None)
        form = (await camille.get("/account")).form("/account/password")
        assert (await camille.get("/account/email")).path.startswith("/account/confirm")
        await camille.submit(form, current_password=PASSWORD, new_password="trois barques rouges au mouillage")
        assert (await camille.get("/account/email")).path == "/account/email"


async def test_the_address_is_changed_and_the_old_one_is_free(cast: Cast, live: Live) -> None:
    old, new = cast.camille.user.email, f"{uuid4().hex}@exemple.fr"
    async with cast.camille.visitor() as camille:
        form = (await camille.get("/account/email")).form("/account/email")
        for wrong, words in [
            ("", "Indiquez une adresse e-mail valide"),
            ("x" * 300 + "@exemple.fr", "Indiquez une adresse e-mail valide"),
            (cast.jean.user.email.upper(), "Cette adresse a déjà un compte"),
        ]:
            page = await camille.submit(form, email=wrong)
            assert (page.status, page.errors[0].startswith(words)) == (422, True)
            assert page.form("/account/email").fields["email"] == wrong
        page = await camille.submit(form, email=f"  {new.upper()} ")
        assert (page.path, "Votre adresse est changée." in page.dom.text) == ("/account?saved=email", True)
    for email, path in [(old, "/login"), (new, "/conversations")]:
        async with Visitor(stranger(live)) as visitor:
            page = await visitor.submit((await visitor.get("/login")).form("/login"), email=email, password=PASSWORD)
            assert (email, page.path) == (email, path)
    await audit.write()
    assert await SecurityEvent.filter(user_id=cast.camille.id, kind="email_changed").count() == 1


async def test_leaving_takes_everything_of_ones_own_and_leaves_what_was_said(cast: Cast, live: Live) -> None:
    await with_app(cast.jean)
    await cast.jean.say(cast.room, "Rendez-vous au phare")
    client_id, email = uuid4(), cast.jean.user.email
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture()))
    original, _ = await messages.send(cast.camille.id, cast.room, "Merci", client_id=client_id)
    async with cast.jean.visitor() as jean, cast.jean.socket() as phone, cast.jean.tab() as tab, cast.camille.socket() as camille:
        page = await jean.get("/account/delete")
        assert "signés Compte supprimé" in page.dom.text
        page = await jean.submit(page.form("/account/delete"))
        assert (page.status, page.dom.one("h1").words) == (200, "Votre compte est supprimé")
        assert page.response.headers["Clear-Site-Data"] == '"storage"'
        assert "Se déconnecter" not in page.dom.text
        assert [await phone.ended(), await tab.ended()] == ["server disconnect"] * 2
        assert (await jean.get("/account")).path.startswith("/login")
        refused = await camille.ask("send_message", {"conversation_id": cast.room, "content": "Vous êtes là ?"})
        assert refused["error"] == {
            "code": "account_deleted",
            "message": "Ce compte a été supprimé\u202f; il ne reçoit plus de messages",
        }
        asked = {"conversation_id": cast.room, "content": "Merci", "client_id": str(client_id)}
        assert (await camille.ask("send_message", asked))["message"]["id"] == original["id"]
    with pytest.raises(AccountDeleted):
        await messages.send(cast.camille.id, cast.room, "Et par la poste ?")

    user = await User.get(id=cast.jean.id)
    kept = (user.name, user.city, user.bio, user.password_hash, user.is_local, user.time_zone, user.search_text)
    assert kept == ("Compte supprimé", "", "", "", False, "", "compte supprime")
    assert user.email.endswith("@deleted.invalid")
    for table in (Session, TotpKey, RecoveryCode, Passkey):
        assert await table.filter(user_id=cast.jean.id).count() == 0
    assert await Message.filter(user_id=cast.jean.id).count() == 2
    assert await Attachment.filter(user_id=cast.jean.id).count() == 1

    async with cast.camille.visitor() as camille_reads, cast.camille.program() as api:
        page = await camille_reads.get(f"/conversations/{cast.room}")
        assert page.written == ["Rendez-vous au phare", "Le port", "Merci"]
        assert "il ne reçoit plus de messages" in page.dom.text
        assert list(page.dom.all("form", id="composer")) == []
        assert "Jean" not in page.html
        assert email not in page.html
        answer = await api.post(f"/api/conversations/{cast.room}/messages", json={"content": "Par ici ?"})
        assert (answer.status_code, answer.json()["code"]) == (410, "account_deleted")
        assert "Compte supprimé" not in (await api.get("/api/locals", params={"q": "compte"})).text
        # The row and the wire are French; an English page says it in English, its scripts too.
        await User.filter(id=cast.camille.id).update(language="en")
        for path in (f"/conversations/{cast.room}", "/conversations"):
            page = await camille_reads.get(path)
            assert "Deleted account" in page.dom.one(id="inbox").text
            assert page.html.count("Compte supprimé") == page.html.count('"Compte supprimé":"Deleted account"') == 1
        page = await camille_reads.get(f"/conversations/{cast.room}")
        assert page.dom.one("h1").words == "Deleted account"
        assert {one.words for one in page.dom.one(id="messages").all(data_slot="Sender")} == {"Deleted account", "Camille"}
        assert (await api.get("/api/conversations")).json()["conversations"][0]["Local"]["name"] == "Compte supprimé"
    async with Visitor(stranger(live)) as again:
        page = await again.submit((await again.get("/login")).form("/login"), email=email, password=PASSWORD)
        assert (page.status, page.errors) == (401, ["Adresse e-mail ou mot de passe incorrect"])
        form = (await again.get("/signup")).form("/signup")
        assert (await again.submit(form, name="Jean", email=email, password=PASSWORD)).path == "/conversations"
    await audit.write()
    assert await SecurityEvent.filter(user_id=cast.jean.id, kind="account_deleted").count() == 1
