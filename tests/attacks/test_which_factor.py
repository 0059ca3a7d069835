"""Which second factor: guessed, replayed, shared, stolen half-way, or gone around.

Each was seen to fail without its defence: `take` answering True for every step, the ticket's fingerprint left out,
`log_in` without its question for a second factor, `user_id` left out of a look-up. Passkeys have a module of their own.
"""

import asyncio
import time
from base64 import b64encode
from collections.abc import Iterator

import pytest
import socketio

from actions import accounts, audit, limits, second_factor, second_step, tickets
from actions.errors import ConfirmationNeeded, TooMany, WrongCode
from models import SecurityEvent, Session, TotpKey, User
from tests.factors import code_of, with_app, with_password
from tests.live import Live
from tests.pages import Visitor
from tests.people import PASSWORD, Cast, Person, stranger


@pytest.fixture
def limited(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(live.settings, "rate_limits", True)
    limits.use("")
    yield
    limits.use("")


async def sessions_of(person: Person) -> int:
    return await Session.filter(user_id=person.id).count()


async def test_whoever_stands_between_the_steps_has_nothing(cast: Cast, live: Live) -> None:
    await with_app(cast.camille)
    before = await sessions_of(cast.camille)
    async with Visitor(stranger(live)) as visitor:
        page = await with_password(visitor, cast.camille)
        ticket = page.form("/login/code").fields["ticket"]
        assert "escale" not in visitor.client.cookies
        assert (await visitor.get("/conversations")).path == "/login?next=/conversations"
        for headers in ({"Authorization": f"Bearer {ticket}"}, {"Cookie": f"escale={ticket}"}):
            assert (await visitor.client.get("/api/users/me", headers=headers)).status_code == 401
            assert (await visitor.client.get("/account", headers=headers)).status_code == 302
    client = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(live.url, auth={"token": ticket}, transports=["websocket"])
    headers = {"Origin": live.url, "Cookie": f"escale={ticket}"}
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(live.url, headers=headers, transports=["websocket"])
    assert await sessions_of(cast.camille) == before


async def test_a_code_is_taken_once_however_often_it_comes_at_once(cast: Cast, live: Live) -> None:
    secret, codes = await with_app(cast.camille)
    asked = {"email": cast.camille.user.email, "password": PASSWORD}
    async with stranger(live) as nobody:
        for code in (code_of(secret), codes[0]):
            tries = [nobody.post("/api/auth/login", json={**asked, "code": code}) for _ in range(3)]
            answers = [answer.status_code for answer in await asyncio.gather(*tries)]
            assert sorted(answers) == [200, 401, 401]
    key = await TotpKey.get(user_id=cast.camille.id)
    assert not await key.take(key.last_step - 1)  # nor one that came before it


async def test_nobody_logs_in_with_another_persons_code(cast: Cast, live: Live) -> None:
    await with_app(cast.camille)
    secret, codes = await with_app(cast.jean)
    async with Visitor(stranger(live)) as visitor:
        form = (await with_password(visitor, cast.camille)).form("/login/code")
        for code in (code_of(secret), codes[0], "", "0" * 6, "\0", "é", "x" * 5000, f"{codes[0]} {codes[1]}"):
            assert (await visitor.submit(form, code=code)).status == 401
        form = (await with_password(visitor, cast.jean)).form("/login/code")
        assert (await visitor.submit(form, code=codes[0])).path == "/conversations"


def altered(ticket: str) -> str:
    return ("A" if ticket[0] != "A" else "B") + ticket[1:]


async def test_a_ticket_altered_old_foreign_or_of_another_password_opens_nothing(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = await with_app(cast.camille)
    mine = accounts.halfway(cast.camille.user)
    forged = [
        *("", "x", altered(mine), mine[:-1], b64encode(b'{"user_id":1}').decode()),
        tickets.seal("app", user_id=cast.camille.id, password="", challenge="", secret=""),
        tickets.seal("second step", user_id=cast.camille.id, password="another", challenge=""),
        tickets.seal("second step", user_id=2**60, password="", challenge=""),
    ]
    with monkeypatch.context() as earlier:
        now = time.time()
        earlier.setattr(time, "time", lambda: now - second_step.LASTS - 1)
        forged.append(accounts.halfway(cast.camille.user))
    for ticket in forged:
        with pytest.raises(second_step.TooLate):
            await second_step.by_code(ticket, code_of(secret), "bearer", address="192.0.2.1")
    await User.filter(id=cast.camille.id).update(password_hash="another")
    with pytest.raises(second_step.TooLate):
        await second_step.by_code(mine, code_of(secret), "bearer", address="192.0.2.1")
    await User.filter(id=cast.camille.id).update(password_hash=cast.camille.user.password_hash)
    assert (await second_step.by_code(mine, code_of(secret), "bearer", address="192.0.2.1")).user_id == cast.camille.id


async def test_a_wrong_password_says_nothing_of_a_second_factor(cast: Cast, live: Live) -> None:
    secret, _ = await with_app(cast.camille)
    async with stranger(live) as nobody:
        answers = [
            await nobody.post("/api/auth/login", json={"email": email, "password": "faux", "code": code})
            for email in (cast.camille.user.email, cast.jean.user.email, "personne@exemple.fr")
            for code in (None, "000000", code_of(secret))
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert answers[0].json()["code"] == "wrong_credentials"
    key = await TotpKey.get(user_id=cast.camille.id)
    assert key.last_step == 0  # and the code was not used up


async def test_guessing_codes_ends_soon_from_wherever_and_is_noted(cast: Cast, limited: None) -> None:
    secret, codes = await with_app(cast.camille)
    ticket = accounts.halfway(cast.camille.user)
    refused: list[type[Exception]] = []
    for n in range(12):
        try:
            await second_step.by_code(ticket, f"{n:06}", "bearer", address=f"192.0.2.{n}")
        except (WrongCode, TooMany) as wrong:
            refused.append(type(wrong))
    assert refused == [WrongCode] * 10 + [TooMany] * 2
    with pytest.raises(TooMany):  # the right one too, or guessing would go on
        await second_step.by_code(ticket, code_of(secret), "bearer", address="198.51.100.7")
    # And nobody is locked out by who guesses: what is on paper can't be guessed.
    assert (await second_step.by_code(ticket, codes[0], "bearer", address="198.51.100.7")).user_id == cast.camille.id
    await audit.write()
    assert await SecurityEvent.filter(user_id=cast.camille.id, kind="second_factor_refused").count() == 10
    assert await SecurityEvent.filter(user_id=cast.camille.id, kind="bound", detail="second_factor").count() == 1


async def test_actions_themselves_ask_for_the_password_again(cast: Cast) -> None:
    """Should a route forget to."""
    from actions import deletion, passkeys

    session = await Session.get(id=cast.camille.cookie_session.id).select_related("user")
    session.confirmed_at = None
    house = passkeys.House("http://localhost")
    for asked in (
        accounts.change_email(session, "autre@exemple.fr"),
        deletion.delete_account(session),
        second_factor.add_app(session, "", ""),
        second_factor.remove_app(session),
        second_factor.new_codes(session),
        passkeys.register(session, "", "", "", house),
        passkeys.remove(session, 1),
    ):
        with pytest.raises(ConfirmationNeeded):
            await asked


async def test_secrets_are_kept_as_they_must_be_and_shown_once(cast: Cast, live: Live) -> None:
    secret, codes = await with_app(cast.camille)
    async with cast.camille.visitor() as camille:
        pages = [await camille.get(path) for path in ("/account", "/account/security", "/account/security/app")]
    assert not [page.path for page in pages for hidden in (secret, *codes) if hidden in page.html]
    from models import RecoveryCode

    digests = await RecoveryCode.filter(user_id=cast.camille.id).values_list("digest", flat=True)
    assert not [code for code in codes for digest in digests if code.replace("-", "") in str(digest)]
