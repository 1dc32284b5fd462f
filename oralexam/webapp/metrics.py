"""What the server measures, as Prometheus reads it."""

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

METRICS_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def metrics_text(gauges: Mapping[str, Callable[[], float]]) -> bytes:
    """Each gauge as `oralexam_NAME`, read now, in Prometheus' text format 0.0.4."""
    registry = CollectorRegistry()
    for name, read in gauges.items():
        Gauge(f"oralexam_{name}", name.replace("_", " "), registry=registry).set(read())
    return generate_latest(registry)
