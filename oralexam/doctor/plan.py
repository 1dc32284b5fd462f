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
    authority_file: Path | None = None
    """The centre's own authority, by which it vouches for `turns:`; None, or absent, where it has none."""
    told: tuple[str, ...] = ()
    """What a 1:1 NAT makes of the machine's addresses."""
    rooms: int = 0
    """How many rooms are to hold a call at once; 0: nobody has said."""
    start_worker: StartWorker | None = None
    """Starts a process that carries calls, and ends it; None where the server carries them itself."""


ANY_NETWORK = NetworkPlan()
