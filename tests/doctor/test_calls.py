"""Whether calls can be carried here."""

from oralexam.bootstrap.media import try_worker
from oralexam.doctor.calls import check_media_worker
from oralexam.doctor.findings import Verdict


async def never() -> bool:
    """One that ends before it answers."""
    return False


def test_a_worker_is_started_as_the_server_would():
    """The real process, which answers and ends."""
    assert check_media_worker(try_worker).verdict is not Verdict.BLOCKING


def test_one_that_does_not_start_blocks():
    """No call could be held."""
    assert check_media_worker(never).verdict is Verdict.BLOCKING
    assert check_media_worker(None).verdict is Verdict.GOOD
