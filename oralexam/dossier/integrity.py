"""The hashes of a record: what a later look at the database, the files or a pack is compared with."""

from collections.abc import Iterator

from oralexam.dossier.html import Html, tag
from oralexam.dossier.record import PartRecord, PartState, Record, Recording, WrittenDown
from oralexam.dossier.setting import Setting, hashed, in_lines
from oralexam.rooms.seats import Seat


def integrity(setting: Setting, record: Record, *, brief: bool) -> Html:
    """The key's fingerprint and the chains; unless it is to be brief, the recordings and transcripts, too."""
    say = setting.say
    key = hashed(record.key_fingerprint) if record.key_fingerprint else say("key-none")
    parts = [part for part in record.parts if part.state is not PartState.NOT_OPENED]
    chains = [
        (
            setting.words.part(part.part),
            str(part.chain.events),
            in_lines(hashed(part.chain.head), tag("small", say("chain-of-sitting", sitting=part.sitting_id))),
        )
        for part in parts
        if part.chain is not None
    ]
    first = (
        tag("h2", say("integrity")),
        setting.facts([(say("key"), key)]),
        tag("p", say("integrity-words"), class_="note"),
        tag("h3", say("chains")),
        setting.table(("part", "events", "chain"), chains, kind="hashes"),
    )
    if brief:
        return tag("section", *first, class_="integrity")
    recordings = [row for part in parts for row in _recordings(setting, part)]
    transcripts = [row for part in parts for row in _transcripts(setting, part)]
    return tag(
        "section",
        *first,
        tag("h3", say("recordings")),
        setting.table(("track", "bytes", "digest"), recordings, kind="hashes")
        if recordings
        else tag("p", say("recordings-not-expected")),
        tag("h3", say("transcripts")),
        setting.table(("voice", "made-by", "digest"), transcripts, kind="hashes")
        if transcripts
        else tag("p", say("transcripts-none")),
        class_="integrity",
    )


def _recordings(setting: Setting, part: PartRecord) -> Iterator[tuple[str, str, str]]:
    say = setting.say
    for each in part.recordings:
        what = f"{_seat(setting, each.seat)}, {say(f'track.{each.kind}')} {each.segment}"
        digest = hashed(each.sha256) if each.sha256 else say("recording-unhashed")
        size = f"{each.bytes:,}".replace(",", "\u00a0")
        yield in_lines(setting.words.part(part.part), what), size, in_lines(digest, _flaws(setting, each))
    if part.recorded and not part.recordings:
        # An exchange took place, and nothing of it is here: that must not look like an empty list.
        yield setting.words.part(part.part), "–", say("recordings-none")


def _flaws(setting: Setting, recording: Recording) -> str:
    found = [("recording-missing", recording.missing), ("recording-open", not recording.closed)]
    told = [setting.say(key) for key, is_so in found if is_so]
    return ", ".join([*told, _chained(setting, recording)])


def _chained(setting: Setting, kept: Recording | WrittenDown) -> str:
    """Which event holds the digest, that none does, or that it is another one's."""
    if kept.chained_by is None:
        return setting.say("chained-not")
    return setting.say("chained-other" if kept.not_as_chained else "chained", seq=kept.chained_by)


def _transcripts(setting: Setting, part: PartRecord) -> Iterator[tuple[str, str, str]]:
    say = setting.say
    for each in part.transcripts:
        what = f"{_seat(setting, each.seat)}, {say('version', version=each.version)}"
        made_by = say("transcript-by", engine=each.engine, acts=each.acts)
        yield (
            in_lines(setting.words.part(part.part), what),
            made_by,
            in_lines(hashed(each.sha256), _chained(setting, each)),
        )


def _seat(setting: Setting, seat: str) -> str:
    try:
        return setting.words.seat(Seat(seat))
    except ValueError:
        return seat
