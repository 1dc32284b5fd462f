"""Loss on purpose."""

import pytest

from oralexam.media.impairment import Impairment


def losses(seed: int, loss: float = 0.2) -> list[bool]:
    """What happens to ten thousand datagrams each way."""
    made = Impairment(loss=loss, seed=seed)
    return [made.loses_inbound() for _ in range(10_000)] + [made.loses_outbound() for _ in range(10_000)]


def test_the_same_seed_loses_the_same_packets():
    """A run with loss can be repeated; another seed is another run; the two ways differ."""
    assert losses(1) == losses(1)
    assert losses(1) != losses(2)
    assert losses(1)[:10_000] != losses(1)[10_000:]


def test_the_share_is_what_was_asked_for():
    """A fifth is lost, of none nothing; a share of one or more is refused."""
    assert 0.18 < sum(losses(3)) / 20_000 < 0.22
    assert not any(losses(3, 0.0))
    with pytest.raises(ValueError, match="share"):
        Impairment(loss=1.0, seed=1)
