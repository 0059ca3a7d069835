"""The documents and types are whole, true to the tables that the server runs on, and not stale."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema_rs import ValidationError

import events
from contract import asyncapi, openapi, python, typescript
from contract.api import OPERATIONS
from contract.catalogue import CLIENT_EVENTS, MESSAGE, SERVER_EVENTS
from settings import Settings
from tests import promised
from tests.live import Live
from tests.people import stranger
from wire import broadcast, requests

ROOT = Path(__file__).parent.parent.parent
SPECIFICATION = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
DOCUMENTS = {"asyncapi": asyncapi.document(), "openapi": openapi.document()}


def inside(value: Any) -> Iterator[Any]:
    yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(child)


def found(document: dict[str, Any], ref: str) -> Any:
    here: Any = document
    for part in ref.removeprefix("#/").split("/"):
        here = here[part]
    return here


def test_every_event_of_the_server_is_described_and_no_other() -> None:
    assert CLIENT_EVENTS.keys() == events.HANDLERS.keys()
    emitted = {name for name in SERVER_EVENTS if inspect.iscoroutinefunction(getattr(broadcast, name, None))}
    assert emitted == SERVER_EVENTS.keys()


def test_every_route_of_the_api_is_described_and_no_other(live: Live) -> None:
    rules = [
        rule for rule in live.app.url_map.iter_rules() if rule.rule.startswith("/api/") or rule.rule in ("/health", "/ready")
    ]
    served = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert served == OPERATIONS.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_reference_leads_somewhere_and_every_schema_is_one(name: str) -> None:
    document = DOCUMENTS[name]
    refs = [one["$ref"] for one in inside(document) if isinstance(one, dict) and "$ref" in one]
    assert refs
    for ref in refs:
        assert isinstance(found(document, ref), dict)
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("public_url", ["", "http://127.0.0.1:8080", "https://escale.example"])
def test_asyncapi_is_what_its_specification_says(public_url: str) -> None:
    """By the AsyncAPI Initiative's own schema. Seen to fail with an action that there is not, and without `info.version`."""
    schema = msgspec.json.decode(SPECIFICATION.read_bytes())
    document = msgspec.json.decode(msgspec.json.encode(asyncapi.document(public_url)))
    assert document["asyncapi"] == "3.0.0"
    validator = Draft7Validator(schema)
    assert [f"{wrong.json_path}: {wrong.message}" for wrong in validator.iter_errors(document)] == []
    document["operations"]["typing"]["action"] = "hear"
    assert not validator.is_valid(document)


SERVERS = {
    "": ("ws", "{host}", "escale"),
    "http://127.0.0.1:8080": ("ws", "127.0.0.1:8080", "escale"),
    "https://escale.example": ("wss", "escale.example", "__Host-escale"),
}


@pytest.mark.parametrize("public_url", SERVERS)
def test_asyncapi_says_where_the_server_is_and_how_a_log_in_is_shown(public_url: str) -> None:
    """Seen to fail with neither in it; and the cookie has the name that it has."""
    document = asyncapi.document(public_url)
    [server] = document["servers"].values()
    schemes = [found(document, one["$ref"]) for one in server["security"]]
    assert [(one["type"], one.get("scheme") or one["in"]) for one in schemes] == [("http", "bearer"), ("httpApiKey", "cookie")]
    assert (server["protocol"], server["host"], schemes[1]["name"]) == SERVERS[public_url]
    assert server.get("variables", {}).keys() == ({"host"} if "{" in server["host"] else set())
    assert Settings(public_url=public_url).session_cookie == schemes[1]["name"]


def test_why_a_socket_was_not_let_in_is_described() -> None:
    """Seen to fail with `connect_error` in prose alone. The suite holds each refusal against it (tests/sockets.py)."""
    document = asyncapi.document()
    assert document["operations"]["connect_error"]["action"] == "send"
    promised.event("connect_error", {"message": "Trop de connexions", "data": {"code": "too_many", "retry_after": 30}})
    for wrong in ({"message": "Non"}, {"message": "Non", "data": {"code": "no"}}, {"message": "Non", "data": {}}):
        with pytest.raises(ValidationError):
            promised.event("connect_error", wrong)


