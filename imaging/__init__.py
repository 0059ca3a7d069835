"""Pictures that people send: recognised, verified, cleaned and bounded, a process each."""

from imaging.data_urls import parse_data_url
from imaging.errors import REASONS, BadImage, ImagingUnavailable
from imaging.formats import ImageFormat, sniff
from imaging.places import people
from imaging.workshop import ProcessedImage, process

__all__ = [
    "REASONS",
    "BadImage",
    "ImageFormat",
    "ImagingUnavailable",
    "ProcessedImage",
    "parse_data_url",
    "people",
    "process",
    "sniff",
]
