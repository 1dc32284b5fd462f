"""Copies are made in another process: what it cannot make comes back as a code."""

from pathlib import Path

import pytest

from oralexam.apart import ApartFault
from oralexam.records.copies_apart import copies_apart
from tests.records.made_recordings import ZERO, encode_opus, journal, opus_rtp, speech
from tests.records.made_sittings import SITTING


def test_copies_that_cannot_be_made_fail_with_a_code(tmp_path: Path) -> None:
    """The process that makes them ends without a word; the worker says so, and goes on."""
    journal(tmp_path, SITTING, opus_rtp(encode_opus(speech(1)), begins_s=0, first_timestamp=0))
    with pytest.raises(ApartFault) as caught:
        copies_apart(tmp_path, SITTING, ZERO, tmp_path / "gone")
    assert (caught.value.reason, caught.value.details) == ("process-failed", {"cause": "exit"})
