"""What may be drawn: what the sitting allows, less what is known, used or gone."""

from hypothesis import given
from hypothesis import strategies as st

from oralexam.exams.eligibility import NOTHING_DRAWN, DrawnBefore, Excluded, Reuse, WhyNot, still_eligible

BANK = ("a@1", "b@1", "c@1")


def test_what_another_candidate_drew_is_out() -> None:
    """And it is said why."""
    before = DrawnBefore(used=frozenset({"b@1"}))
    left, out = still_eligible(BANK, known=BANK, void=(), before=before)
    assert left == ("a@1", "c@1")
    assert out == (Excluded(name="b@1", why=WhyNot.USED),)


def test_once_all_are_used_the_centre_has_decided_what_follows() -> None:
    """All again, but for what leaked; or none."""
    used = frozenset(BANK)
    again = DrawnBefore(used=used, void=frozenset({"c@1"}))
    assert still_eligible(BANK, known=BANK, void=(), before=again)[0] == ("a@1", "b@1")
    never = DrawnBefore(used=used, reuse=Reuse.NEVER)
    left, out = still_eligible(BANK, known=BANK, void=(), before=never)
    assert left == ()
    assert [each.why for each in out] == [WhyNot.USED] * 3
    always = DrawnBefore(used=frozenset({"a@1"}), reuse=Reuse.ALWAYS)
    assert still_eligible(BANK, known=BANK, void=(), before=always) == (BANK, ())


def test_what_leaked_here_or_is_gone_from_the_bank_is_out() -> None:
    """Whatever the centre says about reuse."""
    left, out = still_eligible(BANK, known=("a@1", "b@1"), void=("b@1",), before=NOTHING_DRAWN)
    assert left == ("a@1",)
    assert out == (Excluded(name="b@1", why=WhyNot.VOID), Excluded(name="c@1", why=WhyNot.GONE))


names = st.frozensets(st.sampled_from(["a@1", "b@1", "c@1", "d@1", "e@1"]))


@given(names, names, names, names, names, st.sampled_from(Reuse))
def test_set_and_left_out_are_together_what_was_allowed(  # noqa: PLR0917 — hypothesis
    allowed: frozenset[str],
    known: frozenset[str],
    void: frozenset[str],
    used: frozenset[str],
    void_before: frozenset[str],
    reuse: Reuse,
) -> None:
    """Nothing is lost, nothing is in both, nothing void or gone is ever in the set."""
    before = DrawnBefore(used=used, void=void_before, reuse=reuse)
    left, out = still_eligible(allowed, known=known, void=void, before=before)
    excluded = {each.name for each in out}
    assert set(left) | excluded == allowed
    assert not set(left) & (excluded | void | void_before)
    assert set(left) <= known
    if reuse is Reuse.NEVER:
        assert not set(left) & used
