"""The document's own client, to the letter: docs/contract/evenements.md, "Exemple complet (client)"."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import postgres
from tests.javascript.node import FOLDER, Program
from tests.processes import ROOT, server_process
from tests.remote import Remote

DOCUMENT = ROOT / "docs" / "contract" / "evenements.md"
SENTENCE = "Salut ! Disponible samedi ?"
ROOM = 5  # the example's conversation


def example() -> str:
    """The block, as it stands."""
    found = re.search(
        r"^## Exemple complet \(client\)\n+```typescript\n(.*?)^```$", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE
    )
    assert found
    return found[1]


@pytest.fixture
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an Escale of its own, where ids begin at 1."""
    how = {"MEDIA_DIR": tmp_path / "media", "RATE_LIMITS": "off"}
    if request.config.getoption("--database") == "postgres":
        async with postgres.fresh_database() as url, server_process(DATABASE_URL=url, **how) as one:
            yield one.url
    else:
        async with server_process(DATABASE_URL=f"sqlite://{tmp_path}/escale.sqlite3", **how) as one:
            yield one.url


def test_the_example_is_the_one_of_the_document() -> None:
    assert example().startswith("// app/composables/useSocket.ts\nconst socket = connect()\n")
    assert example().endswith("typingUsers.value.filter(id => id !== user_id)\n})\n")


async def test_the_example_of_the_document_runs_as_it_stands(server: str, tmp_path: Path) -> None:
    camille = await Remote.sign_up(server, "Camille")
    others = [await Remote.sign_up(server, f"Local{n}", is_local=True) for n in range(1, ROOM + 1)]
    rooms = [await camille.open(server, local) for local in others]
    assert rooms[-1] == ROOM
    jean = others[-1]

    module = tmp_path / "example.mjs"
    names = "connect, messages, typingUsers"
    module.write_text(f'import {{ {names} }} from "{(FOLDER / "surroundings.mjs").as_uri()}";\n\n{example()}')

    async with jean.socket(server) as other:
        assert (await other.ask("join_conversation", ROOM))["ok"]
        async with Program.running(module, server, camille.token) as program:
            [first] = await other.next("new_message")
            created_at = first.pop("createdAt")
            assert first == {
                "id": first["id"],
                "user_id": camille.id,
                "conversation_id": ROOM,
                "content": SENTENCE,
                "attachment": None,
                "read": False,
                "Sender": {"id": camille.id, "name": "Camille"},
            }
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", created_at)
            first["createdAt"] = created_at
            own = await program.until(lambda line: line["messages"])
            assert own["messages"] == [first]
            assert own["typingUsers"] == []

            await other.emit("typing", {"conversation_id": ROOM, "isTyping": True})
            assert (await program.until(lambda line: line["typingUsers"]))["typingUsers"] == [jean.id]
            await other.emit("typing", {"conversation_id": ROOM, "isTyping": False})
            await program.until(lambda line: line["event"] == "user_typing" and not line["typingUsers"])

            await other.emit("send_message", {"conversation_id": ROOM, "content": "Oui, à 17 h."})
            _, second = await other.next("new_message", 2)
            assert second["content"] == "Oui, à 17 h."
            both = await program.until(lambda line: len(line["messages"]) == 2)
            assert both["messages"] == [first, second]
            assert both["typingUsers"] == []
        assert {line["event"] for line in program.said} <= {"new_message", "user_typing", "conversation_updated"}
