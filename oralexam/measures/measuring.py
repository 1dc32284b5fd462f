"""From the transcripts of those who talk to their indicators."""

from collections.abc import Mapping, Sequence

from oralexam.measures import meanings
from oralexam.measures.indicator import Indicator, SpeakerIndicators
from oralexam.measures.lexicon import bands_of
from oralexam.measures.speaking import Speaking, speaking_of
from oralexam.measures.talking import interruptions, overlaps
from oralexam.transcripts.transcript import TrackTranscript


def measure(tracks: Sequence[TrackTranscript], *, ranks: Mapping[str, int]) -> tuple[SpeakerIndicators, ...]:
    """The indicators of each track, by seat; a track is one person's, never a shared microphone's."""
    spoken = [
        speaking_of(track, [other for other in tracks if other is not track])
        for track in sorted(tracks, key=lambda each: each.seat)
    ]
    return tuple(
        SpeakerIndicators(
            seat=each.seat,
            pauses_from=each.pauses_from,
            indicators=(
                *_of_time(each),
                *_of_pauses(each),
                *_of_two(each, [other for other in spoken if other is not each]),
                *_of_words(each, ranks),
            ),
        )
        for each in spoken
    )


def _of_time(speaking: Speaking) -> tuple[Indicator, ...]:
    words = len(speaking.words)
    syllables = sum(run.syllables for run in speaking.runs)
    runs = len(speaking.runs)
    turns_s, speech_s = round(speaking.turns_s, 3), round(speaking.speech_s, 3)
    return (
        meanings.SPEECH_RATE_WORDS.measured(_a_minute(words, turns_s), words=words, turns_s=turns_s),
        meanings.SPEECH_RATE.measured(_a_minute(syllables, turns_s), syllables=syllables, turns_s=turns_s),
        meanings.ARTICULATION_RATE_WORDS.measured(_a_minute(words, speech_s), words=words, speech_s=speech_s),
        meanings.ARTICULATION_RATE.measured(
            _a_minute(syllables, speech_s), syllables=syllables, speech_s=speech_s
        ),
        meanings.MEAN_RUN.measured(_ratio(syllables, runs), syllables=syllables, runs=runs),
    )


def _of_pauses(speaking: Speaking) -> tuple[Indicator, ...]:
    pauses = len(speaking.pauses)
    within = sum(pause.within_clause for pause in speaking.pauses)
    pauses_s, turns_s = round(speaking.pauses_s, 3), round(speaking.turns_s, 3)
    turns = len(speaking.turns)
    return (
        meanings.PAUSES.measured(float(pauses) if turns else None, pauses=pauses, turns=turns),
        meanings.MEAN_PAUSE.measured(_ratio(pauses_s, pauses), pauses=pauses, pauses_s=pauses_s),
        # Pauses heard in the sound may reach into a word's times: never more than all of the turn.
        meanings.PAUSE_SHARE.measured(
            _ratio(min(pauses_s, turns_s), turns_s), pauses_s=pauses_s, turns_s=turns_s
        ),
        meanings.WITHIN_CLAUSE_PAUSES.measured(
            float(within) if turns else None, within_clause=within, pauses=pauses
        ),
        meanings.WITHIN_CLAUSE_SHARE.measured(_ratio(within, pauses), within_clause=within, pauses=pauses),
    )


def _of_two(speaking: Speaking, others: Sequence[Speaking]) -> tuple[Indicator, ...]:
    own_s = round(speaking.speech_s, 3)
    both_s = round(own_s + sum(other.speech_s for other in others), 3)
    both = [span for other in others for span in overlaps(speaking, other)]
    overlap_s = round(sum(span.length_s for span in both), 3)
    begun = sum(len(interruptions(speaking, other)) for other in others)
    known = bool(others)
    return (
        meanings.TALK_SHARE.measured(_ratio(own_s, both_s) if known else None, own_s=own_s, both_s=both_s),
        meanings.OVERLAPS.measured(float(len(both)) if known else None, overlaps=len(both)),
        meanings.OVERLAP_TIME.measured(overlap_s if known else None, overlaps=len(both)),
        meanings.INTERRUPTIONS.measured(
            float(begun) if known else None, interruptions=begun, turns=len(speaking.turns)
        ),
    )


def _of_words(speaking: Speaking, ranks: Mapping[str, int]) -> tuple[Indicator, ...]:
    bands = bands_of(speaking.words, ranks)
    shares = (
        (meanings.FIRST_THOUSAND, bands.first_1000),
        (meanings.SECOND_THOUSAND, bands.second_1000),
        (meanings.TO_FIVE_THOUSAND, bands.to_5000),
        (meanings.BEYOND, bands.beyond_5000),
    )
    return (
        *(
            meaning.measured(_ratio(count, bands.running), words=count, running_words=bands.running)
            for meaning, count in shares
        ),
        meanings.DIFFERENT_WORDS.measured(
            float(bands.different) if bands.running else None, running_words=bands.running
        ),
    )


def _a_minute(count: int, seconds: float) -> float | None:
    return 60 * count / seconds if seconds > 0 else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
