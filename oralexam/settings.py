"""Every setting, read once, frozen, seen only by the composition root.

Each is an environment variable ORALEXAM_NAME, or a line of a `.env` file in the working folder.
"""

from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from oralexam.errors import SystemFault
from oralexam.exams.eligibility import Reuse
from oralexam.media.ports import PortRange
from oralexam.media.relays import Relays, RelayUrl, open_relays, read_relay_urls
from oralexam.media.told_addresses import read_told_addresses
from oralexam.media.udp_ports import read_port_range
from oralexam.transcripts.engines.choice import Device, Engine, Precision, SpeechSettings


class Settings(BaseSettings):
    """How this server runs."""

    model_config = SettingsConfigDict(env_prefix="ORALEXAM_", env_file=".env", frozen=True, extra="ignore")

    data: Path = Path("data")
    """The data folder: database, recordings, listening copies, models."""
    host: str = "localhost"
    port: int = Field(default=8080, ge=0, le=65535)
    """0 takes a free port."""
    public_url: str = ""
    """What people type, where it is not http://host:port: `https://exam.centre.example`."""
    lan: bool = False
    """HTTPS on every address of the machine, for PCs on its network (`serve --lan`)."""
    lan_port: int = Field(default=8443, ge=0, le=65535)
    """The port of HTTPS with `lan`; 0 takes a free one."""
    trust_port: int = Field(default=8080, ge=0, le=65535)
    """With `lan`: the port of plain HTTP, where only the page stands that tells how to trust the server."""
    lan_names: str = ""
    """With `lan`: names that the centre's name server gives this machine, with commas between them."""
    tls_certificate: Path | None = None
    """With `lan`: the centre's own certificate (PEM, intermediates behind it), not a local authority's."""
    tls_key: Path | None = None
    """Its private key (PEM, without a password)."""
    whisper_model: str = "small.en"
    """The name of an installed openai-whisper model, or the path of a checkpoint or CTranslate2 folder."""
    speech_engine: Engine = Engine.FASTER_WHISPER
    """What transcribes: `faster-whisper`, or the reference `openai-whisper`."""
    speech_device: Device = Device.AUTO
    """Where it computes: `auto` (a GPU that the engine sees, else the CPU), `cpu` or `cuda`."""
    speech_precision: Precision = Precision.AUTO
    """How exactly: `auto` (faster-whisper: int8 on a CPU, float16 on a GPU), `int8`, `float16`, `float32`."""
    speech_threads: int = Field(default=0, ge=0)
    """CPU threads of the recogniser; 0: half of the cores, since calls go on meanwhile."""
    scenarios: Path | None = None
    """A folder of the centre's own scenarios, beside the packaged ones."""
    formats: Path | None = None
    """A folder of the centre's own formats, beside the packaged ones."""
    reuse: Reuse = Reuse.WHEN_ALL_USED
    """Whether a scenario that another candidate of the session has drawn can be drawn again: `never`,
    `when-all-used`, `always`."""
    grace_s: float = Field(default=0, ge=0, le=60)
    """What the centre grants after the end of a call to finish a sentence."""
    drain_s: float = Field(default=15 * 60, ge=0)
    """How long a call that runs may go on after SIGTERM."""
    link_hours: float = Field(default=16, gt=0)
    """How long a link that opens a seat can be used."""
    media_host: str = ""
    """The address that media is bound to; empty: every address of the machine."""
    media_ports: str = ""
    """The UDP ports that media may take, `40000-40399`, for a firewall; empty: any that the system gives."""
    media_public_addresses: str = ""
    """Behind a 1:1 NAT: the addresses by which browsers reach this server, `203.0.113.7,2001:db8::7`; told
    beside those that the machine has."""
    turn_urls: str = ""
    """TURN relays for pages that cannot reach those ports: `turn:host:3478?transport=udp`, commas between."""
    turn_secret_file: Path | None = None
    """The file of the secret that this server shares with the relays (`oralexam turn` makes it)."""
    media_workers: int | None = Field(default=None, ge=0)
    """How many processes carry calls at most; empty: one a core; 0: the serving process does it itself."""
    log_json: bool = False
    worker: bool = True
    """Whether `serve` starts the worker process itself."""
    jobs_database: str = Field(default="", repr=False)
    """The address of a PostgreSQL database (`postgresql://…`) in which procrastinate keeps the jobs; empty:
    they are in the data folder's own. It may hold a password."""
    manager_token: str = Field(default="", repr=False)
    """A single-use manager link's token, set by whoever starts the server (the rehearsal does)."""

    @field_validator("media_ports")
    @classmethod
    def _is_port_range(cls, text: str) -> str:
        read_port_range(text)
        return text

    @field_validator("media_public_addresses")
    @classmethod
    def _are_addresses(cls, text: str) -> str:
        read_told_addresses(text)
        return text

    @field_validator("turn_urls")
    @classmethod
    def _are_relays(cls, text: str) -> str:
        read_relay_urls(text)
        return text

    def relay_urls(self) -> tuple[RelayUrl, ...]:
        """How the TURN relays are reached."""
        return read_relay_urls(self.turn_urls)

    def relays(self) -> Relays:
        """The TURN relays, with their secret.

        Raises:
            SystemFault: `turn-secret-missing`, `turn-secret-unreadable`, `turn-secret-short`.
        """
        return open_relays(self.relay_urls(), self.turn_secret_file)

    def port_range(self) -> PortRange | None:
        """The UDP ports that media may take; None: any."""
        return read_port_range(self.media_ports)

    def told_addresses(self) -> tuple[str, ...]:
        """The addresses that browsers are told beside the machine's own."""
        return read_told_addresses(self.media_public_addresses)

    def speech(self) -> SpeechSettings:
        """What is said about how speech is recognised."""
        return SpeechSettings(
            engine=self.speech_engine,
            device=self.speech_device,
            precision=self.speech_precision,
            threads=self.speech_threads,
        )


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; `overrides` (from the command line) go before the environment.

    Raises:
        SystemFault: `setting-invalid`, with the name of the first wrong one.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "ORALEXAM_" + "_".join(str(part) for part in first["loc"]).upper()
        limits = [str(limit) for limit in first.get("ctx", {}).values()]
        details = {"problem": first["msg"], "kind": first["type"], "limit": ", ".join(limits)}
        raise SystemFault("setting-invalid", setting=name, **details) from error
