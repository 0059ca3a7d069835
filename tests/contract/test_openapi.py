"""What openapi.json says of the JSON API: where it is, an example of all, the codes of its errors."""

from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from actions.errors import Refused
from contract import asyncapi, examples, openapi, refusals
from contract.api import OPERATIONS
from tests.contract.test_documents import DOCUMENTS, inside
from tests.people import Cast
from wire import requests, shapes


def test_openapi_is_what_its_specification_says() -> None:
    """Seen to fail with a parameter in no place, and with a path's parameter that the operation does not name."""
    validate(openapi.document())


def test_every_example_of_the_api_has_the_shape_it_stands_for() -> None:
    """Seen to fail without any: of each body and answer one, of each error one for each of its codes."""
    document = openapi.document()
    spoken = [one["application/json"] for one in inside(document) if isinstance(one, dict) and "application/json" in one]
    with_body = [operation for operation in OPERATIONS.values() if operation.body]
    assert len(spoken) > len(OPERATIONS) + len(with_body)
    for content in spoken:
        validator = Draft202012Validator({**content["schema"], "components": document["components"]})
        told = content.get("examples", {"": {"value": content.get("example")}})
        for code, example in told.items():
            validator.validate(example["value"])
            assert code == example["value"].get("code", "")
        if "allOf" in content["schema"]:
            assert list(told) == content["schema"]["allOf"][1]["properties"]["code"]["enum"]
    for operation in with_body:
        assert requests.read(examples.EXAMPLES[operation.body], operation.body)


@pytest.mark.parametrize("public_url", ["", "https://escale.example"])
def test_openapi_says_where_the_server_is(public_url: str) -> None:
    """Seen to fail with no server in it."""
    validate(openapi.document(public_url))
    assert [server["url"] for server in openapi.document(public_url)["servers"]] == [public_url or "/"]


def test_the_sentences_of_the_examples_are_those_of_the_server() -> None:
    """But for those that say more than the usual."""
    said = {kind.code: kind.default() for kind in kinds(Refused) if "code" in vars(kind)}
    for code, sentence in said.items():
        if code in openapi.codes() and code not in ("too_many", "invalid_field"):
            assert refusals.example(code)["error"] == sentence


def kinds(kind: type[Refused]) -> Iterator[type[Refused]]:
    """All that an action may refuse."""
    yield kind
    for one in kind.__subclasses__():
        yield from kinds(one)


CODES = {"asyncapi": (shapes.Refusal, asyncapi.codes()), "openapi": (shapes.ApiError, openapi.codes())}


@pytest.mark.parametrize("name", CODES)
def test_no_error_has_a_code_that_nobody_knows_of(name: str) -> None:
    """Seen to fail where a code was any string; types are made of this too. The suite holds each answer against it."""
    shape, codes = CODES[name]
    document = DOCUMENTS[name]
    schema = document["components"]["schemas"][shape.__name__]
    words = {"message": "Non"} if shape is shapes.Refusal else {"error": "Non"}
    validator = Draft202012Validator({**schema, "components": document["components"]})
    assert all(validator.is_valid({**words, "code": code}) for code in codes)
    assert not validator.is_valid({**words, "code": "to_many"})


@pytest.mark.parametrize("path", sorted({path for _, path in OPERATIONS}))
async def test_a_method_that_a_path_has_not(cast: Cast, path: str) -> None:
    """Seen to fail with 405 described nowhere."""
    others = {"GET", "POST", "PUT", "PATCH", "DELETE"} - {method for method, one in OPERATIONS if one == path}
    async with cast.camille.program() as api:
        for method in sorted(others):
            answer = await api.request(method, path.replace("<conversation_id>", str(cast.room)))
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
