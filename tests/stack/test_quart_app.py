"""Where a function runs that is no coroutine function."""

import threading

from quart import Blueprint, render_template_string

from stack.quart_app import App


async def test_what_is_no_coroutine_function_runs_in_the_loops_own_thread() -> None:
    """With Quart itself each of these, one of them of the blueprint's own making, ran in another thread."""
    app, pages, threads = App(__name__), Blueprint("pages", __name__), list[threading.Thread]()

    def noted(*_: object) -> dict[str, str]:
        threads.append(threading.current_thread())
        return {"word": "Bonjour"}

    app.context_processor(noted)
    app.before_request(lambda: noted() and None)

    @pages.get("/")
    async def page() -> str:
        return await render_template_string("{{ word }}")

    app.register_blueprint(pages)
    answer = await app.test_client().get("/")
    assert await answer.get_data() == b"Bonjour"
    assert threads == [threading.current_thread()] * 2
