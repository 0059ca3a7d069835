"""What our templates lean on beyond Jinja as Quart has it."""

from jinja2 import DictLoader
from markupsafe import Markup
from quart import Quart, render_template

from routes.rendering import translated
from stack import jinja

PAGES = {
    "page.html": "{% block body %}{% include 'part.html' %}{% endblock %}",
    "part.html": "{{ row.items }} {{ row.copy() == row }} {{ row.missing }}{{ text.strip() }} <{{ '<' }}>",
}


async def test_quart_renders_at_once_and_a_key_comes_before_a_method() -> None:
    """Without the environment, `row.items` is the method; without the template class, Quart awaits what can't be awaited."""
    app = Quart(__name__)
    app.jinja_environment = jinja.Environment
    app.jinja_options = {"loader": DictLoader(PAGES)}
    async with app.test_request_context("/"):
        assert await render_template("page.html", row={"items": 2}, text=" x ") == "2 True x <&lt;>"
    assert not app.jinja_env.is_async


def test_what_goes_into_a_text_of_ours_is_escaped_and_the_text_is_not() -> None:
    assert translated("Vous : %(text)s", text="<b>%(x)s") == Markup("Vous : &lt;b&gt;%(x)s")
    assert translated("100 %% <i>") == Markup("100 % <i>")
    assert translated("a", text="b") == "a"
