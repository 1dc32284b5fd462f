"""Every check, in the order in which a person would ask."""

from datetime import UTC, datetime
from pathlib import Path

from oralexam.doctor import calls, evidence, machine, network, software, speech, stations
from oralexam.doctor.findings import Diagnosis, diagnosis
from oralexam.doctor.plan import ANY_NETWORK, NetworkPlan


def examine(
    *, data_folder: Path, host: str, port: int, whisper_model: str, networks: NetworkPlan = ANY_NETWORK
) -> Diagnosis:
    """Look at this machine as the server would find it with these settings; nothing is changed."""
    return diagnosis(
        (
            software.check_python(),
            software.check_packages(),
            software.check_media_packages(),
            software.check_ffmpeg(),
            software.check_printing(),
            machine.check_data_folder(data_folder),
            machine.check_disk_space(data_folder),
            evidence.check_centre_key(data_folder),
            machine.check_port(host, port),
            *network.check_networks(networks),
            calls.check_media_worker(networks.start_worker),
            *stations.check_stations(data_folder, ports=str(networks.ports or ""), now=datetime.now(UTC)),
            speech.check_speech_model(whisper_model, data_folder),
            machine.check_processors(),
            machine.check_memory(),
            machine.check_clock(),
        )
    )
