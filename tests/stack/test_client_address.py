"""Seen to fail with every peer believed, the first address or the first line taken, and no text shortened nor address folded."""

import pytest

from stack.client_address import client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("client", "said", "address"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),  # a stranger who pretends
        (PROXY, [], PROXY),
        (PROXY, [""], PROXY),
        (PROXY, ["203.0.113.9"], "203.0.113.9"),
        (PROXY, ["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
        (PROXY, ["192.0.2.1", "203.0.113.9"], "203.0.113.9"),  # a proxy that adds a line of its own
        (PROXY, ["192.0.2.1,, 203.0.113.9 "], "203.0.113.9"),
        (PROXY, ["unknown"], "unknown"),
        (PROXY, ["x" * 5000], "x" * 64),
        ("::ffff:198.51.100.7", [], "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        (PROXY, ["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
    ],
)
def test_who_asks_is_who_the_nearest_trusted_proxy_saw(client: str, said: list[str], address: str) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in said]
    assert client_address({"client": (client, 5000), "headers": headers}, [PROXY]) == address


def test_without_a_network_there_is_no_address() -> None:
    assert client_address({"client": None, "headers": []}, []) == ""
