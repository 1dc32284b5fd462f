"""What one part of an examination holds of its candidate: voice, words, writings, times, marks in time."""

from typing import Final

from oralexam.dossier.record import Judged, PartRecord
from oralexam.errors import NotFound
from oralexam.exams.timetable.local_time import zone
from oralexam.records.bundle import MediaFile, ReplayBundle
from oralexam.records.own_data import OwnFile, Section
from oralexam.retention.lengths import MarksGiven
from oralexam.rooms import events
from oralexam.rooms.seats import Seat
from oralexam.storage.exam_sessions import KeptSession
from oralexam.webapp.after.own_data_jury import markers_section, second_markings
from oralexam.webapp.after.own_data_words import OwnWords, clock_text
from oralexam.webapp.services import Services

CANDIDATE: Final = Seat.CANDIDATE
_ABOUT_THE_CANDIDATE: Final = (
    events.ClockPaused,
    events.TimeGiven,
    events.IncidentReported,
    events.PartAborted,
    events.PartRestarted,
)
"""Why a juror was changed is that juror's own (a name, a health); what was noted on paper is the jury's."""


def marks_given(services: Services, kept: KeptSession, part: PartRecord) -> bool:
    """Whether the centre gives candidates their marks of this part by now."""
    if part.judging is None or not part.judging.shown:
        return False
    retention = services.retention
    if retention.lengths.in_force().lengths.marks_given is MarksGiven.LOCKED:
        return part.judging.locked is not None
    decided_on = retention.deletions.decided_on(kept.session.session_id)
    today = services.clock.now().astimezone(zone(kept.session.time_zone)).date()
    return decided_on is not None and decided_on <= today


def part_sections(
    services: Services, say: OwnWords, part: PartRecord, *, place: int, with_marks: bool
) -> list[Section]:
    """The sections of one part, in the order in which things happened."""
    bundle = services.archive.bundle(part.sitting_id)
    sections = [
        _course(say, part, bundle),
        _acts(services, say, part),
        _voice(services, say, bundle, place=place),
        _words(services, say, bundle),
        *_writings(say, bundle),
    ]
    if part.judging is not None:
        sections += _marks(services, say, part) if with_marks else [_later(say)]
    return sections


def _course(say: OwnWords, part: PartRecord, bundle: ReplayBundle) -> Section:
    return Section(
        heading=say(f"part.{part.part}"),
        words=tuple(each for each in (bundle.title, part.room_name) if each),
        header=(say("own-data.phase"), say("own-data.from"), say("own-data.to")),
        rows=tuple(
            (say(f"phase.{each.phase}"), clock_text(each.starts_s), clock_text(each.ends_s))
            for each in bundle.phases
        ),
    )


def _acts(services: Services, say: OwnWords, part: PartRecord) -> Section:
    """What was decided about the candidate, with the reasons that were written; never by whom."""
    rows = []
    for event in services.archive.history(part.sitting_id):
        if not isinstance(event, _ABOUT_THE_CANDIDATE):
            continue
        reason = event.text if isinstance(event, events.IncidentReported) else event.reason
        if reason:
            rows.append((say.instant(event.at), say(f"own-data.act.{event.__struct_config__.tag}"), reason))
    return Section(
        heading=say("own-data.acts"),
        level=3,
        words=() if rows else (say("own-data.none"),),
        header=(say("viewings.column.when"), say("own-data.what"), say("own-data.reason")),
        rows=tuple(rows),
    )


def _voice(services: Services, say: OwnWords, bundle: ReplayBundle, *, place: int) -> Section:
    track = next((each for each in bundle.tracks if each.seat is CANDIDATE), None)
    if track is not None and track.shared:
        return Section(heading=say("own-data.voice"), level=3, words=(say("own-data.voice.shared"),))
    files = []
    kinds = (("audio", track.audio), ("video", track.video)) if track is not None else ()
    for kind, media in kinds:
        path = _copy(services, bundle.sitting_id, media)
        if path is not None:
            extension = path.rpartition(".")[2]
            name = f"recordings/{place}-{kind}.{extension}"
            files.append(OwnFile(name=name, path=path, label=say(f"own-data.voice.{kind}")))
    for number, (sidecar, key) in enumerate(services.copy_desk.sealed(bundle.sitting_id, CANDIDATE), start=1):
        label = say("own-data.voice.copy", n=number)
        name = f"recordings/{place}-copy-{number}.ogg"
        files.append(OwnFile(name=name, path=str(sidecar), label=label, run_key=key))
    note = say("own-data.voice.alone") if files else say("own-data.none")
    return Section(heading=say("own-data.voice"), level=3, words=(note,), files=tuple(files))


