"""Every code block of docs/contract/evenements.md that a client can run, run; every payload shown, held against the real one."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

from tests.javascript.document import blocks
from tests.javascript.node import FOLDER, Program
from tests.javascript.test_example import example
from tests.live import Live
from tests.people import Cast
from tests.pictures import data_url, picture
from tests.processes import PATIENCE, ROOT
from wire import connections

BLOCKS = blocks()
EMITS = [block for block in BLOCKS if block.kind == "emit"]
PAYLOADS = [block for block in BLOCKS if block.kind == "payload"]
SENTENCE = "Mot pour mot, comme le document"


def test_no_block_is_left_out() -> None:
    assert {block.event for block in EMITS} == {
        "join_conversation",
        "leave_conversation",
        "send_message",
        "typing",
        "message_read",
    }
    assert {block.event for block in PAYLOADS} == {"new_message", "user_typing", "message_read_update", "error"}
    assert [block.code for block in BLOCKS if block.kind == "example"] == [example()]  # test_example.py runs it
    assert len([block for block in BLOCKS if block.kind == "server"]) == 2


async def test_every_block_runs_and_is_answered_by_what_the_document_shows(cast: Cast, live: Live, tmp_path: Path) -> None:
    [said] = await cast.jean.say(cast.room, "Dit avant")
    values = {
        "conversationId": cast.room,
        "conversation_id": cast.room,
        "message_id": said["id"],
        "content": SENTENCE,
        "attachment": data_url(picture()),
        "isTyping": True,
    }
    steps = "".join(f"  {block.event}: () => {{\n{block.filled(values)}  }},\n" for block in EMITS)
    module = tmp_path / "blocks.mjs"
    module.write_text(
        f'process.env.ESCALE_STEPS = "{(tmp_path / "steps.mjs").as_uri()}";\n'
        f'await import("{(FOLDER / "blocks.mjs").as_uri()}");\n'
    )
    (tmp_path / "steps.mjs").write_text(f"export const steps = (socket) => ({{\n{steps}}});\n")

    async with cast.jean.socket() as jean, Program.running(module, live.url, cast.camille.token) as camille:
        await jean.ask("join_conversation", cast.room)
        await camille.tell({"run": "join_conversation"})
        await until_in_room(cast, True)
        await cast.jean.say(cast.room, "Dans la room")
        await camille.until(lambda line: line["event"] == "new_message" and line["payload"]["content"] == "Dans la room")

        for event in ("typing", "message_read", "send_message"):
            await camille.tell({"run": event})
        [typing] = await jean.next("user_typing")
        [read] = await jean.next("message_read_update")
        _, sent = await jean.next("new_message", 2)
        assert (sent["content"], sent["user_id"]) == (SENTENCE, cast.camille.id)
        assert "/media/" in sent["attachment"]
        await camille.until(lambda line: line["payload"] == sent)

        await camille.tell({"run": "leave_conversation"})
        await until_in_room(cast, False)
        await cast.jean.say(cast.room, "Sans Camille")
        await camille.until(lambda line: last_words(line) == "Sans Camille")  # to her inbox, which is no room
        assert "Sans Camille" not in [line["payload"].get("content") for line in camille.said]

        await jean.emit("send_message", {"conversation_id": cast.room, "content": ""})
        [error] = await jean.next("error")

    heard = {"new_message": sent, "user_typing": typing, "message_read_update": read, "error": error}
    await compiles(tmp_path, *(shown(block.event, block.code, heard[block.event]) for block in PAYLOADS))


def shown(event: str, code: str, payload: Any) -> str:
    """What the server said has exactly the keys and types that the block shows, and so have the generated types."""
    return f"""
    {{
      type Shown = {re.sub("^// Payload", "", code)};
      type Typed = Parameters<ServerToClientEvents["{event}"]>[0];
      const heard: Shown = {json.dumps(payload)};
      const typed: Typed = heard;
      const keys: Record<keyof Typed, 1> & Record<keyof Shown, 1> = {{ {", ".join(f"{key}: 1" for key in payload)} }};
      void [typed, keys];
    }}"""


def last_words(line: dict[str, Any]) -> str:
    last = line["payload"].get("last_message") if line["event"] == "conversation_updated" else None
    return str(last["content"]) if last else ""


async def until_in_room(cast: Cast, present: bool) -> None:
    """Wait until the server has, or no longer has, Camille's socket in the room."""
    async with asyncio.timeout(PATIENCE):
        while (cast.camille.id in {one.user_id for one in connections.every() if cast.room in one.conversations}) != present:
            await asyncio.sleep(0.01)


async def test_every_block_has_the_types_that_are_generated(tmp_path: Path) -> None:
    await compiles(tmp_path, *(block.typed() for block in EMITS))


async def compiles(folder: Path, *code: str) -> None:
    file = folder / "document.ts"
    file.write_text(
        f'import type {{ Socket }} from "{ROOT}/node_modules/socket.io-client";\n'
        f'import type {{ ClientToServerEvents, ServerToClientEvents }} from "{ROOT}/docs/contract/escale";\n'
        "declare const socket: Socket<ServerToClientEvents, ClientToServerEvents>;\nvoid socket;\n" + "\n".join(code)
    )
    options = ("--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022")
    compiler = await asyncio.create_subprocess_exec(
        *(ROOT / "node_modules" / ".bin" / "tsc", *options, "--types", "", file), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await compiler.communicate()
    assert compiler.returncode == 0, said.decode()
