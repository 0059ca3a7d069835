"""Which race: a log-in that began before the account was shut, or its password changed, is none after it."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from actions import accounts, deletion, operating, password_links, reading, second_factor, second_step, sessions
from actions.errors import InvalidField, Unauthorized, WrongCredentials
from models import RecoveryCode, Session, User
from tests.factors import code_of, with_app
from tests.people import PASSWORD, Cast, Person
from wire.requests import Profile

NEW = "une phrase toute neuve, sans valise"
Change = Callable[[Person], Awaitable[object]]


async def own(person: Person) -> Session:
    found: Session = await Session.get(id=person.cookie_session.id).select_related("user")
    return found


async def changed(person: Person) -> None:
    await accounts.change_password(await own(person), PASSWORD, NEW)


async def changed_by_link(person: Person) -> None:
    await password_links.set_password(password_links.made_for(person.user), NEW, address="192.0.2.1")


async def disabled(person: Person) -> None:
    await operating.disable(person.user)


async def deleted(person: Person) -> None:
    await deletion.delete_account(await own(person))


@pytest.mark.parametrize("change", [changed, changed_by_link, disabled, deleted])
async def test_a_log_in_that_was_checked_before_a_change_does_not_begin_after_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """Fails when sessions.begin asks for nothing: the log-in with the former password outlives the change."""
    begin, changes = sessions.begin, [change]

    async def late(*args: Any, **kwargs: Any) -> Session:
        await changes.pop()(person)
        return await begin(*args, **kwargs)

    monkeypatch.setattr(sessions, "begin", late)
    person = cast.camille
    with pytest.raises(WrongCredentials):
        await accounts.log_in(person.user.email, PASSWORD, "bearer", address="192.0.2.1")
    assert await Session.filter(user_id=person.id, kind="bearer").count() == 0
    person, changes = cast.jean, [change]
    secret, _ = await with_app(person)
    ticket = accounts.halfway(person.user)
    with pytest.raises(second_step.TooLate):
        await second_step.by_code(ticket, code_of(secret), "bearer", address="192.0.2.1")
    assert await Session.filter(user_id=person.id, kind="bearer").count() == 0


async def test_a_change_in_the_midst_of_a_beginning_log_in_waits_for_it_and_ends_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails without the lock of the person's row: the change is over, and has ended all log-ins but the one that now begins."""
    outside, create, changing = contextvars.copy_context(), Session.create, []

    async def amid(**row: Any) -> Session:
        changing.append(asyncio.get_running_loop().create_task(operating.disable(cast.camille.user), context=outside))
        await asyncio.wait(changing, timeout=0.3)
        return await create(**row)

    monkeypatch.setattr(Session, "create", amid)
    await accounts.log_in(cast.camille.user.email, PASSWORD, "bearer", address="192.0.2.1")
    await changing[0]
    assert await Session.filter(user_id=cast.camille.id).count() == 0


async def test_a_profile_that_is_saved_while_its_account_is_deleted_brings_nothing_back(cast: Cast) -> None:
    """Fails when the row is written whatever became of it: name, city and address are there again."""
    session = await own(cast.camille)
    await deletion.delete_account(await own(cast.camille))
    left = await User.filter(id=cast.camille.id).values()
    with pytest.raises(Unauthorized):
        await accounts.update_profile(session.user, Profile(city="Lyon"))
    await reading.choose(session.user, "en", "")
    await accounts.change_email(session, "camille.encore@exemple.fr")
    assert await User.filter(id=cast.camille.id).values() == left


async def test_of_sheets_that_are_made_at_once_the_one_that_is_shown_is_valid(cast: Cast) -> None:
    """Fails without the look at the newest one, under lock: four sheets are shown, and three of them open nothing."""
    await with_app(cast.camille)
    # All four have seen the same sheet; what is asked after another one has answered is no race, and replaces that one.
    former = await second_factor.newest(cast.camille.id)
    results = await asyncio.gather(*(second_factor.make_codes(cast.camille.id, former) for _ in range(4)), return_exceptions=True)
    sheets = [result for result in results if isinstance(result, list)]
    assert sum(isinstance(result, second_factor.MadeElsewhere) for result in results) == 3
    valid = {row.digest for row in await RecoveryCode.filter(user_id=cast.camille.id)}
    assert [{second_factor.digest(code.replace("-", "")) for code in sheet} for sheet in sheets] == [valid]


async def test_of_two_changes_from_one_password_one_holds(cast: Cast) -> None:
    both = [await own(cast.camille), await own(cast.camille)]
    changes = (accounts.change_password(session, PASSWORD, f"{NEW} {n}") for n, session in enumerate(both))
    results = await asyncio.gather(*changes, return_exceptions=True)
    assert [type(result) for result in results if not isinstance(result, int)] == [InvalidField]
    kept = (await User.get(id=cast.camille.id)).password_hash
    assert kept == both[[isinstance(result, int) for result in results].index(True)].user.password_hash
