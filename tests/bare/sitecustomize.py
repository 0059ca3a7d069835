"""Python runs this as it starts, in what the tests start of Escale (tests/processes.py): they find what an operator
has installed. What only developers have is used where it is there, and takes a quarter of a start."""

import os
import sys
from typing import Any

DEVELOPERS = ["aiohttp", "rich"]
WITH_TRACES = ["opentelemetry", "requests"]  # requirements-otel.txt

modules: dict[str, Any] = sys.modules  # None stands for one that is not there
modules.update(dict.fromkeys(DEVELOPERS))
if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
    modules.update(dict.fromkeys(WITH_TRACES))
