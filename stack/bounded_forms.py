"""Forms from strangers: no more fields than any form of ours has, and about each of them no more than a browser says.

Quart splits an urlencoded body without asking how many fields come of it: 4 MB of `a&` take 190 MB and two seconds. Werkzeug
reads what stands before a part, and before the first of them, however much that is: 10 MB of `a:b` hold everybody up for two
seconds, and a boundary of 60 KB, of which it makes an expression that stays in memory, for a twelfth of one. And Quart leaves a
file open that has come in part: whoever stops sending a photo would leave one more to the garbage collector.

What is not UTF-8, which all of our pages are, they take for other text, and keep that (U+FFFD); or for no form at all.
"""

import codecs
from typing import IO, Any
from urllib.parse import parse_qsl

from quart import Request as QuartRequest
from quart import formparser
from quart.formparser import FormDataParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import BLANK_LINE_RE, Data, Event, Field, File, MultipartDecoder, State

MAX_FIELDS = 100
LONGEST_BOUNDARY = 70  # characters (RFC 2046, 5.1.1)
LONGEST_HEAD = 4096  # bytes: a name and a file's name, of which browsers cut none that a disk holds


class BoundedDecoder(MultipartDecoder):
    _text: codecs.IncrementalDecoder | None = None  # of the field that comes

    def next_event(self) -> Event:
        if len(self.buffer) > LONGEST_HEAD and not self._begins_soon():
            raise RequestEntityTooLarge
        event = super().next_event()
        if isinstance(event, Field):
            self._text = codecs.getincrementaldecoder("utf-8")()
        elif isinstance(event, File):
            self._text = None
        elif isinstance(event, Data) and self._text is not None:
            self._text.decode(event.data, final=not event.more_data)
        return event

    def _begins_soon(self) -> bool:
        if self.state is State.PREAMBLE:
            return self.buffer.find(b"--" + self.boundary, 0, LONGEST_HEAD) >= 0
        return self.state is not State.PART or BLANK_LINE_RE.search(self.buffer, 0, LONGEST_HEAD) is not None


class BoundedFormParser(FormDataParser):
    async def parse(self, *body: Any, **about: Any) -> Any:
        opened, kept, make = list[IO[bytes]](), set[int](), self.stream_factory

        def remembered(*file: Any) -> IO[bytes]:
            opened.append(make(*file))
            return opened[-1]

        self.stream_factory = remembered
        try:
            fields, files = await super().parse(*body, **about)
            kept = {id(file.stream) for _, file in files.items(multi=True)}
            return fields, files
        finally:
            for one in opened:
                if id(one) not in kept:
                    one.close()

    async def _parse_parts(self, body: Any, mimetype: str, content_length: int | None, options: dict[str, str]) -> Any:
        if len(options.get("boundary", "")) > LONGEST_BOUNDARY:
            raise RequestEntityTooLarge
        try:
            return await self._parse_multipart(body, mimetype, content_length, options)
        except UnicodeDecodeError:  # a ValueError, about which the library is silent
            raise BadRequest from None

    async def _parse_bounded(self, body: Any, mimetype: str, content_length: int | None, options: dict[str, str]) -> Any:
        if (data := await body).count(b"&") >= MAX_FIELDS:
            raise RequestEntityTooLarge
        try:  # FormDataParser._parse_urlencoded
            fields = parse_qsl(data.decode(), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise BadRequest from None
        made = self.cls or MultiDict
        return made(fields), made()

    parse_functions = {  # noqa: RUF012 -- the library's own table, with ours in its places
        **FormDataParser.parse_functions,
        "multipart/form-data": _parse_parts,  # type: ignore[dict-item]
        "application/x-www-form-urlencoded": _parse_bounded,  # type: ignore[dict-item]
        "application/x-url-encoded": _parse_bounded,  # type: ignore[dict-item]
    }


formparser.MultipartDecoder = BoundedDecoder  # type: ignore[attr-defined]  # by this name the parser makes one for each form


class Request(QuartRequest):
    """`app.request_class = Request`."""

    form_data_parser_class = BoundedFormParser
