"""Sizes that keep their proportions."""

from PIL import Image

from imaging.colours import smooth


def bounded(size: tuple[int, int], longest: int, strip: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """The size scaled down, never up, so that its longest side fits; of a strip so that the other side is not narrower than its
    first number, as long as the longest fits its second."""
    width, height = size
    narrowest, most = strip
    scale = max(longest / max(size), min(narrowest / min(size), most / max(size)))
    if scale >= 1:
        return size
    return max(1, round(width * scale)), max(1, round(height * scale))


def fitted(image: Image.Image, longest: int, strip: tuple[int, int] = (0, 0)) -> Image.Image:
    """The picture itself when it fits, or a smaller one."""
    size = bounded(image.size, longest, strip)
    if size == image.size:
        return image
    scaled = smooth(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode != "P":
        return scaled
    # Drawings and screenshots come with few colours; in full colour the small one would be larger.
    method = Image.Quantize.FASTOCTREE if scaled.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return scaled.quantize(256, method)
