import pytest

from stack import versions
from stack.versions import FINGERPRINTS, drift, fingerprint


def test_what_is_leaned_on_has_not_moved() -> None:
    moved = drift()
    assert not moved, "Read what changed, adapt, then note it in stack/versions.py:\n" + "\n".join(moved)


def test_a_change_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.VERSIONS, "wsproto", "0.1")
    monkeypatch.setitem(FINGERPRINTS, "x", {"engineio.packet:Packet.decode": "0" * 16})
    first, second = drift()
    assert first.startswith("wsproto ")
    assert fingerprint("engineio.packet:Packet.decode") in second
