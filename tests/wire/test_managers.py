import pytest

from wire.managers import channel


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("redis://127.0.0.1:6379", "escale:0"),
        ("redis://127.0.0.1:6379/0", "escale:0"),
        ("redis://127.0.0.1:6379/7", "escale:7"),
        ("unix:///run/redis.sock?db=3", "escale:3"),
    ],
)
def test_installations_on_numbered_databases_of_one_redis_do_not_hear_each_other(url: str, name: str) -> None:
    assert channel(url) == name
