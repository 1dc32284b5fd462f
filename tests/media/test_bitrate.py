"""The estimate of a publisher's link."""

from oralexam.media.bitrate import LinkEstimate


def estimate() -> LinkEstimate:
    """A link that starts in the middle."""
    return LinkEstimate(start_bps=800_000, min_bps=100_000, max_bps=1_200_000)


def test_a_clean_link_is_used_up_to_the_cap():
    """Without loss or queue the estimate grows to the maximum and stays there."""
    link = estimate()
    for _ in range(30):
        link.report(received_bps=700_000, lost_share=0.0, queue_delay_s=0.0)
    assert link.bps == 1_200_000


def test_loss_beyond_a_tenth_lowers_it_and_five_percent_holds_it():
    """Some loss is repaired; much loss means that less must be sent."""
    link = estimate()
    link.report(received_bps=700_000, lost_share=0.05, queue_delay_s=0.0)
    assert link.bps == 800_000
    link.report(received_bps=700_000, lost_share=0.2, queue_delay_s=0.0)
    assert link.bps == 720_000


def test_a_standing_queue_lowers_it_below_what_arrives():
    """One late frame is jitter; two reports in a row are a queue, and the estimate falls under it."""
    link = estimate()
    link.report(received_bps=400_000, lost_share=0.0, queue_delay_s=0.3)
    assert link.bps == 800_000
    link.report(received_bps=400_000, lost_share=0.0, queue_delay_s=0.3)
    assert link.bps == 340_000


def test_it_never_falls_below_the_minimum_and_comes_back():
    """A dead minute does not end the picture for good."""
    link = estimate()
    for _ in range(60):
        link.report(received_bps=0, lost_share=0.9, queue_delay_s=1.0)
    assert link.bps == 100_000
    for _ in range(40):
        link.report(received_bps=90_000, lost_share=0.0, queue_delay_s=0.0)
    assert link.bps == 1_200_000
