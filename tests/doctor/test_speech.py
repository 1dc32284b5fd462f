"""Whether the model is there."""

from pathlib import Path

from oralexam.doctor.findings import Verdict
from oralexam.doctor.speech import check_speech_model
from tests.doctor.english import advice


def test_a_model_that_is_not_installed_is_a_warning_that_says_how_to_install_it(tmp_path: Path):
    """Calls can be held without it; transcripts wait."""
    finding = check_speech_model("small.en", tmp_path)
    assert finding.verdict is Verdict.WARNING
    assert "oralexam model install small.en" in advice(finding)
    assert "ORALEXAM_WHISPER_MODEL" in advice(finding)


def test_a_model_given_by_its_path_is_good(tmp_path: Path):
    """A centre may bring a checkpoint of its own."""
    path = tmp_path / "own.pt"
    path.write_bytes(b"weights")
    assert check_speech_model(str(path), tmp_path / "data").verdict is Verdict.GOOD
