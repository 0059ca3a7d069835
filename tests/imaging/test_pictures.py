"""The drawn postcards: valid, always the same, and quick."""

import time
from collections.abc import Callable

import pytest

from imaging.formats import sniff
from imaging.limits import MAX_BYTES
from imaging.rendering import render
from seeds.pictures import draw_harbour, draw_hills
from tests.imaging import image_makers as make


@pytest.mark.parametrize(("draw", "size"), [(draw_harbour, (1600, 1200)), (draw_hills, (1200, 1600))])
def test_postcards(draw: Callable[[], bytes], size: tuple[int, int]) -> None:
    start = time.thread_time()
    data = draw()
    assert time.thread_time() - start < 3
    assert draw() == data
    assert sniff(data) == "jpeg"
    assert len(data) < MAX_BYTES // 10
    picture = make.opened(data)
    assert picture.size == size
    assert len(picture.resize((160, 160)).getcolors(160 * 160) or []) > 2000
    rendition = render(data, "jpeg")
    assert (rendition.width, rendition.height) == size
