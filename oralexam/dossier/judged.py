"""What a document tells of the marks: what was sealed by both, and what was locked. It adds nothing up."""

from collections.abc import Mapping

from oralexam.dossier.html import Html, tag
from oralexam.dossier.record import Judged, Judging, MarkGiven
from oralexam.dossier.setting import Setting, hashed, in_lines


def judging(setting: Setting, told: Judging | None) -> Html:
    """The section of a part's marks."""
    say = setting.say
    if told is None:
        return tag("section", tag("h3", say("judging")), tag("p", say("no-judging")))
    if not told.versions:
        names = ", ".join(setting.written(name) for name in told.sealed_by) or say("nobody")
        return tag("section", tag("h3", say("judging")), tag("p", say("not-sealed", names=names)))
    given = [_judged(setting, each) for each in told.versions]
    return tag("section", tag("h3", say("judging")), *given, _deliberation(setting, told))


def _judged(setting: Setting, judged: Judged) -> Html:
    say = setting.say
    version = say("version", version=judged.version)
    title = ", ".join(
        (
            say("judged-by", name=setting.written(judged.judge)),
            version,
            say("sealed-at", stamp=setting.times.stamp(judged.at)),
        )
    )
    corrected = tag("p", say("correction", reason=judged.reason)) if judged.reason else Html()
    return tag("section", tag("h4", title), corrected, *_marks(setting, judged))


def _marks(setting: Setting, judged: Judged) -> tuple[Html, ...]:
    say = setting.say
    if judged.erased:
        return (tag("p", say("erased")), _seal(setting, judged))
    columns = ("criterion", "level", "moments", "comment")
    rows = [
        (
            in_language(mark.criterion, setting),
            mark.level or "–",
            in_lines(*_moments(setting, mark)) or "–",
            in_lines(mark.comment, *(f"{say('dissent')} – {line}" for line in mark.dissents)) or "–",
        )
        for mark in judged.marks
    ]
    acquired = {True: "yes", False: "no", None: "unsaid"}[judged.acquired]
    return (
        setting.table(columns, rows, kind="marks"),
        setting.facts(
            [
                (say("acquired"), say(f"acquired.{acquired}")),
                (say("overall"), judged.comment),
                (say("digest"), hashed(judged.digest)),
            ],
        ),
    )


def _seal(setting: Setting, judged: Judged) -> Html:
    return setting.facts([(setting.say("digest"), hashed(judged.digest))])


def in_language(words: Mapping[str, str], setting: Setting) -> str:
    """A grid's words in the document's language, or in whichever there are."""
    return words.get(setting.words.language.value) or next(iter(words.values()), "–")


def _moments(setting: Setting, mark: MarkGiven) -> tuple[str, ...]:
    said = (", ".join(mark.moments),) if mark.moments else ()
    return (*said, setting.say("no-moment", reason=mark.no_moment)) if mark.no_moment else said


def _deliberation(setting: Setting, told: Judging) -> Html:
    say = setting.say
    agreed = told.deliberation
    reopened = [
        (setting.times.moment(act.at), act.detail, setting.who(act.by, act.author)) for act in told.reopened
    ]
    history = (
        setting.table(("time", "reason", "who"), reopened, kind="course", caption=say("reopened"))
        if reopened
        else Html()
    )
    if agreed is None:
        return tag("section", tag("h4", say("deliberation")), tag("p", say("deliberation-none")), history)
    title = f"{say('deliberation')}, {say('deliberation-locked', stamp=setting.times.stamp(agreed.at))}"
    people = setting.facts(
        [(say("present"), ", ".join(told.present)), (say("signed-by"), setting.written(agreed.judge))],
    )
    return tag("section", tag("h4", title), people, *_marks(setting, agreed), history)
