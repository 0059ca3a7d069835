"""Pages and the JSON API, by subject."""

from quart import Quart

from routes import (
    account,
    api,
    assets,
    auth,
    contract,
    conversations,
    csrf,
    errors,
    health,
    home,
    hosts,
    identity,
    languages,
    live,
    locals,
    media,
    password_link,
    reads,
    redirects,
    rendering,
    security,
    themes,
    too_large,
    trace,
)
from settings import Settings


def register(app: Quart, settings: Settings) -> None:
    """Add everything that answers HTTP; hooks run in the order in which they are added here."""
    trace.init_app(app)
    languages.init_app(app)
    too_large.init_app(app)
    errors.init_app(app)
    reads.init_app(app)
    redirects.init_app(app)
    for module in (
        home,
        assets,
        auth,
        account,
        identity,
        security,
        password_link,
        themes,
        locals,
        languages,
        conversations,
        live,
        media,
        health,
        contract,
    ):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(api.blueprint())
    assets.init_app(app)
    hosts.init_app(app, settings)
    csrf.init_app(app)
    rendering.init_app(app, settings)
    themes.init_app(app)
