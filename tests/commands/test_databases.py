"""What an operator is told of a database that is not as it should be, and how TLS is asked of PostgreSQL."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests import postgres
from tests.commands.conftest import How
from tests.commands.programs import refused, typed

SOMEBODY = "camille@exemple.fr"
ON_WHAT_IS_THERE = [
    ("people", "log-out", SOMEBODY),
    ("people", "log-out", "--everybody"),
    ("people", "disable", SOMEBODY),
    ("people", "enable", SOMEBODY),
    ("people", "remove-factors", SOMEBODY),
    ("people", "password-link", SOMEBODY),
    ("audit",),
    ("backup", "{folder}/escale.tar"),
]
TLS_PLEASE = b"\x00\x00\x00\x08\x04\xd2\x16/"  # PostgreSQL's SSLRequest
CERTIFICATE = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost")


@pytest.mark.parametrize("command", ON_WHAT_IS_THERE, ids=" ".join)
async def test_a_database_without_its_tables_is_one_line(command: tuple[str, ...], how: How, tmp_path: Path) -> None:
    """Seen to fail with a traceback of each, and with `--everybody`, which made the tables."""
    done = await typed(*(word.format(folder=tmp_path) for word in command), **how)
    assert refused(done, "Error: DATABASE_URL: ", "run `quart migrate` first"), done


@pytest.mark.only_on("postgres")
async def test_a_role_that_may_not_make_tables_is_one_line(how: How) -> None:
    """Seen to fail with a traceback of a hundred lines."""
    url, role = how["DATABASE_URL"], f"escale_{token_hex(6)}"
    parts = urlsplit(url)
    await postgres.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
    try:
        theirs = urlunsplit(parts._replace(netloc=f"{role}:{role}@{parts.hostname}:{parts.port or 5432}"))
        done = await typed("migrate", **how | {"DATABASE_URL": theirs})
        assert refused(done, "Error: DATABASE_URL: the database can't be used: permission denied for schema public"), done
    finally:
        await postgres.execute(f"DROP ROLE {role}")


@pytest.mark.only_on("postgres")
async def test_a_database_that_lets_nobody_in_is_one_line(how: How) -> None:
    """Seen to fail with a traceback."""
    async with postgres.closed(how["DATABASE_URL"]):
        done = await typed("migrate", **how)
        assert refused(done, "Error: DATABASE_URL: the database can't be used: ", "is not currently accepting connections"), done


@pytest.mark.only_on("postgres")
@pytest.mark.parametrize("mode", ["require", "verify-full"])
async def test_a_server_without_tls_that_is_asked_for_it_is_one_line(how: How, mode: str, tmp_path: Path) -> None:
    """Seen to fail with `connect() got an unexpected keyword argument 'sslmode'`, and as long a traceback."""
    certificate = await made(tmp_path)
    url = f"{how['DATABASE_URL']}?sslmode={mode}&sslrootcert={certificate}"
    there = how | {"DATABASE_URL": url}
    for done in (await typed("migrate", **there), await typed("serve", "--port", "0", **there)):
        assert refused(done, "Error: DATABASE_URL: the database can't be used: ", "rejected SSL upgrade"), done


async def made(folder: Path) -> Path:
    """A certificate of `localhost`, with its key beside it."""
    command = ("openssl", *CERTIFICATE, "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem")
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0
    return folder / "cert.pem"


@asynccontextmanager
async def in_front(url: str, folder: Path, said: list[bytes]) -> AsyncIterator[str]:
    """PostgreSQL behind TLS: what each connection first asks for is noted, and what it then says in confidence."""
    certificate = await made(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, folder / "key.pem")
    parts = urlsplit(url)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.append(await reader.readexactly(8))
        writer.write(b"S")
        try:
            await writer.start_tls(context)
            first = await reader.readexactly(8)
        except (OSError, asyncio.IncompleteReadError):
            return
        said.append(first)
        there, to_there = await asyncio.open_connection(parts.hostname, parts.port or 5432)
        to_there.write(first)
        await asyncio.gather(pass_on(reader, to_there), pass_on(there, writer), return_exceptions=True)

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        whose = parts.netloc.rpartition("@")[0]
        yield urlunsplit(parts._replace(netloc=f"{whose}@localhost:{port}"))


@pytest.mark.only_on("postgres")
async def test_tls_is_asked_for_as_everybody_writes_it(how: How, tmp_path: Path) -> None:
    """By each connection, and nothing is said to a server whose certificate is another's. Seen to fail with the address of the
    connection that migrates bare of `sslmode`, as it was: it looked at no certificate."""
    said: list[bytes] = []
    async with in_front(how["DATABASE_URL"], tmp_path, said) as url:
        there = how | {"DATABASE_URL": f"{url}?sslmode=verify-full&sslrootcert={tmp_path}/cert.pem"}
        done = await typed("migrate", **there)
        assert (done.status, done.err) == (0, "")
        done = await typed("backup", f"{tmp_path}/escale.tar", **there)
        assert (done.status, done.err) == (0, "")
        assert TLS_PLEASE in said
        said.clear()
        (tmp_path / "another").mkdir()
        another = await made(tmp_path / "another")
        wrong = f"{url}?sslmode=verify-full&sslrootcert={another}"
        assert refused(await typed("migrate", **there | {"DATABASE_URL": wrong}), "CERTIFICATE_VERIFY_FAILED")
        assert set(said) == {TLS_PLEASE}
        without = await typed("migrate", **there | {"DATABASE_URL": f"{url}?sslmode=verify-full"})
        assert refused(without, "DATABASE_URL: the database can't be used")
