"""A record as HTML: the page that is set as PDF/UA. Headings go down by one; all tables have headers."""

from datetime import datetime
from pathlib import Path

from oralexam.dossier.course import course, draw, from_paper, incidents, people, times
from oralexam.dossier.html import Html, english, joined, tag
from oralexam.dossier.integrity import integrity
from oralexam.dossier.judged import judging, second_markings
from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.record import HandedIn, PartRecord, PartState, Record, RecordKind
from oralexam.dossier.setting import Setting, in_lines, paragraphs
from oralexam.dossier.times import Times
from oralexam.dossier.words import Words
from oralexam.exams.parts import EXCHANGES, PartKind
from oralexam.rooms.phases import OVER, TIMED

LANGUAGE_TAGS = {DocumentLanguage.FRENCH: "fr-FR", DocumentLanguage.ENGLISH: "en-GB"}


def document_of(record: Record, language: DocumentLanguage, *, web: Path) -> str:
    """The whole page; `web` is the front end, whose words for codes and whose letters are used."""
    setting = Setting(Words.read(language, web), Times(record.session.time_zone, language))
    title = title_of(record, setting.words)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("title", title),
        tag("meta", name="author", content=record.session.centre or record.software),
        tag("meta", name="generator", content=record.software),
        tag("meta", name="dcterms.created", content=f"{record.made_at:%Y-%m-%dT%H:%M:%SZ}"),
    )
    body = tag("body", tag("main", *_content(setting, record, title)))
    return f"<!doctype html>{tag('html', head, body, lang=LANGUAGE_TAGS[language])}"


def title_of(record: Record, words: Words) -> str:
    """What the document is called: in its own properties, and at the head of each page."""
    name = record.candidate_name or words.say("erased")
    return words.say("of", document=words.say(record.kind.value), name=name)


def _heading(setting: Setting, record: Record, title: str) -> Html:
    """What it is and whose; with it goes what stands on every page around the text, which is no reading."""
    made = setting.say("made", stamp=setting.times.stamp(record.made_at))
    return tag(
        "h1",
        in_lines(setting.say(record.kind.value), setting.written(record.candidate_name)),
        data_title=title,
        data_made=f"{made} – {record.software}",
        data_page=setting.say("page"),
        data_count=setting.say("page-of"),
    )


def _content(setting: Setting, record: Record, title: str) -> list[Html]:
    attested = record.kind is RecordKind.ATTESTATION
    content = [
        _heading(setting, record, title),
        *_warnings(setting, record),
        _session(setting, record),
        _summary(setting, record),
        *(() if attested else (_part(setting, part) for part in record.parts)),
        integrity(setting, record, brief=attested),
        _signatures(setting, record),
    ]
    return [each for each in content if each]


def _warnings(setting: Setting, record: Record) -> list[Html]:
    said = [
        ("attestation-words", record.kind is RecordKind.ATTESTATION),
        ("rehearsal", any(part.rehearsal for part in record.parts)),
        ("provisional", record.provisional),
        ("partly-erased", record.erased),
    ]
    return [tag("p", setting.say(key), class_="notice") for key, is_so in said if is_so]


def _session(setting: Setting, record: Record) -> Html:
    say, session = setting.say, record.session
    jury = [
        say("judges-b2", name=setting.written(each.name)) if each.judges_b2 else setting.written(each.name)
        for each in record.jury
    ]
    names = " ; ".join(jury).replace(" ;", "\u00a0;")
    rows = [
        (say("certification"), session.format_title),
        (say("session-title"), session.title),
        (say("centre"), session.centre),
        (say("days"), ", ".join(setting.times.day(day) for day in session.days)),
        (say("candidate"), setting.written(record.candidate_name)),
        (say("number"), record.candidate_number),
        (record.jury_name or say("jury"), names),
        (say("time-zone"), say("time-zone-words", zone=setting.times.zone)),
    ]
    return tag("section", tag("h2", say("session")), setting.facts(rows))


def _summary(setting: Setting, record: Record) -> Html:
    """One line a part: where, from when to when, and how it ended."""
    say = setting.say
    rows = []
    for part in record.parts:
        began, ended = _from_to(part)
        rows.append(
            (
                setting.words.part(part.part),
                part.room_name or "–",
                setting.times.short(began) if began else "–",
                setting.times.minute(ended) if ended else "–",
                say(f"state.{part.state.value}"),
            )
        )
    columns = ("part", "room", "began", "ended", "state")
    return tag("section", tag("h2", say("parts")), setting.table(columns, rows, kind="parts"))


def _from_to(part: PartRecord) -> tuple[datetime | None, datetime | None]:
    """The candidate's time of a part: from the first phase with a clock to the end, if there was one."""
    stretches = part.ledger.stretches if part.ledger else ()
    timed = [each for each in stretches if each.phase in TIMED]
    if not timed:
        return None, None
    return timed[0].starts_at, timed[-1].ends_at if part.phase in OVER else None


def _part(setting: Setting, part: PartRecord) -> Html:
    heading = tag("h2", setting.words.part(part.part))
    if part.state is PartState.NOT_OPENED or part.ledger is None:
        return tag("section", heading, tag("p", setting.say("not-opened")), class_="part")
    sections = [
        people(setting, part),
        draw(setting, part, part.draw) if part.draw else Html(),
        times(setting, part, part.ledger),
        course(setting, part),
        incidents(setting, part, part.ledger),
        from_paper(setting, part),
        judging(setting, part.judging),
        second_markings(setting, part.judging),
        _work(setting, part),
    ]
    return tag("section", heading, joined(*sections), class_="part")


def _work(setting: Setting, part: PartRecord) -> Html:
    if part.part not in EXCHANGES or part.work is None:
        return Html()
    say, work = setting.say, part.work
    heading = tag("h3", say("sheet" if part.part is PartKind.VISITOR else "work"))
    saved = (
        tag("p", say("work-saved", time=setting.times.time(work.saved_at)), class_="note")
        if work.saved_at
        else Html()
    )
    return tag("section", heading, _written(setting, part, work), saved)


def _written(setting: Setting, part: PartRecord, work: HandedIn) -> Html:
    say = setting.say
    if work.text.strip():
        return paragraphs(work.text, work.language)
    if any(value.strip() for _, value in work.fields):
        spoken = english if work.language == "en" else joined
        rows = [
            (spoken(label), in_lines(*map(spoken, value.splitlines())) or "–") for label, value in work.fields
        ]
        return setting.table(("field", "entry"), rows, kind="sheet")
    return tag("p", say("work-erased" if part.erased and work.saved_at else "work-empty"))


def _signatures(setting: Setting, record: Record) -> Html:
    say = setting.say
    rows = [(say("juror"), setting.written(each.name), "") for each in record.jury]
    if record.kind is RecordKind.RECORD:
        rows.append((say("president"), "", ""))
    else:
        rows.append((say("candidate-signs"), setting.written(record.candidate_name), ""))
    rows.append((say("manager"), "", ""))
    table = setting.table(("capacity", "name", "signature"), rows, kind="signatures")
    return tag("section", tag("h2", say("signatures")), table, class_="signing")
