"""Which worker takes the next sitting, and how many are kept."""

from dataclasses import dataclass, field

from oralexam.media.pool.placing import IDLE_S, SPARE_AFTER_S, choose, superfluous, wants_spare


@dataclass
class Worker:
    """A worker as placing sees it."""

    sittings: set[str] = field(default_factory=set)
    idle_since_s: float = 0.0
    started_s: float = 0.0
    is_dismissed: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it carries nothing, and may."""
        return not self.sittings and not self.is_dismissed


def test_each_core_gets_a_sitting_before_one_gets_two():
    """A free worker is taken, another is started while there are fewer than cores, then the emptiest."""
    busy, busier, free = Worker({"a"}), Worker({"b", "c"}), Worker()
    assert choose([], most=2, apart=False) is None
    assert choose([busy], most=2, apart=False) is None
    assert choose([busy, free], most=2, apart=False) is free
    assert choose([busier, busy], most=2, apart=False) is busy
    assert choose([busier, busy, free], most=2, apart=False) is busy


def test_what_lost_its_worker_goes_where_nobody_is():
    """Even beyond the cores by one; but not without bound."""
    busy, other, free = Worker({"a"}), Worker({"b", "c"}), Worker()
    assert choose([busy, other, free], most=2, apart=True) is free
    assert choose([busy, other], most=2, apart=True) is None
    assert choose([busy, other, Worker({"d", "e"})], most=2, apart=True) is busy
    assert choose([Worker(is_dismissed=True)], most=2, apart=True) is None


def test_beside_calls_one_worker_waits_and_without_them_none():
    """It is started once the others stand, and ended when nobody has needed it for long."""
    busy, free = Worker({"a"}), Worker()
    assert not wants_spare([], 100.0)
    assert not wants_spare([busy], SPARE_AFTER_S - 1)
    assert wants_spare([busy], SPARE_AFTER_S)
    assert not wants_spare([busy, free], 100.0)
    assert superfluous([busy, free], IDLE_S) == []
    assert superfluous([free], IDLE_S - 1) == []
    assert superfluous([free, busy, Worker()], IDLE_S) != []
    assert superfluous([free], IDLE_S) == [free]
