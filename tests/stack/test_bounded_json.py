import json

import pytest

from stack import bounded_json
from stack.bounded_json import LONG, TooComplexError, parse

PHOTO = "data:image/png;base64," + "A" * LONG


@pytest.mark.parametrize(
    "data",
    [
        ["send_message", {"content": "x", "attachment": PHOTO}],
        ["send_message", {"attachment": PHOTO, "content": 'he said "data:" and \\'}],
        [PHOTO, {PHOTO: [PHOTO, "data:"]}],
        {"attachment": PHOTO + "\n", "content": bounded_json.IN_ITS_PLACE[:-1]},
        PHOTO,
    ],
)
def test_a_photo_comes_through_as_it_is(data: object) -> None:
    text = json.dumps(data)
    assert parse(text) == data


@pytest.mark.parametrize("text", ['["a"%s]' % json.dumps(PHOTO), '["a%s]' % json.dumps(PHOTO), "[%s" % json.dumps(PHOTO)])  # noqa: UP031
def test_what_is_no_json_is_none_with_a_photo_in_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_what_is_around_a_photo_is_bounded_as_ever() -> None:
    for around in ("[" + "[]," * 9000 + "[]]", "[" * 40 + "]" * 40):
        with pytest.raises(TooComplexError):
            parse(f"[{json.dumps(PHOTO)},{around}]")
