"""Sizes that keep their proportions."""

from PIL import Image

from imaging.colours import smooth


def bounded(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size scaled down, never up, so that its longest side fits."""
    width, height = size
    scale = longest / max(width, height)
    if scale >= 1:
        return size
    return max(1, round(width * scale)), max(1, round(height * scale))


def fitted(image: Image.Image, longest: int) -> Image.Image:
    """The picture itself when it fits, or a smaller one."""
    size = bounded(image.size, longest)
    if size == image.size:
        return image
    scaled = smooth(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode != "P":
        return scaled
    # Drawings and screenshots come with few colours; in full colour the small one would be larger.
    method = Image.Quantize.FASTOCTREE if scaled.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return scaled.quantize(256, method)
