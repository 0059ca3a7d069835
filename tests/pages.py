"""A browser without scripts: pages are read, links followed, forms filled in and sent with all their hidden fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

import httpx

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> "Iterator[Element]":
        """Every descendant of that tag with those attributes (`data_slot` for `data-slot`; a class is one of several)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and all(child.has(name, value) for name, value in wanted.items()):
                    yield child
                waiting += child.children[::-1]

    def one(self, tag: str = "", **attributes: str) -> "Element":
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def has(self, name: str, value: str) -> bool:
        present = self.attributes.get(name)
        return present is not None and (value in present.split() if name == "class" else present == value)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """The text with its white space folded."""
        return " ".join(self.text.split())


class TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(html: str) -> Element:
    builder = TreeBuilder()
    builder.feed(re.sub("\r\n?", "\n", html))  # as browsers do before they parse
    return builder.open[0]


@dataclass
class Form:
    element: Element
    action: str
    method: str
    fields: dict[str, str]
    files: list[str]

    @classmethod
    def read(cls, element: Element) -> "Form":
        fields, files = {}, []
        for control in element.all():
            name = control.attributes.get("name")
            kind = control.attributes.get("type", "")
            if control.tag == "textarea" and name:
                fields[name] = re.sub(r"\A\n", "", control.text)
            elif control.tag == "select" and name:
                options = list(control.all("option"))
                chosen = next((option for option in options if "selected" in option.attributes), options[0])
                fields[name] = chosen.attributes.get("value", chosen.words)
            elif control.tag == "input" and name and kind == "file":
                files.append(name)
            elif control.tag == "input" and name and (kind != "checkbox" or "checked" in control.attributes):
                fields[name] = control.attributes.get("value", "")
        return cls(element, element.attributes.get("action", ""), element.attributes.get("method", "get"), fields, files)


class Page:
    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.url.raw_path.decode()
        self.html = response.text

    @cached_property
    def dom(self) -> Element:
        return parsed(self.html)

    @property
    def forms(self) -> list[Form]:
        return [Form.read(element) for element in self.dom.all("form")]

    def form(self, action: str) -> Form:
        """The one form that goes there, or whose address begins so."""
        found = [form for form in self.forms if form.action == action]
        found = found or [form for form in self.forms if form.action.startswith(action)]
        assert len(found) == 1, f"{len(found)} forms to {action} on {self.path}"
        return found[0]

    @property
    def composer(self) -> Form:
        return Form.read(self.dom.one("form", id="composer"))

    @property
    def bubbles(self) -> list[Element]:
        return list(self.dom.one(id="messages").all("article"))

    @property
    def written(self) -> list[str]:
        """What the bubbles say."""
        return [bubble.one(data_slot="content").text for bubble in self.bubbles]

    @property
    def inbox(self) -> list[Element]:
        return list(self.dom.one(id="inbox").all("li"))

    @property
    def errors(self) -> list[str]:
        """Every sentence that says what is wrong."""
        marked = [*self.dom.all(role="alert"), *self.dom.all(class_="field__error")]
        return [element.words for element in marked if element.words and "hidden" not in element.attributes]


class Visitor:
    """Someone in front of such a browser. Redirects are followed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **how: Any) -> Page:
        return Page(await self.client.get(path, follow_redirects=True, **how))

    async def submit(self, form: Form, files: Any = None, **values: str | None) -> Page:
        """Send that form with these values in place of its own; None leaves a field out."""
        data = {name: value for name, value in {**form.fields, **values}.items() if value is not None}
        if form.method == "get":
            return Page(await self.client.get(form.action, params=data, follow_redirects=True))
        multipart = form.element.attributes.get("enctype") == "multipart/form-data"
        sent = files or (dict.fromkeys(form.files, ("", b"", "application/octet-stream")) if multipart else None)
        return Page(await self.client.post(form.action, data=data, files=sent, follow_redirects=True))

    async def __aenter__(self) -> "Visitor":
        await self.client.__aenter__()
        return self

    async def __aexit__(self, *exception: Any) -> None:
        await self.client.__aexit__(*exception)
