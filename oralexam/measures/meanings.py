"""What each indicator means, where it comes from, and what it cannot tell; pages say the same (web/i18n)."""

from typing import Final

import msgspec

from oralexam.measures.indicator import Count, Indicator, Unit


class Meaning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An indicator without its value."""

    key: str
    unit: Unit
    definition: str
    source: str
    limits: str

    def measured(self, value: float | None, **counts: float) -> Indicator:
        """The indicator with its value and the counts that it rests on."""
        return Indicator(
            key=self.key,
            value=value,
            unit=self.unit,
            definition=self.definition,
            source=self.source,
            limits=self.limits,
            counts=tuple(Count(name=name, value=number) for name, number in counts.items()),
        )


_KORMOS: Final = (
    "Kormos and Dénes, « Exploring measures and perceptions of fluency in the speech of second language"
    " learners », System 32, 2004"
)
_DE_JONG: Final = (
    "De Jong and Bosker, « Choosing a threshold for silent pauses to measure second language fluency »,"
    " Disfluency in Spontaneous Speech, 2013"
)
_HELDNER: Final = (
    "Heldner and Edlund, « Pauses, gaps and overlaps in conversations », Journal of Phonetics 38, 2010"
)
_LAUFER: Final = (
    "Laufer and Nation, « Vocabulary size and use: lexical richness in L2 written production », Applied"
    " Linguistics 16, 1995; list: the frequency dictionary of SymSpell (MIT)"
)
_WORDS: Final = "Words that the recogniser left out or invented are counted as it wrote them."
_SYLLABLES: Final = (
    "Syllables are counted from spelling, right in about nine words of ten; words that the recogniser left"
    " out or invented are counted as it wrote them."
)
_PAUSES: Final = (
    "Reading, writing down and looking something up are pauses, too. Where pauses come from word times they"
    " are less exact than where they come from the sound."
)
_LEXICON: Final = (
    "Word forms, not families; a list made from web text; the topic of the scenario brings rare words by"
    " itself. Few hundred words are too few for a stable share."
)

SPEECH_RATE_WORDS: Final = Meaning(
    key="speech-rate-words",
    unit=Unit.WORDS_A_MINUTE,
    definition="Words a minute of this speaker’s own turns, pauses within them included.",
    source=_KORMOS,
    limits=_WORDS,
)
SPEECH_RATE: Final = Meaning(
    key="speech-rate-syllables",
    unit=Unit.SYLLABLES_A_MINUTE,
    definition="Syllables a minute of this speaker’s own turns, pauses within them included.",
    source=_KORMOS,
    limits=_SYLLABLES,
)
ARTICULATION_RATE_WORDS: Final = Meaning(
    key="articulation-rate-words",
    unit=Unit.WORDS_A_MINUTE,
    definition="Words a minute of speech, pauses of 250 ms and more left out.",
    source=_KORMOS,
    limits=f"{_WORDS} Filled pauses count as speech.",
)
ARTICULATION_RATE: Final = Meaning(
    key="articulation-rate-syllables",
    unit=Unit.SYLLABLES_A_MINUTE,
    definition="Syllables a minute of speech, pauses of 250 ms and more left out.",
    source=_KORMOS,
    limits=f"{_SYLLABLES} Filled pauses count as speech.",
)
MEAN_RUN: Final = Meaning(
    key="mean-length-of-run",
    unit=Unit.SYLLABLES,
    definition="Syllables between two pauses of 250 ms or more, on average.",
    source=_KORMOS,
    limits=f"{_SYLLABLES} Short answers make short runs.",
)
PAUSES: Final = Meaning(
    key="pauses",
    unit=Unit.COUNT,
    definition="Silences of 250 ms or more within this speaker’s own turns: nobody else speaks in them.",
    source=_DE_JONG,
    limits=_PAUSES,
)
MEAN_PAUSE: Final = Meaning(
    key="mean-pause",
    unit=Unit.SECONDS,
    definition="How long such a pause lasts, on average.",
    source=_DE_JONG,
    limits=f"{_PAUSES} One long pause moves the mean.",
)
PAUSE_SHARE: Final = Meaning(
    key="pause-share",
    unit=Unit.SHARE,
    definition="The share of this speaker’s own turns that is such pauses.",
    source=_KORMOS,
    limits=_PAUSES,
)
WITHIN_CLAUSE_PAUSES: Final = Meaning(
    key="within-clause-pauses",
    unit=Unit.COUNT,
    definition="Pauses that follow a word without a punctuation mark, within a turn.",
    source=(
        "Tavakoli, « Pausing patterns: differences between L2 learners and native speakers », ELT Journal 65,"
        " 2011"
    ),
    limits=(
        "The recogniser sets the punctuation, and ends a sentence wherever it was given a clip that ends: a"
        " pause of two seconds and more is hardly ever counted. Clauses without a mark between them count as"
        " one."
    ),
)
WITHIN_CLAUSE_SHARE: Final = Meaning(
    key="within-clause-pause-share",
    unit=Unit.SHARE,
    definition="The share of all pauses that are within a clause.",
    source=WITHIN_CLAUSE_PAUSES.source,
    limits=WITHIN_CLAUSE_PAUSES.limits,
)
TALK_SHARE: Final = Meaning(
    key="talk-share",
    unit=Unit.SHARE,
    definition="This speaker’s speech, pauses left out, as a share of the speech of both.",
    source="Itakura, « Describing conversational dominance », Journal of Pragmatics 33, 2001 (participation)",
    limits="The role decides who has more to say: the scenario’s two roles are not made for equal shares.",
)
OVERLAPS: Final = Meaning(
    key="overlaps",
    unit=Unit.COUNT,
    definition="Stretches of 200 ms or more in which both speak.",
    source=_HELDNER,
    limits=(
        "Shorter ones cannot be told from errors of word times. The line delays the other’s voice, so that"
        " both overlap without wanting to. A voice that leaks into the other microphone would count."
    ),
)
OVERLAP_TIME: Final = Meaning(
    key="overlap-time",
    unit=Unit.SECONDS,
    definition="How long both speak at once, in all.",
    source=_HELDNER,
    limits=OVERLAPS.limits,
)
INTERRUPTIONS: Final = Meaning(
    key="interruptions",
    unit=Unit.COUNT,
    definition=(
        "Turns that this speaker begins while the other is speaking and has more than two syllables to go,"
        " signs of listening (« yes », « I see ») left out."
    ),
    source=(
        "Zimmerman and West, « Sex roles, interruptions and silences in conversation », Language and Sex,"
        " 1975"
    ),
    limits="Whether it was rude, helpful or a delay of the line is not told: listen.",
)
FIRST_THOUSAND: Final = Meaning(
    key="words-first-1000",
    unit=Unit.SHARE,
    definition="The share of running words that are among the thousand most frequent forms.",
    source=_LAUFER,
    limits=_LEXICON,
)
SECOND_THOUSAND: Final = Meaning(
    key="words-second-1000",
    unit=Unit.SHARE,
    definition="The share of running words that are among the second thousand.",
    source=_LAUFER,
    limits=_LEXICON,
)
TO_FIVE_THOUSAND: Final = Meaning(
    key="words-to-5000",
    unit=Unit.SHARE,
    definition="The share of running words from the third to the fifth thousand.",
    source=_LAUFER,
    limits=_LEXICON,
)
BEYOND: Final = Meaning(
    key="words-beyond-5000",
    unit=Unit.SHARE,
    definition="The share of running words that are not among the five thousand most frequent forms.",
    source=_LAUFER,
    limits=f"{_LEXICON} What the recogniser misheard often ends here.",
)
DIFFERENT_WORDS: Final = Meaning(
    key="different-words",
    unit=Unit.COUNT,
    definition="Different word forms; names and numbers are left out.",
    source=_LAUFER,
    limits="It grows with everything that is said: to be read beside the number of words only.",
)

MEANINGS: Final = (
    *(SPEECH_RATE_WORDS, SPEECH_RATE, ARTICULATION_RATE_WORDS, ARTICULATION_RATE, MEAN_RUN),
    *(PAUSES, MEAN_PAUSE, PAUSE_SHARE, WITHIN_CLAUSE_PAUSES, WITHIN_CLAUSE_SHARE),
    *(TALK_SHARE, OVERLAPS, OVERLAP_TIME, INTERRUPTIONS),
    *(FIRST_THOUSAND, SECOND_THOUSAND, TO_FIVE_THOUSAND, BEYOND, DIFFERENT_WORDS),
)
"""Every indicator, in the order in which they are shown."""
