"""What a person does about a machine's transcript: orders in, an act upon one version of it out. Pure.

An act says who, when, which utterance, what stood there before and what stands there now. Undoing is a
further act. The machine's version never changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

import msgspec

from oralexam.errors import NotFound, Refused
from oralexam.transcripts.reading import ActKind, CorrectionAct, Line, Standing, Story, Version, stories_of
from oralexam.transcripts.realigning import Change, realign, shared_out, tokens_of, written

LONGEST_TEXT = 1000
"""Characters of one utterance: it lasts 30 s at the most (docs/transcription.md); nobody says 33 a second.
It also bounds the alignment: 0.1 s for a text of single letters."""
MOST_ACTS = 5000
"""Upon one version of one track: ten times the utterances of an hour."""
ADDED_WORD_S: Final = 0.4
"""How long a word lasts that nobody has timed: 150 words a minute (Tauroza and Allison, « Speech rates in
British English », Applied Linguistics 11, 1990: 140 to 210 by the kind of speech)."""


class Correct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="correct"):
    """This is what was said; an empty text: nothing was."""

    utterance_id: str
    revision: int
    """Of the last act upon the utterance that this person has seen; 0 where there is none."""
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]


class Confirm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="confirm"):
    """The machine heard it as it was said."""

    utterance_id: str
    revision: int


class Add(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="add"):
    """Something was said from `at_s` on that the machine has not heard."""

    at_s: float
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]


class Undo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="undo"):
    """Take back the last act upon an utterance."""

    utterance_id: str
    revision: int


CorrectionOrder = Correct | Confirm | Add | Undo


def decide(version: Version, order: CorrectionOrder, *, author: str, at: datetime) -> CorrectionAct | None:
    """The act that an order makes; None where all of it stands already (an answer was lost, and asked anew).

    Raises:
        Refused: `transcript-changed`: somebody was there meanwhile; `utterance-there`, `nothing-written`,
            `nothing-to-undo`, `outside-the-recording`, `too-many-corrections`.
        NotFound: `unknown-utterance`.
    """
    if len(version.acts) >= MOST_ACTS:
        raise Refused("too-many-corrections", most=MOST_ACTS)
    revision = version.acts[-1].revision + 1 if version.acts else 1
    stories = stories_of(version)
    kind, before = ActKind.ADDED, ""
    after: Line | None
    if isinstance(order, Add):
        utterance_id, after = f"added-{revision}", _added(version, stories, order)
        if any(each.heard is None and each.line == after for each in stories.values()):
            return None
    else:
        utterance_id = order.utterance_id
        story = stories.get(utterance_id)
        if story is None:
            raise NotFound("unknown-utterance")
        now = story.line
        kind, after = _undone(story) if isinstance(order, Undo) else _read(story, order)
        seen = order.revision == story.revision
        if after == now and not isinstance(order, Undo) and (seen or not _contradicted(order, now)):
            return None
        if not seen:
            raise Refused("transcript-changed", revision=story.revision)
        before = now.text if now else ""
    return CorrectionAct(
        revision=revision,
        kind=kind,
        utterance_id=utterance_id,
        author=author,
        at=at,
        machine_sha256=version.sha256,
        before=before,
        after=after,
    )


def _contradicted(order: Correct | Confirm, now: Line | None) -> bool:
    """Somebody confirms the machine's words while a colleague has just written others."""
    return isinstance(order, Confirm) and (now is None or now.standing is not Standing.CONFIRMED)


def _read(story: Story, order: Correct | Confirm) -> tuple[ActKind, Line | None]:
    """What stands after a person has listened; the machine's own words, kept, are confirmed."""
    now = story.line
    if isinstance(order, Confirm):
        if now is None or now.standing is not Standing.AS_HEARD:
            return ActKind.CONFIRMED, now  # It was read already: there is nothing to do.
        return ActKind.CONFIRMED, msgspec.structs.replace(now, standing=Standing.CONFIRMED)
    heard, tokens = story.heard, tokens_of(order.text)
    if heard is None:
        return _reworded(story, order.text)
    words, changes = realign(heard.words, tokens, start_s=heard.start_s, end_s=heard.end_s)
    text = written(words)
    if not tokens:
        kind, standing = ActKind.REMOVED, Standing.REMOVED
    elif text == heard.text:
        kind, standing = ActKind.CONFIRMED, Standing.CONFIRMED
    else:
        kind, standing = ActKind.CORRECTED, Standing.CORRECTED
    line = Line(
        start_s=heard.start_s, end_s=heard.end_s, text=text, words=words, standing=standing, changes=changes
    )
    return kind, line


def _reworded(story: Story, text: str) -> tuple[ActKind, Line | None]:
    """What was added says something else now, or was no utterance after all; taken back, it stands again."""
    last = next(line for _, line in reversed(story.states) if line is not None)
    if not tokens_of(text):
        return ActKind.REMOVED, None
    return ActKind.CORRECTED, _new_line(text, last.start_s, last.end_s)


def _new_line(text: str, start_s: float, end_s: float) -> Line:
    tokens = tokens_of(text)
    timed = shared_out([token.text for token in tokens], start_s, end_s)
    words = tuple(
        msgspec.structs.replace(word, unclear=token.unclear)
        for word, token in zip(timed, tokens, strict=True)
    )
    return Line(
        start_s=start_s,
        end_s=end_s,
        text=written(words),
        words=words,
        standing=Standing.ADDED,
        changes=(Change(first=0, count=len(words), heard=""),),
    )


def _undone(story: Story) -> tuple[ActKind, Line | None]:
    if len(story.states) == 1:
        raise Refused("nothing-to-undo")
    return ActKind.UNDONE, story.states[-2][1]


def _added(version: Version, stories: dict[str, Story], order: Add) -> Line:
    """An utterance from `at_s` to where its words may end: the next one, or the recording's end."""
    tokens = tokens_of(order.text)
    if not tokens:
        raise Refused("nothing-written")
    first_s = version.transcript.starts_at_s
    last_s = version.transcript.ends_s
    # A number that is no number (JSON has none, Python's reader might) lies nowhere either.
    if not first_s <= order.at_s < last_s:
        raise Refused("outside-the-recording")
    wanted_s = min(order.at_s + ADDED_WORD_S * len(tokens), last_s)
    standing = [
        story.line
        for story in stories.values()
        if story.line is not None and story.line.standing is not Standing.REMOVED
    ]
    start_s = round(order.at_s, 3)
    new = _new_line(order.text, start_s, _next_start_s(standing, start_s, wanted_s))
    others = [line for line in standing if line != new]
    if any(line.start_s <= start_s < line.end_s for line in others):
        raise Refused("utterance-there")
    return new


def _next_start_s(standing: Sequence[Line], start_s: float, wanted_s: float) -> float:
    later = [line.start_s for line in standing if start_s < line.start_s < wanted_s]
    return min([*later, round(wanted_s, 3)])
