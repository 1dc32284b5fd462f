"""What a document tells of the marks: what was sealed by both, and what was locked. It adds nothing up."""

from oralexam.dossier.html import Html, tag
from oralexam.dossier.record import Judged, Judging, MarkGiven, Reopened, SecondTold, Wordings
from oralexam.dossier.setting import Setting, hashed, in_lines
from oralexam.dossier.times import time_code
from oralexam.rooms.judging.moments import Moment, MomentSource


def judging(setting: Setting, told: Judging | None) -> Html:
    """The section of a part's marks."""
    say = setting.say
    if told is None:
        return tag("section", tag("h3", say("judging")), tag("p", say("no-judging")))
    if not told.shown:
        names = ", ".join(setting.written(name) for name in told.sealed_by) or say("nobody")
        return tag("section", tag("h3", say("judging")), tag("p", say("not-sealed", names=names)))
    given = [_judged(setting, each) for each in told.versions]
    return tag("section", tag("h3", say("judging")), *given, *_deliberations(setting, told))


def second_markings(setting: Setting, told: Judging | None) -> Html:
    """The section of the markings that others made blind; nothing where none was asked for."""
    if told is None or not told.seconds:
        return Html()
    say = setting.say
    note = tag("p", say("seconds-words"), class_="note")
    return tag("section", tag("h3", say("seconds")), note, *(_second(setting, each) for each in told.seconds))


def _second(setting: Setting, each: SecondTold) -> Html:
    say, times = setting.say, setting.times
    state = say("sealed-at", stamp=times.stamp(each.sealed_at)) if each.sealed_at else say("seconds-waits")
    title = ", ".join((say("seconds-of", name=setting.written(each.marker)), state))
    asked = [
        (say("seconds-asked"), ", ".join((times.stamp(each.asked_at), each.asked_by or say("manager")))),
        (say("column.purpose"), say(f"seconds-reason.{each.reason.value}")),
    ]
    if each.sealed is not None:
        return tag("section", tag("h4", title), setting.facts(asked), *_marks(setting, each.sealed))
    if each.digest:
        asked.append((say("digest"), hashed(each.digest)))
    withheld = tag("p", say("seconds-withheld")) if each.sealed_at else Html()
    return tag("section", tag("h4", title), setting.facts(asked), withheld)


def in_words(words: Wordings, setting: Setting) -> str:
    """A grid's words in the document's language, or in whichever there are."""
    return words.get(setting.words.language.value) or next(iter(words.values()), "")


def moment_text(moment: Moment, setting: Setting) -> str:
    """Where it is in the exam: a time code, of what, and its label."""
    where = time_code(moment.starts_s)
    if moment.ends_s is not None:
        where += f"–{time_code(moment.ends_s)}"
    of = "" if moment.source is MomentSource.EXCHANGE else setting.say(f"source.{moment.source.value}")
    return " ".join(each for each in (where, of, moment.label) if each)


def _judged(setting: Setting, judged: Judged) -> Html:
    say = setting.say
    title = ", ".join(
        (
            say("judged-by", name=_names(setting, judged)),
            say("version", version=judged.version),
            say("sealed-at", stamp=setting.times.stamp(judged.at)),
        )
    )
    corrected = (
        tag("p", say("correction", reason=setting.written(judged.reason))) if judged.version > 1 else Html()
    )
    return tag("section", tag("h4", title), corrected, *_marks(setting, judged))


def _names(setting: Setting, judged: Judged) -> str:
    return ", ".join(setting.written(name) for name in judged.judges)


def _marks(setting: Setting, judged: Judged) -> tuple[Html, ...]:
    say = setting.say
    if judged.erased:
        return tag("p", say("erased")), setting.facts([(say("digest"), hashed(judged.digest))])
    # What two agree on rests on what each has sealed: it has no moments of its own.
    tied = any(mark.moments or mark.no_moment for mark in judged.marks)
    columns = ("criterion", "level", *(("moments",) if tied else ()), "comment")
    rows = [
        (
            in_words(mark.criterion, setting),
            in_words(mark.level, setting) or (say("no-agreement") if mark.dissent else "–"),
            *((in_lines(*_moments(setting, mark)) or "–",) if tied else ()),
            in_lines(mark.comment, *_dissent(setting, mark)) or "–",
        )
        for mark in judged.marks
    ]
    acquired = {True: "yes", False: "no", None: "unsaid"}[judged.acquired]
    return (
        setting.table(columns, rows, kind="marks" if tied else "marks outcomes"),
        setting.facts(
            [
                (say("acquired"), say("no-agreement" if judged.acquired_dissent else f"acquired.{acquired}")),
                (say("overall"), judged.comment),
                (say("digest"), hashed(judged.digest)),
            ]
        ),
    )


def _moments(setting: Setting, mark: MarkGiven) -> tuple[str, ...]:
    said = tuple(moment_text(each, setting) for each in mark.moments)
    return (*said, setting.say("no-moment", reason=mark.no_moment)) if mark.no_moment else said


def _dissent(setting: Setting, mark: MarkGiven) -> tuple[str, ...]:
    return tuple(
        setting.say("held", name=setting.written(each.judge), level=in_words(each.level, setting) or "–")
        for each in mark.dissent
    )


def _deliberations(setting: Setting, told: Judging) -> list[Html]:
    say = setting.say
    sections = [_deliberation(setting, each) for each in told.deliberations]
    if told.locked is None:
        sections.append(tag("section", tag("h4", say("deliberation")), tag("p", say("deliberation-none"))))
    if told.reopened:
        rows = [_reopened(setting, each) for each in told.reopened]
        columns = ("time", "reason", "who")
        sections.append(setting.table(columns, rows, kind="course dated", caption=say("reopened")))
    return sections


def _deliberation(setting: Setting, agreed: Judged) -> Html:
    say = setting.say
    title = ", ".join(
        (
            say("deliberation"),
            say("version", version=agreed.version),
            say("deliberation-locked", stamp=setting.times.stamp(agreed.at)),
            *((say("deliberation-withdrawn"),) if agreed.withdrawn else ()),
        )
    )
    people = setting.facts(
        [(say("present"), ", ".join(agreed.present)), (say("signed-by"), _names(setting, agreed))]
    )
    return tag("section", tag("h4", title), people, *_marks(setting, agreed))


def _reopened(setting: Setting, each: Reopened) -> tuple[str, str, str]:
    say = setting.say
    agreed = (
        say(
            "reopened-agreed", name=setting.written(each.agreed_by), stamp=setting.times.stamp(each.agreed_at)
        )
        if each.agreed_at
        else say("reopened-waits")
    )
    reason = in_lines(say("version", version=each.of_version), setting.written(each.reason))
    return setting.times.moment(each.asked_at), reason, in_lines(setting.written(each.asked_by), agreed)
