"""Fewer bytes for the same: our styles and scripts without their comments, and everything compressed."""

import gzip
import re
import secrets
import struct
import zlib
from functools import lru_cache

COMPRESSED = {".css", ".js", ".svg"}
BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
INDENTATION = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
DECLARATION = re.compile(r"^([\w-]+): (.*;)$", re.MULTILINE)
TEXT = re.compile(r'("[^"]*")')
UNSURE = re.compile(r"['`/]")  # a text with quotes in it, a template, a regular expression: such a line stays as it is
SPACED = re.compile(r" ?([,;:{}()\[\]=<>?&|!]+) ?")
JOINED = re.compile(r"([;{,(])\n")
PADDING = 100  # bytes at the most


def without_comments(source: str, suffix: str) -> str:
    """A style or script of ours, where no comment stands beside code and no text runs over lines, for browsers."""
    source = BLOCK_COMMENT.sub("", source)
    return INDENTATION.sub("", LINE_COMMENT.sub("", source) if suffix == ".js" else source)


def without_spaces(source: str, suffix: str) -> str:
    """The same without the spaces and line breaks that only its readers need."""
    if suffix == ".css":
        source = DECLARATION.sub(r"\1:\2", source).replace(";\n}", "}").replace("}\n", "}").replace(" {\n", "{")
        return JOINED.sub(r"\1", source)
    lines = (line if UNSURE.search(line) else close_up(line) for line in source.split("\n"))
    return JOINED.sub(r"\1", "\n".join(lines))


def close_up(line: str) -> str:
    """A line of a script, with its texts as they are."""
    return "".join(piece if piece.startswith('"') else SPACED.sub(r"\1", piece) for piece in TEXT.split(line))


@lru_cache(maxsize=256)
def compressed(data: bytes) -> bytes:
    """What is the same for everybody, as small as it gets; kept, since it is asked for again."""
    return gzip.compress(data, 9, mtime=0)


def padded_gzip(data: bytes) -> bytes:
    """A page compressed, with a file name of random length in the header that readers skip.

    Who sees how long answers are, and can put words of their own into one, could otherwise try out what else is in it by what
    makes it shorter (BREACH). The proof in forms is besides another one in each page (routes/csrf.py).
    """
    name = b"-" * (1 + secrets.randbelow(PADDING))
    head = b"\x1f\x8b\x08\x08" + bytes(5) + b"\xff" + name + b"\0"
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush()
    return head + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
