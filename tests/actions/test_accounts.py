"""People and their addresses: one account an address, however it is written."""

import asyncio
import unicodedata
from collections.abc import Callable
from secrets import token_hex
from typing import Literal

import pytest

from actions import accounts
from actions.errors import InvalidField, WrongCredentials
from models import User
from tests.live import Live
from tests.people import PASSWORD, Cast
from wire.requests import Profile


async def sign_up(email: str, name: str = "Ana") -> User:
    return await accounts.sign_up(name, email, PASSWORD, address="192.0.2.1")


@pytest.mark.parametrize("written", ["{0}@exemple.fr", "{0}@EXEMPLE.fr", "  {1}@Exemple.FR ", "{1}@exemple.fr"])
async def test_an_address_is_one_address_however_it_is_written(live: Live, written: str) -> None:
    mark = token_hex(6)
    user = await sign_up(f"Ana.{mark}@Exemple.fr")
    assert user.email == f"ana.{mark}@exemple.fr"
    same = written.format(f"ana.{mark}", f"ANA.{mark.upper()}")
    with pytest.raises(InvalidField, match="déjà un compte"):
        await sign_up(same)
    session = await accounts.log_in(same, PASSWORD, "bearer", address="192.0.2.1")
    assert session.user_id == user.id


async def test_of_two_who_take_an_address_at_once_one_gets_it(live: Live) -> None:
    email = f"{token_hex(6)}@exemple.fr"
    results = await asyncio.gather(*(sign_up(email, name) for name in ("Ana", "Bob", "Zoé")), return_exceptions=True)
    refused = [result for result in results if isinstance(result, InvalidField)]
    assert [(wrong.field, wrong.code, wrong.status) for wrong in refused] == [("email", "invalid_field", 422)] * 2
    assert await User.filter(email=email).count() == 1


async def test_an_address_taken_between_the_look_and_the_row_is_told_like_any_other(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = f"{token_hex(6)}@exemple.fr"
    await sign_up(email)

    async def nobody(_email: str) -> None:
        return None

    monkeypatch.setattr(User, "with_email", nobody)
    with pytest.raises(InvalidField, match="déjà un compte") as taken:
        await sign_up(email)
    assert taken.value.field == "email"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ana",
        "@exemple.fr",
        "ana@",
        "ana@@exemple.fr",
        "a na@exemple.fr",
        "ana@exemple..fr",
        "ana\0@exemple.fr",
        "ana\ud800@exemple.fr",
        "ana@exemple.fr\nBcc: x@y.fr",
        f"{'a' * 65}@exemple.fr",
        f"ana@{'e' * 250}.fr",
    ],
    ids=ascii,
)
async def test_what_is_no_address_is_refused_beside_its_field(live: Live, email: str) -> None:
    with pytest.raises(InvalidField) as wrong:
        await sign_up(email)
    assert wrong.value.field == "email"


@pytest.mark.parametrize("email", ["nobody\0@exemple.fr", "\ud800", "", "x" * 10_000])
async def test_nobody_logs_in_with_an_address_that_can_not_be_stored(live: Live, email: str) -> None:
    with pytest.raises(WrongCredentials):
        await accounts.log_in(email, PASSWORD, "bearer", address="192.0.2.1")


async def test_what_is_longer_than_any_address_is_never_put_in_order(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of 120 000 combining marks holds up everybody for ten seconds."""
    normalize = unicodedata.normalize

    def bounded(form: Literal["NFC", "NFKD"], text: str) -> str:
        assert len(text) <= 400
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", bounded)
    email = "a" + "\u0315\u0300" * 60_000 + "@exemple.fr"
    with pytest.raises(WrongCredentials):
        await accounts.log_in(email, PASSWORD, "bearer", address="192.0.2.1")
    for wrong in ({"email": email}, {"email": "a@exemple.fr", "name": email}):
        with pytest.raises(InvalidField) as refused:
            await sign_up(**wrong)
        assert refused.value.field == ("name" if "name" in wrong else "email")


@pytest.mark.parametrize("check", [accounts.checked_line, accounts.checked_text])
def test_what_is_too_long_is_refused_before_it_is_walked_through(check: Callable[[str, str, int], str]) -> None:
    """Seen to fail with the look at the characters first: half a million of them, one by one."""
    with pytest.raises(InvalidField) as refused:
        check("\0" * 500_000, "name", 80)
    assert refused.value.message == "80 caractères au plus"


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        (Profile(name="  Ana \t Maria\n"), {"name": "Ana Maria"}),
        (Profile(name="é" * 80), {"name": "é" * 80}),
        (Profile(city=""), {"city": ""}),
        (Profile(bio=" une\r\ndeux "), {"bio": "une\ndeux"}),
        (Profile(bio="é" * 500, is_local=True), {"bio": "é" * 500, "is_local": True}),
        (Profile(), {}),
    ],
)
async def test_a_profile_keeps_what_it_is_given_and_the_rest_as_it_was(
    cast: Cast, changes: Profile, kept: dict[str, object]
) -> None:
    before = {name: getattr(cast.camille.user, name) for name in ("name", "city", "bio", "is_local", "email")}
    await accounts.update_profile(cast.camille.user, changes)
    row = await User.get(id=cast.camille.id)
    assert {name: getattr(row, name) for name in before} == before | kept


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (Profile(name=" "), "name"),
        (Profile(name="x" * 81), "name"),
        (Profile(name="A\0"), "name"),
        (Profile(city="x" * 81), "city"),
        (Profile(city="\x1b"), "city"),
        (Profile(bio="x" * 501), "bio"),
        (Profile(bio="\ud800"), "bio"),
    ],
)
async def test_what_does_not_fit_changes_nothing(cast: Cast, changes: Profile, field: str) -> None:
    before = await User.get(id=cast.camille.id)
    with pytest.raises(InvalidField) as wrong:
        await accounts.update_profile(cast.camille.user, changes)
    assert wrong.value.field == field
    after = await User.get(id=cast.camille.id)
    assert (after.name, after.city, after.bio) == (before.name, before.city, before.bio)
