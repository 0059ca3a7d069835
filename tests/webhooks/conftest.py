from tests.commands.conftest import how

__all__ = ["how"]
