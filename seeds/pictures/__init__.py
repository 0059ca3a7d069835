"""Two illustrated postcards, drawn by code: something to look at in a conversation that is only an example."""

from seeds.pictures.harbour import draw_harbour
from seeds.pictures.hills import draw_hills

__all__ = ["draw_harbour", "draw_hills"]
