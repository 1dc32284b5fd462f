"""When one person or one room is taken: stretches in order, each with its place, and the next free one."""

from bisect import bisect_left, insort


class Timeline:
    """The taken stretches of one person or room, in whole seconds since the epoch.

    Between two stretches at different places lies `moving_s`, between any two `least_gap_s`. A room is its
    own place, so only `least_gap_s` counts for it.
    """

    __slots__ = ("_least_gap_s", "_moving_s", "_taken")

    def __init__(self, *, moving_s: int = 0, least_gap_s: int = 0) -> None:
        self._moving_s = moving_s
        self._least_gap_s = least_gap_s
        self._taken: list[tuple[int, int, str]] = []

    def copy(self) -> "Timeline":
        """Another timeline with the same stretches."""
        other = Timeline(moving_s=self._moving_s, least_gap_s=self._least_gap_s)
        other._taken = self._taken.copy()
        return other

    def take(self, starts_s: int, ends_s: int, place: str) -> None:
        """Add a stretch; whether it fits was asked before."""
        insort(self._taken, (starts_s, ends_s, place))

    def next_free(self, from_s: int, length_s: int, place: str) -> int:
        """The first instant from `from_s` on at which `length_s` at `place` fits between what is taken."""
        taken = self._taken
        starts_s = from_s
        index = bisect_left(taken, (from_s,))
        if index > 0:
            _, ended_s, where = taken[index - 1]
            starts_s = max(starts_s, ended_s + self._gap_s(where, place))
        while index < len(taken):
            begins_s, ends_s, where = taken[index]
            gap_s = self._gap_s(where, place)
            if starts_s + length_s + gap_s <= begins_s:
                return starts_s
            starts_s = max(starts_s, ends_s + gap_s)
            index += 1
        return starts_s

    def last_place(self, before_s: int) -> str | None:
        """Where this one is, coming from the last stretch that begins before `before_s`."""
        index = bisect_left(self._taken, (before_s,))
        return self._taken[index - 1][2] if index > 0 else None

    def _gap_s(self, one: str, other: str) -> int:
        return self._least_gap_s if one == other else max(self._least_gap_s, self._moving_s)
