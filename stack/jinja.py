"""Jinja as Quart has it, without what our templates never need: half the time of a conversation's page.

Quart compiles templates into asynchronous generators, in which each value is looked at for something to await, and each piece
passes through as many of them as templates are nested. Ours get all that they show, and wait for nothing.
"""

from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import Undefined
from quart.templating import Environment as QuartEnvironment


class Template(JinjaTemplate):
    """One that renders at once, also for Quart, which awaits it."""

    async def render_async(self, *args: Any, **kwargs: Any) -> str:
        return self.render(*args, **kwargs)


class Environment(QuartEnvironment):
    """For `Quart.jinja_environment`."""

    template_class = Template

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_async = False  # Quart always asks for the other; it decides how templates are compiled

    def getattr(self, obj: Any, attribute: str) -> Any | Undefined:
        """`message.id` of a dict: its key, before Jinja fails to find an attribute of that name."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)
