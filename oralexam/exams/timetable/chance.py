"""Chance that is the same every time: rules know no other (house rule: `exams` imports no chance)."""


class Chance:
    """Numbers of a 64-bit xorshift* generator (Marsaglia 2003, Vigna 2016) from a seed."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 0x9E3779B97F4A7C15 + 1) & 0xFFFFFFFFFFFFFFFF

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` - 1; the bias of the remainder is below 2⁻⁵⁰ for small bounds."""
        state = self._state
        state ^= state >> 12
        state = (state ^ (state << 25)) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 27
        self._state = state
        return ((state * 0x2545F4914F6CDD1D) & 0xFFFFFFFFFFFFFFFF) % bound
