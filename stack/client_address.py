"""The network address that a request comes from, as far as it can be believed."""

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address

from stack.asgi_types import Scope

LONGEST = 64


def client_address(scope: Scope, trusted_proxies: Collection[str]) -> str:
    """What limits are counted by: an IPv4 address, or the network of an IPv6 one, for a customer has 2^64 of those.

    What a proxy says of its client counts only when that proxy is trusted.
    """
    client = scope.get("client")
    direct = str(client[0]) if client else ""
    if direct not in trusted_proxies:
        return counted(direct)
    # Each proxy adds whom it saw at the end, some in a line of their own: what stands further left may be anybody's invention.
    said = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    last = said[-1].decode("latin-1").rpartition(",")[2].strip() if said else ""
    return counted(last or direct)


def counted(text: str) -> str:
    """That address as it is counted; a text that is none as it is, shortened."""
    try:
        address = ip_address(text)
    except ValueError:
        return text[:LONGEST]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"
