"""What an operator types besides `quart serve`."""

import asyncio

from actions import passwords
from tests.commands.conftest import How
from tests.commands.programs import Done, refused, typed
from tests.faults.tables import column, rows

ADD = ("people", "add", "--name", "Maëlle", "--email", "Maelle@Exemple.FR", "--city", "Brest", "--local")
PASSWORD = "une marée d’équinoxe en mars"


async def test_people_are_added_to_a_database_that_was_not_there(how: How) -> None:
    done = await typed(*ADD, "--password", PASSWORD, **how)
    assert (done.status, done.out) == (0, "Added Maëlle <maelle@exemple.fr>.\n")
    [row] = await rows(how["DATABASE_URL"], "SELECT name, email, city, is_local, password_hash FROM users")
    assert row[:3] == ("Maëlle", "maelle@exemple.fr", "Brest")
    assert row[3] in (True, 1)
    assert await passwords.verify(PASSWORD, row[4])

    again, short = await asyncio.gather(typed(*ADD, "--password", PASSWORD, **how), typed(*ADD, "--password", "court", **how))
    assert refused(again, "Error: ")
    assert refused(short, "Error: ", "15 caractères")
    assert await column(how["DATABASE_URL"], "SELECT count(*) FROM users") == [1]


async def test_people_are_let_out_and_in_and_helped_without_sql(how: How) -> None:
    await typed(*ADD, "--password", PASSWORD, **how)
    maelle = "Maëlle <maelle@exemple.fr>"
    done = await typed("people", "disable", "Maelle@exemple.fr", **how)
    assert done == Done(0, f"Disabled {maelle}; 0 log-ins ended.\n", "")
    assert await column(how["DATABASE_URL"], "SELECT count(*) FROM users WHERE disabled_at IS NULL") == [0]
    link, nobody, everybody, neither, factors = await asyncio.gather(
        typed("people", "password-link", "maelle@exemple.fr", **how),
        typed("people", "disable", "personne@exemple.fr", **how),
        typed("people", "log-out", "--everybody", **how),
        typed("people", "log-out", **how),
        typed("people", "remove-factors", "maelle@exemple.fr", **how),
    )
    assert refused(link, f"Error: {maelle} is disabled")
    assert refused(nobody, "Error: nobody has the address personne@exemple.fr")
    assert everybody == Done(0, "0 log-ins ended.\n", "")
    assert (neither.status, "Name one address, or say --everybody." in neither.err) == (2, True)
    assert factors == Done(0, f"{maelle} logs in with the password alone, as before.\n", "")
    assert await typed("people", "enable", "maelle@exemple.fr", **how) == Done(0, f"Enabled {maelle}.\n", "")
    link = await typed("people", "password-link", "maelle@exemple.fr", PUBLIC_URL="https://escale.example", **how)
    first, second = link.out.splitlines()
    assert first == f"For {maelle}, once, within a day:"
    assert second.startswith("https://escale.example/password/ey")
    kinds = [line.split()[1] for line in (await typed("audit", **how)).out.splitlines()]
    assert kinds == ["password_link_made", "account_enabled", "session_ended", "account_disabled", "sign_up"]


async def test_migrate_makes_the_tables_and_nobody(how: How) -> None:
    assert await typed("migrate", **how) == Done(0, "The database is up to date.\n", "")
    assert await column(how["DATABASE_URL"], "SELECT count(*) FROM users") == [0]


async def test_audit_shows_what_happened_at_the_doors_newest_first(how: How) -> None:
    await typed(*ADD, "--password", PASSWORD, **how)
    await typed("people", "add", "--name", "Anna", "--email", "anna@exemple.fr", "--password", PASSWORD, **how)
    shown, one, nothing, help_ = await asyncio.gather(
        typed("audit", **how),
        typed("audit", "--person", "1", "--kind", "sign_up", "--hours", "1", **how),
        typed("audit", "--kind", "log_in_refused", **how),
        typed("audit", "--help", **how),
    )
    lines = [line.split() for line in shown.out.splitlines()]
    assert [(words[1], words[3]) for words in lines] == [("sign_up", "2"), ("sign_up", "1")]
    assert one.out.splitlines() == shown.out.splitlines()[1:]
    assert nothing.out == "Nothing of that kind.\n"
    assert "an unknown address, a wrong password" in " ".join(help_.out.split())
    assert "exemple.fr" not in shown.out
