"""The interpreter, the packages of the lock, ffmpeg, and what sets a printed record."""

import ctypes
import importlib.metadata
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable

from packaging.requirements import Requirement

from oralexam.doctor.findings import Finding, Said, blocking, good, say, warning
from oralexam.errors import SystemFault
from oralexam.records.ffmpeg_program import find_ffmpeg

PYTHON_TESTED = (3, 11)
"""The version that the lock was made and tested with (requirements.lock)."""

MEDIA_PACKAGES = ("aiortc", "aioice")
"""media/hooks reaches into these two: another version may have moved what it reaches for (media.md)."""

PRINTING_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""What weasyprint loads (its own first steps), and the Debian package of each."""

PROGRAM_TIMEOUT_S = 10.0


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """The interpreter is the tested one."""
    kind = platform.python_implementation()
    found = say("python", version=f"{version[0]}.{version[1]}", kind=kind)
    if version == PYTHON_TESTED:
        return good("python", found)
    return blocking("python", found, say("python-other"))


def check_packages(
    requirements: Iterable[str] | None = None,
    installed_version: Callable[[str], str] = importlib.metadata.version,
) -> Finding:
    """Every package that oralexam names is installed, in a version that it accepts."""
    if requirements is None:
        try:
            requirements = importlib.metadata.requires("oralexam") or ()
        except importlib.metadata.PackageNotFoundError:
            return blocking("packages", say("oralexam-missing"), say("setup"))
    wrong: list[Said] = []
    count = 0
    for requirement in map(Requirement, requirements):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        count += 1
        try:
            version = installed_version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(say("package-missing", name=requirement.name))
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wanted = str(requirement.specifier)
            wrong.append(say("package-other", name=requirement.name, version=version, wanted=wanted))
    if wrong:
        return blocking("packages", say("wrong-packages", wrong=tuple(wrong)), say("setup"))
    return good("packages", say("packages-well", count=count))


def check_media_packages(
    installed_version: Callable[[str], str] = importlib.metadata.version,
) -> Finding:
    """Which versions of the pinned media packages are in use (`packages` judges them)."""
    try:
        found = ", ".join(f"{name} {installed_version(name)}" for name in MEDIA_PACKAGES)
    except importlib.metadata.PackageNotFoundError as error:
        return blocking("media-packages", say("package-missing", name=str(error.name)), say("setup"))
    return good("media-packages", say("versions", versions=found))


def check_ffmpeg(find: Callable[[], str] = find_ffmpeg) -> Finding:
    """An ffmpeg is here and runs: Debian's, or the one that imageio-ffmpeg's wheel carries."""
    try:
        program = find()
    except SystemFault:
        return blocking("ffmpeg", say("ffmpeg-missing"), say("ffmpeg-install"))
    try:
        answer = subprocess.run(  # noqa: S603  # the program found on PATH or in our own environment
            [program, "-version"], capture_output=True, text=True, timeout=PROGRAM_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        found = say("ffmpeg-fails", program=program, error=type(error).__name__)
        return blocking("ffmpeg", found, say("ffmpeg-install"))
    first_line = answer.stdout.partition("\n")[0]
    version = first_line.partition(" Copyright")[0]
    return good("ffmpeg", say("ffmpeg-well", version=version, program=program))


def check_printing(load: Callable[[str], object] = ctypes.CDLL) -> Finding:
    """The libraries are here that set a printed record; without them exams run all the same."""
    missing = [library for library in PRINTING_LIBRARIES if not _loads(library, load)]
    if missing:
        packages = " ".join(PRINTING_LIBRARIES[library] for library in missing)
        found = say("printing-missing", libraries=", ".join(missing))
        return warning("printing", found, say("install", packages=packages))
    return good("printing", say("printing-well"))


def _loads(library: str, load: Callable[[str], object]) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True
