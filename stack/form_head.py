"""The fields of a form of which only the first bytes were read, because it is too large to be let in."""

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, NeedData

from stack.bounded_forms import LONGEST_BOUNDARY, MAX_FIELDS, BoundedDecoder


def fields(head: bytes, content_type: str | None) -> dict[str, str]:
    """Those that stand there whole, before the first file."""
    kind, options = parse_options_header(content_type)
    if kind != "multipart/form-data" or not 0 < len(options.get("boundary", "")) <= LONGEST_BOUNDARY:
        return {}
    decoder = BoundedDecoder(options["boundary"].encode("utf-8", "replace"), max_parts=MAX_FIELDS)
    decoder.receive_data(head)
    found: dict[str, str] = {}
    name, value = "", b""
    try:
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue | File):
            if isinstance(event, Field):
                name, value = event.name, b""
            elif isinstance(event, Data):
                value += event.data
                if not event.more_data:
                    found[name] = value.decode("utf-8", "replace")
    except (ValueError, RequestEntityTooLarge):  # no form at all: what was found before is still what was written
        pass
    return found