def test_every_example_has_the_shape_it_stands_for() -> None:
    document = asyncapi.document()
    for message in document["components"]["messages"].values():
        validator = Draft202012Validator({**message["payload"], "components": document["components"]})
        assert message["examples"]
        for example in message["examples"]:
            validator.validate(example["payload"])
    for name, event in CLIENT_EVENTS.items():
        payload = {"conversation_id": event.example} if event.bare else event.example
        assert requests.read(payload, event.payload), name


def test_a_wrong_payload_is_wrong_to_the_schema_too() -> None:
    document = asyncapi.document()
    wrongs: dict[str, list[Any]] = {
        "join_conversation": ["5", 0, True, {}, {"conversation_id": "5"}],
        "send_message": [{}, {"conversation_id": 5}, {"conversation_id": 5, "content": ""}],
        "typing": [{"conversation_id": 5, "isTyping": 1}],
        "new_message": [{"id": 1}],
    }
    for name, wrong in wrongs.items():
        payload = document["components"]["messages"][name]["payload"]
        validator = Draft202012Validator({**payload, "components": document["components"]})
        assert [one for one in wrong if validator.is_valid(one)] == [], name


WRONG_ANSWERS: list[tuple[str, Any]] = [
    ("send_message", {"ok": True, "message": MESSAGE, "more": 1}),
    ("send_message", {"ok": True, "message": {**MESSAGE, "more": 1}}),
    ("send_message", {"ok": True}),
    ("typing", {"ok": True, "more": 1}),
    ("typing", {"ok": False, "error": {"code": "not_allowed", "message": "Non autorisé", "more": 1}}),
    ("typing", {"ok": False, "error": {"code": "invalid_content", "message": "Message invalide"}}),
    ("no_such_event", {"ok": True}),
]


@pytest.mark.parametrize(("name", "wrong"), WRONG_ANSWERS)
def test_what_holds_answers_against_the_contract_refuses_a_key_more(name: str, wrong: Any) -> None:
    """What the suite relies upon; an acknowledgement with a key more was let pass."""
    promised.acknowledgement("send_message", {"ok": True, "message": MESSAGE})
    promised.acknowledgement("typing", {"ok": True})
    promised.acknowledgement("no_such_event", {"ok": False, "error": {"code": "unknown_event", "message": "Événement inconnu"}})
    with pytest.raises(ValidationError):
        promised.acknowledgement(name, wrong)


async def test_they_are_served_to_anybody_from_anywhere(live: Live) -> None:
    async with stranger(live) as nobody:
        for name, document in DOCUMENTS.items():
            answer = await nobody.get(f"/{name}.json", headers={"Origin": "https://editor.example"})
            assert answer.json() == msgspec.json.decode(msgspec.json.encode(document))
            assert answer.headers["access-control-allow-origin"] == "*"
        answer = await nobody.get("/docs", headers={"Accept-Language": "fr"})
        page = answer.text
        assert (answer.headers["content-language"], '<html lang="en"' in page) == ("en", True)  # it said that it was French
        for word in (*CLIENT_EVENTS, *SERVER_EVENTS, "message.created", *(path for _, path in OPERATIONS)):
            assert word.replace("<", "{").replace(">", "}") in page
        assert "<script" not in page


WRITTEN = {
    "typescript": (typescript.text, ROOT / "docs" / "contract" / "escale.d.ts"),
    "python": (python.text, ROOT / "clients" / "python" / "src" / "escale_client" / "payloads.py"),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_the_types_that_are_kept_are_those_of_this_code(form: str) -> None:
    text, file = WRITTEN[form]
    assert file.read_text() == text(), f"run `quart contract {form} > {file.relative_to(ROOT)}`"
