from secrets import token_hex

import pytest

from models import User
from tests.live import Live
from tests.pages import Visitor
from tests.people import Cast, stranger


def somebody(name: str = "Maëlle") -> dict[str, str]:
    return {"name": name, "email": f"maelle.{token_hex(4)}@exemple.fr", "password": "un phare au bout de la nuit"}


async def test_someone_signs_up_and_is_in(live: Live) -> None:
    person = somebody()
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get("/")
        assert page.path == "/login"
        page = await visitor.get("/signup")
        page = await visitor.submit(page.form("/signup"), **person)
        assert (page.status, page.path) == (200, "/conversations")
        assert page.dom.one("body").attributes["data-unread-total"] == "0"
    user = await User.get(email=person["email"])
    assert (user.name, user.is_local, user.city) == ("Maëlle", False, "")
    assert user.password_hash.startswith("$argon2id$")
    assert person["password"] not in user.password_hash


async def test_a_local_says_where(live: Live) -> None:
    person = somebody()
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.get("/signup?next=/account")
        page = await visitor.submit(page.form("/signup"), **person, is_local="1", city="  Saint-\tMalo ")
        assert page.path == "/account"
        assert page.form("/account/profile").fields["city"] == "Saint- Malo"
    assert (await User.get(email=person["email"])).is_local is True


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Indiquez votre nom"),
        ({"name": " \u00a0 "}, "Indiquez votre nom"),
        ({"name": "\u0301" * 80}, "Indiquez votre nom"),
        ({"name": "x" * 81}, "80 caractères au plus"),
        ({"name": "a\0b"}, "Ce texte contient un caractère illisible"),
        ({"email": ""}, "Indiquez une adresse e-mail valide"),
        ({"email": "camille"}, "Indiquez une adresse e-mail valide"),
        ({"email": "camille@"}, "Indiquez une adresse e-mail valide"),
        ({"email": "a b@exemple.fr"}, "Indiquez une adresse e-mail valide"),
        ({"email": "camille@exemple..fr"}, "Indiquez une adresse e-mail valide"),
        ({"email": "a@b@exemple.fr"}, "Indiquez une adresse e-mail valide"),
        ({"email": "x" * 250 + "@exemple.fr"}, "Indiquez une adresse e-mail valide"),
        ({"password": "trop court"}, "Le mot de passe doit avoir 15 caractères ou plus"),
        ({"password": ""}, "Le mot de passe doit avoir 15 caractères ou plus"),
        ({"password": "aaaaaaaaaaaaaaa"}, "trop courant ou trop facile à deviner"),
        ({"is_local": "1", "city": "y" * 81}, "80 caractères au plus"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(live: Live, wrong: dict[str, str], words: str) -> None:
    person = {**somebody(), **wrong}
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.submit((await visitor.get("/signup")).form("/signup"), **person)
        (error,) = page.errors
        assert page.status == 422
        assert error.startswith(words) or words in error
        field = next(name for name in ("city", *wrong) if name in wrong)
        marked = page.dom.one("input", name=field).attributes
        assert marked["aria-invalid"] == "true"
        assert f"{field}-error" in marked["aria-describedby"]
        kept = page.form("/signup").fields
        assert {name: kept.get(name) for name in ("name", "email") if "\0" not in person[name]} == {
            name: person[name] for name in ("name", "email") if "\0" not in person[name]
        }
        assert person["password"] not in page.html or not person["password"]
    assert not await User.exists(email=person["email"][-200:])


async def test_a_taken_address_is_refused_in_whatever_case(cast: Cast, live: Live) -> None:
    person = {**somebody(), "email": f"  {cast.camille.user.email.upper()} "}
    async with Visitor(stranger(live)) as visitor:
        page = await visitor.submit((await visitor.get("/signup")).form("/signup"), **person)
    assert (page.status, page.errors) == (422, ["Cette adresse a déjà un compte ; connectez-vous plutôt"])
