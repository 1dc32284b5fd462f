"""What a diagnosis makes of its findings."""

from oralexam.doctor.findings import blocking, diagnosis, good, say, warning


def test_a_warning_does_not_block():
    """An examination can be held with warnings."""
    assert diagnosis([good("a", say("setup")), warning("b", say("setup"), say("setup"))]).ok


def test_one_blocking_finding_blocks():
    """One thing that blocks is enough, wherever it stands."""
    assert not diagnosis(
        [good("a", say("setup")), blocking("b", say("setup"), say("setup")), good("c", say("setup"))]
    ).ok
