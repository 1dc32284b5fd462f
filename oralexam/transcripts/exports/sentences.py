"""What an exported file says of itself, in French and in English.

A file leaves the pages, whose sentences stand in `web/i18n`: it carries its own.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from oralexam.transcripts.exports.document import Speaker, TranscriptDocument
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.transcript import HeardSound


class FileLanguage(StrEnum):
    """The language of headings; what was spoken stays as it was spoken."""

    FRENCH = "fr"
    ENGLISH = "en"


SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "heading": ("Transcription", "Transcript"),
    "machine": (
        "Texte écrit par une machine : il peut se tromper. L’enregistrement fait foi.",
        "Text written by a machine: it can be wrong. The recording is the evidence.",
    ),
    "read": (
        "Énoncés relus par une personne, {name} : {read} sur {of}.",
        "Utterances read by a person, {name}: {read} of {of}.",
    ),
    "read-whole": (
        "Texte écrit par une machine, relu et corrigé en entier. L’enregistrement fait foi.",
        "Text written by a machine, read and corrected throughout. The recording is the evidence.",
    ),
    "recognizer": (
        "Écrit par {engine} {version}, modèle {model}",
        "Written by {engine} {version}, model {model}",
    ),
    "sha256": ("SHA-256 du modèle : {sha256}", "SHA-256 of the model: {sha256}"),
    "settings": ("réglages : {settings}", "settings: {settings}"),
    "note": ("remarque : {note}", "note: {note}"),
    "incomplete": (
        "Incomplet : une voix n’est pas encore transcrite, ou n’a pas pu l’être.",
        "Incomplete: a voice is not written down yet, or could not be.",
    ),
    "rehearsal": ("Répétition : rien ici ne compte pour une évaluation.", "Rehearsal: nothing counts here."),
    "times": (
        "Temps comptés depuis le début de l’enregistrement ; l’appel commence à {start}.",
        "Times count from the start of the recording; the call begins at {start}.",
    ),
    "times-no-call": (
        "Temps comptés depuis le début de l’enregistrement ; aucun appel n’a commencé.",
        "Times count from the start of the recording; no call began.",
    ),
    "unclear": (
        "(?) suit un mot dont la machine n’est pas sûre : à vérifier à l’oreille.",
        "(?) follows a word of which the machine is not sure: to be checked by ear.",
    ),
    "sound.pause": ("[pause {length} s]", "[pause {length} s]"),
    "sound.hesitation": ("[hésitation]", "[hesitation]"),
    "sound.no-words": ("[paroles non reconnues]", "[speech without words]"),
    "sounds": (
        "[Entre crochets] : entendu dans le son, et non écrit par la machine.",
        "[In brackets]: heard in the sound, not written by the machine.",
    ),
    "sitting": ("Épreuve", "Sitting"),
    "scenario": ("Scénario", "Scenario"),
    "date": ("Date", "Date"),
    "room": ("Salle", "Room"),
    "speakers": ("Personnes", "Speakers"),
    "about": ("À propos de ce document", "About this document"),
    "said": ("Ce qui a été dit", "What was said"),
    "language": (
        "{name} : ce n’est peut-être pas de l’anglais, d’après le modèle.",
        "{name}: this may not be English, by what the model holds of it.",
    ),
    "silence": ("Aucune parole n’a été transcrite.", "No speech was written down."),
    "seat.candidate": ("candidat", "candidate"),
    "seat.juror": ("membre du jury qui joue l’interlocuteur", "juror who plays the other party"),
    "uncertain": ("Voix incertaine", "Uncertain voice"),
    "colon": (" : ", ": "),
    "semicolon": (" ; ", "; "),
}


def say(key: str, language: FileLanguage, **blanks: str) -> str:
    """The sentence of `key`, its blanks filled with what cannot end a line."""
    sentence = SENTENCES[key][0 if language is FileLanguage.FRENCH else 1]
    if language is FileLanguage.FRENCH:
        # No line may begin with a double sign: fixed spaces, as the pages have them.
        sentence = sentence.replace(" :", "\u00a0:").replace(" ;", "\u202f;")
    return sentence.format(**{name: plain(blank) for name, blank in blanks.items()})


def name_of(speaker: Speaker, language: FileLanguage) -> str:
    """What a speaker is called; nobody's name where one microphone heard two."""
    return plain(speaker.name) or speaker.seat if speaker.certain else say("uncertain", language)


def role_of(speaker: Speaker, language: FileLanguage) -> str:
    """What a speaker is there for."""
    key = f"seat.{speaker.seat}"
    return say(key, language) if speaker.certain and key in SENTENCES else ""


def source_lines(document: TranscriptDocument, language: FileLanguage, *, brief: bool = False) -> list[str]:
    """What wrote the words, how much of them a person has read, and what they are worth.

    `brief` leaves out checksum and settings: for a line that somebody sees for a second.
    """
    readers = [document.speaker(track.seat) for track in document.tracks]
    whole = all(each.read == each.read_of for each in readers) and any(each.read for each in readers)
    lines = [say("read-whole" if whole else "machine", language)]
    lines += [
        say("language", language, name=name_of(document.speaker(track.seat), language))
        for track in document.tracks
        if track.language is not None and track.language.doubtful
    ]
    lines += [
        say("read", language, name=name_of(each, language), read=str(each.read), of=str(each.read_of))
        for each in readers
        if each.read and not whole
    ]
    for each in document.recognizers():
        written = [
            say("recognizer", language, engine=each.engine, version=each.engine_version, model=each.model)
        ]
        if not brief:
            written += [say("sha256", language, sha256=each.model_sha256)] if each.model_sha256 else []
            written += [say("settings", language, settings=each.settings)] if each.settings else []
        written += [say("note", language, note=each.note)] if each.note else []
        lines.append(say("semicolon", language).join(written) + ".")
    if not document.complete:
        lines.append(say("incomplete", language))
    if document.rehearsal:
        lines.append(say("rehearsal", language))
    return lines


def times_line(document: TranscriptDocument, language: FileLanguage) -> str:
    """From where the times of a file count, and where the call begins in it."""
    if document.zero_utc is None:
        return say("times-no-call", language)
    starts_s = -document.origin_s
    sign = "−" if starts_s < 0 else ""
    return say("times", language, start=f"{sign}{abs(starts_s):.3f} s".replace(".", _point(language)))


def heard(sound: HeardSound, language: FileLanguage) -> str:
    """What was heard beside words, in brackets; a pause with its length."""
    length = f"{sound.end_s - sound.start_s:.1f}".replace(".", _point(language))
    return say(f"sound.{sound.kind.value}", language, length=length)


def day_of(moment: datetime, language: FileLanguage) -> str:
    """A day and a time of day (UTC), as they are written in a heading."""
    if language is FileLanguage.FRENCH:
        return f"{moment:%d/%m/%Y}, {moment.hour} h {moment:%M} (UTC)"
    return f"{moment:%Y-%m-%d}, {moment:%H:%M} (UTC)"


def _point(language: FileLanguage) -> str:
    return "," if language is FileLanguage.FRENCH else "."
