"""What a diagnosis makes of its findings."""

from oralexam.doctor.findings import blocking, diagnosis, good, warning


def test_a_warning_does_not_block():
    """An examination can be held with warnings."""
    assert diagnosis([good("a", "fine"), warning("b", "so so", "look at it")]).ok


def test_one_blocking_finding_blocks():
    """One thing that blocks is enough, wherever it stands."""
    assert not diagnosis([good("a", "fine"), blocking("b", "broken", "mend it"), good("c", "fine")]).ok
