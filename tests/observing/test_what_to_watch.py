"""docs/operating.md names what is counted: all of it, and nothing else."""

import asyncio
import inspect
import re

from prometheus_client import Metric

from observing import metrics
from tests.live import Live
from tests.processes import ROOT

SECTION = (ROOT / "docs" / "operating.md").read_text().split("\n## What to watch\n")[1].split("\n## ")[0]


def as_scraped(metric: Metric) -> str:
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


async def test_every_metric_is_in_the_table_and_no_other(live: Live) -> None:
    """Seen to fail with a row taken out, and with one of a metric that is not. What only several processes or a receiver of
    webhooks have is named by the code, and not here to be collected."""
    collector = metrics.EscaleCollector(live.settings, asyncio.get_running_loop())
    counted = {as_scraped(one) for one in await asyncio.to_thread(lambda: list(collector.collect()))}
    elsewhere = set(re.findall(r'GaugeMetricFamily\("(escale_\w+)"', inspect.getsource(metrics)))
    assert counted >= {"escale_info", "escale_messages_total", "escale_commit_seconds", "escale_sockets"}
    assert set(re.findall(r"`(escale_\w+)[`{]", SECTION)) == counted | elsewhere


async def test_the_labels_are_those_of_the_table(live: Live) -> None:
    collector = metrics.EscaleCollector(live.settings, asyncio.get_running_loop())
    labels = {}
    for one in await asyncio.to_thread(lambda: list(collector.collect())):
        labels[as_scraped(one)] = set(getattr(one, "_labelnames", ()))
    told = {name: set(said.split(",")) for name, said in re.findall(r"`(escale_\w+)\{([\w,]+)\}`", SECTION)}
    assert told.keys() >= {"escale_request_seconds", "escale_refusals_total", "escale_limits_met_total", "escale_events_total"}
    assert {name: said - labels[name] for name, said in told.items() if said - labels[name]} == {}
