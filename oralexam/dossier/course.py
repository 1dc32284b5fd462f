"""What a document tells of one part: the draw, the times, who did what, and what went wrong."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from oralexam.dossier.html import Html, english, joined, tag
from oralexam.dossier.record import Act, DrawTold, PartRecord
from oralexam.dossier.setting import Setting, hashed, in_lines
from oralexam.dossier.times import length
from oralexam.exams.parts import EXCHANGES
from oralexam.rooms.ledger_rows import Ledger, PhaseTotal, Stretch, TimeKind
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat

_CAUSES_TOLD: Final = frozenset(
    {"deadline", "hung-up", "no-media", "call-back", "no-answer", "restarted", "draw-void"}
)
"""The others are how a phase begins in order: somebody pressed, or answered."""
_NOT_TOLD: Final = frozenset({Phase.RINGING, Phase.CONNECTING, Phase.WAITING})
"""Phases of seconds: the times have them, the course does not."""


def people(setting: Setting, part: PartRecord) -> Html:
    """Who sat where."""
    say = setting.say
    leads = "plays" if part.part in EXCHANGES else "leads"
    return setting.facts(
        [
            (say("competence"), part.competence),
            (say("state"), say(f"state.{part.state.value}")),
            (say("room"), part.room_name),
            (say(leads), setting.written(part.juror_name)),
            (say("observes"), setting.written(part.observer_name)),
            (say("sitting"), hashed(part.sitting_id)),
        ],
    )


def draw(setting: Setting, part: PartRecord, told: DrawTold) -> Html:
    """The draw that counts, and how to compute it again."""
    say = setting.say
    number = say("draw-scenario-words", number=told.scenario_number or "")
    rows: list[tuple[str, str]] = [
        (say("draw-scenario"), in_lines(joined(number, " – ", english(told.title)), hashed(told.lot.drawn))),
        (say("draw-mode"), say(f"mode.{told.mode.value}") if told.mode else ""),
        (say("draw-number"), say("draw-again", number=told.number) if told.number > 1 else ""),
        (say("draw-set"), in_lines(*(hashed(name) for name in told.lot.eligible))),
        (say("draw-seal"), hashed(told.lot.sealed_set)),
        (say("draw-chance"), hashed(told.lot.chance)),
        (
            say("draw-holds"),
            say("draw-holds.yes")
            if told.holds
            else say("draw-holds.no", findings=", ".join(sorted(set(told.findings)))),
        ),
    ]
    check = "draw-check" if told.shares else "draw-check-alone"
    return tag(
        "section",
        tag("h3", say("draw")),
        setting.facts(rows),
        tag("p", say(check, sitting=part.sitting_id), class_="note"),
    )


def times(setting: Setting, part: PartRecord, ledger: Ledger) -> Html:
    """Each phase against its plan; rows add up to the second."""
    say = setting.say

    def row(total: PhaseTotal) -> tuple[str, ...]:
        return (
            setting.words.phase(total.phase, part.part),
            _or_none(total.planned_s),
            _or_none(total.extra_s),
            _or_none(total.given_s),
            _or_none(total.running_s),
            _or_none(total.paused_s),
            _or_none(total.failed_s),
            length(total.total_s),
        )

    columns = ("phase", "planned", "extra", "given", "ran", "paused", "failed", "total")
    rows = [row(total) for total in ledger.totals if total.total_s or total.planned_s]
    return tag(
        "section",
        tag("h3", say("times")),
        setting.table(columns, rows, kind="figures"),
        tag("p", say("times-words", length=length(ledger.total_s)), class_="note"),
    )


def _or_none(seconds: float | None) -> str:
    return length(seconds) if seconds else "–"


def course(setting: Setting, part: PartRecord) -> Html:
    """Who did what, in order."""
    say = setting.say
    rows = [
        (setting.times.time(act.at), _act_words(setting, part, act), _by(setting, act))
        for act in part.acts
        if not _passing(act)
    ]
    if not rows:
        return Html()
    table = setting.table(("time", "what", "who"), rows, kind="course")
    return tag("section", tag("h3", say("course")), table)


def _passing(act: Act) -> bool:
    """Whether it is one of the seconds between ringing and talking that need no line."""
    kind, _, phase = act.code.partition("-")
    return kind == "phase" and phase in {each.value for each in _NOT_TOLD} and act.detail not in _CAUSES_TOLD


def _act_words(setting: Setting, part: PartRecord, act: Act) -> str:
    kind, _, phase = act.code.partition("-")
    if kind != "phase":
        return setting.say(f"act.{act.code}", detail=act.detail)
    cause = f" ({setting.say(f'cause.{act.detail}')})" if act.detail in _CAUSES_TOLD else ""
    if phase in {"handed-in", "aborted"}:
        return setting.say(f"act.{phase}") + cause
    return setting.say("act.phase", phase=setting.words.phase(Phase(phase), part.part)) + cause


def _by(setting: Setting, act: Act) -> str:
    return "–" if act.by is None and act.code.startswith("phase-") else setting.who(act.by, act.author)


def incidents(setting: Setting, part: PartRecord, ledger: Ledger) -> Html:
    """What went wrong, what was stopped and given back, and why, in order."""
    say = setting.say
    rows = sorted(_troubles(setting, part, ledger), key=lambda row: row[0])
    told: Html
    if rows:
        cells = [(setting.times.time(at), *rest) for at, *rest in rows]
        told = setting.table(("time", "what", "who", "reason"), cells, kind="incidents")
    else:
        told = tag("p", say("no-incidents"))
    return tag("section", tag("h3", say("incidents")), told)


def _troubles(setting: Setting, part: PartRecord, ledger: Ledger) -> Iterator[tuple[datetime, str, str, str]]:
    say, words = setting.say, setting.words
    for stretch in ledger.stretches:
        if stretch.kind is not TimeKind.RUNNING:
            yield stretch.starts_at, _stopped(setting, part, stretch), *_why(setting, stretch)
    for given in ledger.given:
        phase = words.phase(given.phase, part.part)
        what = say("given-back", length=length(given.seconds), phase=phase)
        yield given.at, what, setting.who(given.by, given.author), setting.written(given.reason)
    for each in ledger.incidents:
        characters = each.text if each.code.startswith("outside-") else ""
        what = f"{words.incident(each.code, characters)} ({words.phase(each.phase, part.part)})"
        reason = "" if characters else each.text
        if each.scenario:
            reason = " – ".join(
                text for text in (reason, say("scenario-out", scenario=each.scenario)) if text
            )
        yield each.at, what, setting.who(each.by, each.author), reason or "–"
    if ledger.aborted_by is not None:
        who = setting.who(ledger.aborted_by, ledger.abort_author)
        yield ledger.as_of, say("aborted"), who, setting.written(ledger.abort_reason)


def _stopped(setting: Setting, part: PartRecord, stretch: Stretch) -> str:
    phase = setting.words.phase(stretch.phase, part.part)
    if stretch.kind is TimeKind.PAUSED:
        key = "break" if stretch.for_break else "pause"
    else:
        key = "failure.server" if "server" in stretch.failed else "failure.link"
    return setting.say(key, length=length(stretch.seconds), phase=phase)


def _why(setting: Setting, stretch: Stretch) -> tuple[str, str]:
    """Who stopped the clock and why; whose link was lost."""
    if stretch.kind is TimeKind.PAUSED:
        no_reason = stretch.for_break and not stretch.reason
        who = setting.who(stretch.by, stretch.author)
        return who, "–" if no_reason else setting.written(stretch.reason)
    seats = [seat for seat in stretch.failed if seat != "server"]
    return setting.say("software"), ", ".join(setting.words.seat(Seat(seat)) for seat in seats) or "–"


def from_paper(setting: Setting, part: PartRecord) -> Html:
    """What was entered afterwards: said to be so."""
    if not part.from_paper:
        return Html()
    rows = []
    for entered in part.from_paper:
        spans = [
            setting.say(
                "paper-time",
                phase=setting.words.phase(time.phase, part.part),
                start=setting.times.minute(time.starts_at),
                end=setting.times.minute(time.ends_at),
            )
            for time in entered.times
        ]
        marks = [f"{criterion}: {mark}" for criterion, mark in entered.marks.items()]
        who = setting.who(entered.by, entered.author)
        words = in_lines(*spans, *marks, setting.written(entered.text))
        rows.append((setting.times.moment(entered.at), words, who))
    return tag(
        "section",
        tag("h3", setting.say("paper")),
        tag("p", setting.say("paper-words"), class_="note"),
        setting.table(("time", "what", "who"), rows, kind="course dated"),
    )
