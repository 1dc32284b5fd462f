"""What the settings say about networks, for the doctor."""

from dataclasses import dataclass
from pathlib import Path

from oralexam.doctor.calls import StartWorker
from oralexam.media.ports import PortRange
from oralexam.media.relays import RelayUrl


@dataclass(frozen=True, kw_only=True)
class NetworkPlan:
    """Where media is, the relays around a firewall, and what carries calls."""

    media_host: str = ""
    ports: PortRange | None = None
    relay_urls: tuple[RelayUrl, ...] = ()
    relay_secret_file: Path | None = None
    start_worker: StartWorker | None = None
    """Starts a process that carries calls, and ends it; None where the server carries them itself."""


ANY_NETWORK = NetworkPlan()
