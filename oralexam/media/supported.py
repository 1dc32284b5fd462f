"""Which versions of the media libraries `media.hooks` knows; asked without loading them."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from oralexam.errors import SystemFault

SUPPORTED_VERSIONS: Final = {"aiortc": "1.16.0", "aioice": "0.13.0"}


def assert_versions() -> None:
    """Check that the pinned versions are installed.

    Raises:
        SystemFault: `media-library-unsupported`, with what is wrong.
    """
    for package, wanted in SUPPORTED_VERSIONS.items():
        try:
            found = version(package)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            raise SystemFault("media-library-unsupported", package=package, found=found, wanted=wanted)
