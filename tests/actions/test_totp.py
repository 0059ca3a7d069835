"""RFC 6238, by its own numbers. Seen to fail with a clock that may be any number of steps off."""

from base64 import b32encode
from urllib.parse import parse_qs, urlsplit

import pytest

from actions import totp

SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_examples_of_the_standard(moment: int, code: str) -> None:
    assert totp.code_at(SECRET, moment // 30) == code


def test_a_clock_may_be_one_step_off() -> None:
    moment, step = 1111111109, 1111111109 // 30
    taken = {drift: totp.step_of(SECRET, "081804", moment + 30 * drift) for drift in range(-2, 3)}
    assert taken == {-2: None, -1: step, 0: step, 1: step, 2: None}


@pytest.mark.parametrize("code", ["", "28708", "2870820", "287083", "２８７０８２", "287082\0", "\ud800", "x" * 10_000])
def test_anything_else_is_no_code(code: str) -> None:
    assert totp.step_of(SECRET, code, 59) is None


def test_what_an_app_reads_holds_the_secret_and_whose_it_is() -> None:
    secrets = {totp.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    parts = urlsplit(totp.address(SECRET, "zoé+x@exemple.fr"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Escale:zo%C3%A9%2Bx%40exemple.fr")
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["Escale"], "digits": ["6"], "period": ["30"]}
