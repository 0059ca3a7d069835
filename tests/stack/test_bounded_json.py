import json

import pytest

from stack import bounded_json
from stack.bounded_json import LONG, Lightened, TooComplexError, parse, rest

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


def test_a_packet_is_taken_apart_without_its_photo() -> None:
    """Fails when each step copies it: 14 MB four times held everybody up for 30 ms."""
    data = ["send_message", {"attachment": PHOTO}]
    light = rest(rest(f"4217{json.dumps(data)}", 1), 3)
    assert isinstance(light, Lightened)
    assert len(light) < 100
    assert light.lifted == PHOTO
    assert parse(light) == data
    assert rest("42[]", 2) == "[]"


@pytest.mark.parametrize("text", ['["a"%s]' % json.dumps(PHOTO), '["a%s]' % json.dumps(PHOTO), "[%s" % json.dumps(PHOTO)])  # noqa: UP031
def test_what_is_no_json_is_none_with_a_photo_in_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_what_is_around_a_photo_is_bounded_as_ever() -> None:
    for around in ("[" + "[]," * 9000 + "[]]", "[" * 40 + "]" * 40):
        with pytest.raises(TooComplexError):
            parse(f"[{json.dumps(PHOTO)},{around}]")
