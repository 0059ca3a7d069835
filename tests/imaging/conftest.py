import pytest

from imaging.limits import MAX_BYTES
from tests.imaging import image_makers as make


@pytest.fixture(scope="session")
def heavy() -> bytes:
    """A photograph of exactly 10 MiB (its last bytes are a tail that will be gone)."""
    data = make.saved(make.photo(5400, 4000), "JPEG", quality=88)
    assert MAX_BYTES // 2 < len(data) <= MAX_BYTES
    return data + bytes(MAX_BYTES - len(data))
