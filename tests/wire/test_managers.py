import pytest

from wire.managers import channel


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("redis://127.0.0.1:6379", "escale:ours:0"),
        ("redis://127.0.0.1:6379/0", "escale:ours:0"),
        ("redis://127.0.0.1:6379/7", "escale:ours:7"),
        ("unix:///run/redis.sock?db=3", "escale:ours:3"),
    ],
)
def test_installations_on_one_redis_do_not_hear_each_other(url: str, name: str) -> None:
    """Whether they use different numbers of it or the same; tests/actions/test_counts.py holds it of what is counted."""
    assert channel(url, "ours") == name