def _copy(services: Services, sitting_id: str, media: MediaFile | None) -> str | None:
    if media is None:
        return None
    try:
        name = media.url.partition("?")[0].rpartition("/")[2]
        return str(services.archive.listening_file(sitting_id, name))
    except NotFound:
        return None


def _words(services: Services, say: OwnWords, bundle: ReplayBundle) -> Section:
    """The candidate's own words as people have read them; those of the other party are not theirs."""
    read = {each.seat: each for each in services.correction_desk.as_read(bundle.sitting_id)}
    heard = {each.seat: each for each in bundle.transcripts}
    own = read.get(CANDIDATE.value) or heard.get(CANDIDATE.value)
    shared = any(each.shared for each in bundle.tracks)
    if own is None or shared:
        words = say("own-data.words.shared" if shared else "own-data.none")
        return Section(heading=say("own-data.transcript"), level=3, words=(words,))
    return Section(
        heading=say("own-data.transcript"),
        level=3,
        words=(say("own-data.transcript.words"),),
        header=(say("own-data.from"), say("own-data.said")),
        rows=tuple((clock_text(each.start_s), each.text) for each in own.utterances),
    )


def _writings(say: OwnWords, bundle: ReplayBundle) -> list[Section]:
    """Notes and texts in every version that was saved, the last one first."""
    sections = []
    for key, versions in (("own-data.notes", bundle.notes), ("own-data.text", bundle.text)):
        if versions:
            sections.append(
                Section(
                    heading=say(key),
                    level=3,
                    header=(say("own-data.saved"), say("own-data.value")),
                    rows=tuple((clock_text(each.at_s), each.text) for each in reversed(versions)),
                )
            )
    labels = {}
    if bundle.contact_sheet is not None:
        labels = {
            field.field_id: field.label
            for section in bundle.contact_sheet.sections
            for field in section.fields
        }
    if bundle.sheet:
        rows = tuple(
            (clock_text(each.at_s), labels.get(field_id, field_id), value)
            for each in reversed(bundle.sheet)
            for field_id, value in each.fields.items()
        )
        header = (say("own-data.saved"), say("own-data.what"), say("own-data.value"))
        sections.append(Section(heading=say("own-data.sheet"), level=3, header=header, rows=rows))
    return sections


def _later(say: OwnWords) -> Section:
    return Section(heading=say("own-data.marks"), level=3, words=(say("own-data.marks.later"),))


def _marks(services: Services, say: OwnWords, part: PartRecord) -> list[Section]:
    """What each of the two has sealed, what both agreed on, and what else was marked: by function alone."""
    judging = part.judging
    if judging is None:
        return []
    functions: dict[str, str] = {}
    sections = []
    for judged in judging.versions:
        for name in judged.judges:
            functions.setdefault(name, say("own-data.judge", n=len(functions) + 1))
        who = ", ".join(functions[name] for name in judged.judges)
        heading = say("own-data.marks.of", who=who, n=judged.version, when=say.instant(judged.at))
        sections.append(_judged(say, judged, heading, functions))
    for judged in judging.deliberations:
        heading = say("own-data.marks.agreed", n=judged.version, when=say.instant(judged.at))
        sections.append(_judged(say, judged, heading, functions))
    for heading, judged in second_markings(services, say, part):
        sections.append(_judged(say, judged, heading, functions))
    return [*sections, markers_section(services, say, part, functions)]


def _judged(say: OwnWords, judged: Judged, heading: str, functions: dict[str, str]) -> Section:
    rows = []
    for mark in judged.marks:
        held = "; ".join(
            f"{functions.get(each.judge, say('seat.evaluator'))}: {each.level.get(say.language, '')}"
            for each in mark.dissent
        )
        moments = ", ".join(clock_text(each.starts_s) for each in mark.moments if each.starts_s is not None)
        level = mark.level.get(say.language, "") or held
        criterion = mark.criterion.get(say.language, "")
        rows.append((criterion, level, mark.comment or mark.no_moment, moments))
    outcome = "none" if judged.acquired is None else "yes" if judged.acquired else "no"
    return Section(
        heading=heading,
        level=3,
        words=tuple(each for each in (say(f"own-data.acquired.{outcome}"), judged.comment) if each),
        header=(
            say("own-data.criterion"),
            say("own-data.level"),
            say("own-data.comment"),
            say("own-data.moments"),
        ),
        rows=tuple(rows),
    )
