"""HTTP clients for addresses on this machine."""

import ssl
from typing import Any

import httpx

from tests import promised

# httpx reads all certificate authorities for each client, which takes longer than most tests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

PATIENCE = 20.0  # seconds until an answer counts as missing


def client(base_url: str = "", **how: Any) -> httpx.AsyncClient:
    """Whatever the API answers it is held against the contract."""
    hooks = {"response": [promised.answer]}
    return httpx.AsyncClient(base_url=base_url, verify=NO_TLS, event_hooks=hooks, **{"timeout": PATIENCE, **how})
