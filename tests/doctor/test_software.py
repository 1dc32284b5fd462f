"""Checks of what is installed, each seen good and bad."""

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import pytest

from oralexam.doctor import software
from oralexam.doctor.findings import Verdict
from oralexam.errors import SystemFault
from tests.doctor.english import advice, found


def _versions(**installed: str) -> Callable[[str], str]:
    def version(name: str) -> str:
        try:
            return installed[name]
        except KeyError:
            raise importlib.metadata.PackageNotFoundError(name) from None

    return version


def test_only_the_tested_python_is_good():
    """The lock was made for 3.11."""
    assert software.check_python((3, 11)).verdict is Verdict.GOOD
    assert software.check_python((3, 12)).verdict is Verdict.BLOCKING


def test_a_local_build_of_a_pinned_package_is_the_pinned_package():
    """For pip, 2.13.0+cpu is 2.13.0."""
    finding = software.check_packages(["torch==2.13.0"], _versions(torch="2.13.0+cpu"))
    assert finding.verdict is Verdict.GOOD


def test_packages_of_an_extra_are_not_asked_for():
    """A centre does not need what the tests need."""
    finding = software.check_packages(['pytest>=8; extra == "dev"'], _versions())
    assert finding.verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("installed", "said"),
    [({}, "aiortc is missing"), ({"aiortc": "1.15.0"}, "aiortc is 1.15.0, not ==1.16.0")],
)
def test_a_missing_or_other_package_blocks_and_is_named(installed: dict[str, str], said: str):
    """The finding says which package, and what it should be."""
    finding = software.check_packages(["aiortc==1.16.0"], _versions(**installed))
    assert finding.verdict is Verdict.BLOCKING
    assert said in found(finding)
    assert "make setup" in advice(finding)


def test_this_environment_has_the_pinned_media_packages():
    """Their versions are told, so that a report from a centre shows them."""
    finding = software.check_media_packages()
    assert finding.verdict is Verdict.GOOD
    assert "aiortc 1.16.0" in found(finding)


def test_no_ffmpeg_blocks():
    """Replay media could not be made."""

    def missing() -> str:
        raise SystemFault("ffmpeg-missing")

    assert software.check_ffmpeg(missing).verdict is Verdict.BLOCKING


def test_an_ffmpeg_that_does_not_run_blocks(tmp_path: Path):
    """A file of that name is not enough: it must answer."""
    program = tmp_path / "ffmpeg"
    program.write_text("no program")
    assert software.check_ffmpeg(lambda: str(program)).verdict is Verdict.BLOCKING


def test_the_ffmpeg_of_this_machine_answers():
    """Debian's, or the one in imageio-ffmpeg's wheel."""
    finding = software.check_ffmpeg()
    assert finding.verdict is Verdict.GOOD
    assert found(finding).startswith("ffmpeg version")


def test_a_library_that_sets_records_and_is_missing_is_told_with_its_package():
    """An exam does not wait for it: it is a warning, and the command that installs it."""

    def load(library: str) -> object:
        if "harfbuzz" in library:
            raise OSError(library)
        return library

    finding = software.check_printing(load)
    assert finding.verdict is Verdict.WARNING
    assert advice(finding) == "apt-get install libharfbuzz-subset0"
    assert software.check_printing(lambda library: library).verdict is Verdict.GOOD
