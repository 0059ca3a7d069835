"""Which passwords are refused, and that what is kept of one gives nothing away."""

import asyncio
import threading
import unicodedata

import pytest
import zxcvbn
from limits import parse

from actions import accounts, common_passwords, limits, passwords
from actions.errors import InvalidField, TooMany
from tests.live import Live

SHORT, LONG, ODD, EASY = "15 caractères ou plus", "dépasser 1\u202f000", "illisible", "trop facile à deviner"

REFUSED = [
    ("", SHORT),
    ("quatorze signe", SHORT),
    ("é" * 14, SHORT),  # characters count, not bytes
    ("x" * 1001, LONG),
    ("une phrase\0 qui serait bonne", ODD),
    ("une phrase \ud800 qui serait bonne", ODD),
    ("aaaaaaaaaaaaaaa", EASY),
    ("               ", EASY),
    ("123456789012345", EASY),
    ("passwordpassword", EASY),
    ("motdepasse12345", EASY),
    ("azertyuiopazertyuiop", EASY),
    ("azertyuiopqsdfghjklm", EASY),
    ("qwertyuiopasdfgh", EASY),
    ("escaleescaleescale", EASY),
    ("Camille Dubois 1", EASY),
    ("camille.dubois@exemple.fr", EASY),
    ("mot de passe mot de passe", EASY),
    ("Je t’aime, je t’aime !", EASY),
    ("LIBERTE-EGALITE-FRATERNITE", EASY),
    ("correct horse battery staple", EASY),
    ("12 bonjour tout le monde 2026", EASY),
    ("a" * 1000, EASY),
    ("azertyuiop" * 100, EASY),
]
GOOD = [
    "un carnet et une valise bleue",
    "trois mouettes sur le quai",
    "   espaces partout, même autour   ",
    "пароль на дальнюю дорогу",
    "🚲🌊🧭⛵🗺️🏔️🎒🚂🌙☂️🍊🐚🪁🛶🎻🧶",
    "x7$Kq!9mZ2@pLw4",
    "liberté, égalité, fraternité et trois mouettes",
    "a" * 60 + " puis trois mouettes sur le quai",  # easy as it begins, and not as it ends
    "camille.dubois@exemple.fr écrit depuis le phare",
    ("seize mouettes, un phare, deux valises ; " * 30)[:1000],
]


def test_of_marks_alone_nothing_is_common() -> None:
    assert not any(common_passwords.is_common(text) for text in ("", "?!" * 8, "🚲" * 15, " " * 15))
    assert "" not in common_passwords.COMMON


@pytest.mark.parametrize(("password", "reason"), REFUSED, ids=lambda value: ascii(value)[:24])
async def test_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(InvalidField) as refused:
        await passwords.check(password, "Camille Dubois", "camille.dubois@exemple.fr")
    assert reason in refused.value.message
    assert refused.value.field == "password"


@pytest.mark.parametrize("password", GOOD, ids=lambda value: ascii(value)[:24])
async def test_accepted_kept_as_argon2id_and_verified_to_the_character(password: str) -> None:
    await passwords.check(password, "Camille Dubois", "camille.dubois@exemple.fr")
    kept = await passwords.hash_password(password)
    assert kept.startswith("$argon2id$")
    assert await passwords.verify(password, kept)
    assert not await passwords.verify(password + " ", kept)
    assert not await passwords.verify(password[:-1], kept)


async def test_nobodys_log_in_waits_behind_passwords_that_are_judged(
    shipped_hashes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when they are judged in the threads that hash, where a few dozen contrived ones stop every log-in; and with more than
    JUDGED characters of the password, or of a word about the person."""
    go_on, at_once, judging = threading.Event(), [], set()

    def slow(password: str, words: list[str]) -> dict[str, float]:
        judging.add(threading.get_ident())
        at_once.append((len(judging), max(map(len, (password, *words)))))
        go_on.wait(60)
        judging.discard(threading.get_ident())
        return {"guesses_log10": 20.0}

    monkeypatch.setattr(zxcvbn, "zxcvbn", slow)
    checks = [asyncio.create_task(passwords.check(GOOD[-1], "n" * 80, "e" * 254)) for _ in range(40)]
    try:
        await asyncio.sleep(0)
        async with asyncio.timeout(30):
            assert not await passwords.verify("faux", None)
    finally:
        go_on.set()
        await asyncio.gather(*checks)
    assert set(at_once) == {(1, passwords.JUDGED)}


async def test_a_password_is_judged_only_after_it_was_counted(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail with the two lines in the other order: the second one is judged as well."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "sign_up", parse("1/hour"))
    limits.use("")
    for refused in (InvalidField, TooMany):
        with pytest.raises(refused):
            await accounts.sign_up("Ana", "ana@exemple.fr", "aaaaaaaaaaaaaaa", address="192.0.2.9")
    limits.use("")


async def test_guessing_from_what_is_kept_costs_time_and_memory(shipped_hashes: None) -> None:
    """What RFC 9106 asks of a machine with little memory. Fails with any of the three made less."""
    kept = await passwords.hash_password(GOOD[0])
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.verify(GOOD[0], kept)
    assert not await passwords.verify(GOOD[1], kept)


async def test_the_same_password_is_never_the_same_hash() -> None:
    one, other = [await passwords.hash_password(GOOD[0]) for _ in range(2)]
    assert one != other


@pytest.mark.parametrize("password_hash", [None, "", "nothing that is a hash"])
async def test_nobody_and_a_broken_hash_answer_no(password_hash: str | None) -> None:
    assert not await passwords.verify(GOOD[0], password_hash)
    assert not await passwords.verify("half a character \ud800", password_hash)


async def test_an_accent_is_the_same_however_a_keyboard_writes_it() -> None:
    """Seen to fail: who signed up on one device could not log in on another."""
    one, other = (unicodedata.normalize(form, "écluse, été, hiver") for form in ("NFC", "NFD"))
    for kept in (await passwords.hash_password(one), await passwords.hash_password(other)):
        assert await passwords.verify(one, kept)
        assert await passwords.verify(other, kept)
    assert await passwords.verify(other, passwords.hasher.hash(other))  # of before that was so
