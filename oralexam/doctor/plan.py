"""What the settings say about networks, for the doctor."""

from dataclasses import dataclass
from pathlib import Path

from oralexam.media.ports import PortRange
from oralexam.media.relays import RelayUrl


@dataclass(frozen=True, kw_only=True)
class NetworkPlan:
    """Where media is, and the relays around a firewall."""

    media_host: str = ""
    ports: PortRange | None = None
    relay_urls: tuple[RelayUrl, ...] = ()
    relay_secret_file: Path | None = None


ANY_NETWORK = NetworkPlan()
