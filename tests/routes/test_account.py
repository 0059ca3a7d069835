import pytest

from models import Session, User
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, stranger

NEW = "trois barques rouges au mouillage"


async def test_the_profile_is_changed_and_shown(cast: Cast) -> None:
    async with cast.jean.visitor() as jean:
        page = await jean.get("/account")
        form = page.form("/account/profile")
        assert form.fields["name"] == "Jean"
        page = await jean.submit(form, name="  Jean   Le Goff ", city="Dinard", bio=" Marin.\r\nRetraité. ", is_local="1")
        assert (page.status, page.path) == (200, "/account?saved=profile")
        assert "Votre profil est enregistré." in page.dom.text
        assert page.form("/account/profile").fields | {"csrf_token": ""} == {
            "csrf_token": "",
            "name": "Jean Le Goff",
            "is_local": "1",
            "city": "Dinard",
            "bio": "Marin.\nRetraité.",
            "time_zone": "",
            "language": "",
        }
        await jean.submit(page.form("/account/profile"), is_local=None)
    user = await User.get(id=cast.jean.id)
    assert (user.name, user.city, user.bio, user.is_local) == ("Jean Le Goff", "Dinard", "Marin.\nRetraité.", False)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Indiquez votre nom"),
        ("name", "n" * 81, "80 caractères au plus"),
        ("city", "v" * 81, "80 caractères au plus"),
        ("city", "a\0", "Ce texte contient un caractère illisible"),
        ("time_zone", "Europe/Atlantis", "Ce fuseau horaire n’est pas connu"),
        ("time_zone", "../../etc/passwd", "Ce fuseau horaire n’est pas connu"),
        ("bio", "b" * 501, "500 caractères au plus"),
        ("bio", "a\0b", "Ce texte contient un caractère illisible"),
    ],
)
async def test_a_refused_profile_keeps_what_was_typed_and_changes_nothing(cast: Cast, field: str, value: str, words: str) -> None:
    async with cast.jean.visitor() as jean:
        form = (await jean.get("/account")).form("/account/profile")
        page = await jean.submit(form, **{"bio": "nouvelle", field: value})
        assert (page.status, page.errors) == (422, [words])
        kept = page.form("/account/profile").fields
        if "\0" not in value and field != "time_zone":  # which can't be chosen, and so is not shown as chosen
            assert kept[field] == value
        if field != "bio":
            assert kept["bio"] == "nouvelle"
    user = await User.get(id=cast.jean.id)
    assert (user.name, user.city, user.bio) == ("Jean", "Saint-Malo", "")


async def test_limits_count_characters_not_bytes(cast: Cast) -> None:
    async with cast.jean.visitor() as jean:
        form = (await jean.get("/account")).form("/account/profile")
        page = await jean.submit(form, name="é" * 80, city="ø" * 80, bio="😀" * 500, is_local="1")
        assert page.path == "/account?saved=profile"
    user = await User.get(id=cast.jean.id)
    assert (user.name, user.bio) == ("é" * 80, "😀" * 500)


async def test_a_new_password_replaces_the_old_one_and_ends_the_other_log_ins(cast: Cast, live: Live) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get("/account")).form("/account/password")
        page = await camille.submit(form, current_password=PASSWORD, new_password=NEW)
        assert page.path == "/account?saved=password"
        assert len(list(page.dom.all("li", class_="session"))) == 1
    async with cast.camille.program() as api:
        assert (await api.get("/api/users/me")).status_code == 401
    for password, path in [(PASSWORD, "/login"), (NEW, "/conversations")]:
        async with Visitor(stranger(live)) as visitor:
            form = (await visitor.get("/login")).form("/login")
            page = await visitor.submit(form, email=cast.camille.user.email, password=password)
            assert (password, page.path) == (password, path)


@pytest.mark.parametrize(
    ("current", "new", "field", "words"),
    [
        ("faux", NEW, "current_password", "Le mot de passe actuel n’est pas le bon"),
        ("", NEW, "current_password", "Le mot de passe actuel n’est pas le bon"),
        (PASSWORD, "court", "new_password", "Le mot de passe doit avoir 15 caractères ou plus : une phrase est parfaite"),
        (PASSWORD, "motdepasse12345", "new_password", "Ce mot de passe est trop courant ou trop facile à deviner"),
    ],
)
async def test_a_refused_password_says_why_and_changes_nothing(
    cast: Cast, current: str, new: str, field: str, words: str
) -> None:
    async with cast.camille.visitor() as camille:
        form = (await camille.get("/account")).form("/account/password")
        page = await camille.submit(form, current_password=current, new_password=new)
        (error,) = page.errors
        assert (page.status, error.startswith(words)) == (422, True)
        refused = page.dom.one("input", name=field).attributes
        assert refused["aria-invalid"] == "true"
        assert "autofocus" in refused, "a page that begins elsewhere would look as if nothing had happened"
        assert PASSWORD not in page.html
    assert (await User.get(id=cast.camille.id)).password_hash == cast.camille.user.password_hash
    assert await Session.filter(user_id=cast.camille.id).count() == 2


async def test_ones_sessions_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get("/account")
        assert len(list(page.dom.all("li", class_="session"))) == 2
        page = await camille.submit(page.form(f"/account/sessions/{cast.camille.bearer_session.id}/end"))
        assert page.path == "/account?saved=sessions"
        assert len(list(page.dom.all("li", class_="session"))) == 1
    async with cast.camille.program() as api:
        assert (await api.get("/api/users/me")).status_code == 401


async def test_nobody_ends_another_persons_session(cast: Cast) -> None:
    async with cast.zoe.visitor() as zoe:
        form = (await zoe.get("/account")).form("/account/sessions/end")
        for number in (cast.camille.bearer_session.id, 0, 2**63, 10**30):
            form.action = f"/account/sessions/{number}/end"
            page = await zoe.submit(form)
            assert (page.status, page.dom.one("h1").text) == (404, "Page introuvable")
    assert await Session.exists(id=cast.camille.bearer_session.id)


@pytest.mark.parametrize("path", ["/account?saved=password", "/account?saved=email", "/login?saved=password"])
async def test_a_link_alone_makes_no_page_say_that_something_was_done(cast: Cast, live: Live, path: str) -> None:
    async with Visitor(stranger(live)) if path.startswith("/login") else cast.camille.visitor() as visitor:
        page = await visitor.get(path)
        assert (page.status, list(page.dom.all(class_="notice"))) == (200, [])


async def test_ending_all_others_keeps_the_present_one(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.submit((await camille.get("/account")).form("/account/sessions/end"))
        assert page.status == 200
    remaining = await Session.filter(user_id=cast.camille.id)
    assert [session.id for session in remaining] == [cast.camille.cookie_session.id]
    assert await Session.filter(user_id=cast.jean.id).count() == 2
