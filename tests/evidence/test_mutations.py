"""Ten thousand ways to change a pack: each is found, none makes the check stumble (issue 5, « Tests »)."""

import hashlib
import json
import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from oralexam.copies.format import header_digest, linked, pack_packets, segments_of
from oralexam.copies.key import opened, seal
from oralexam.copies.reader import Received
from oralexam.evidence import making
from oralexam.evidence.centre_key import centre_key, signing_key
from oralexam.evidence.checking.findings import Report
from oralexam.evidence.checking.packs import PACK_NAME, SIGNATURE_NAME, check_bytes
from tests.evidence.mutating import (
    PLAIN,
    STRUCTURAL,
    Entries,
    changed_inside,
    container_of,
    entries_of,
    flipped,
    signed,
    with_part,
)
from tests.evidence.packed import order_for, small_candidacy

MUTATIONS = 10_000
RESIGNED = 600


class Pack:
    """A small pack, taken apart."""

    def __init__(self, root: Path) -> None:
        data = small_candidacy(root / "data")
        target = root / "pack.zip"
        making.make_pack(order_for(data, target))
        self.content = target.read_bytes()
        self.fingerprint = centre_key(data.centre_key_dir()).fingerprint
        self.key = signing_key(data.centre_key_dir())
        self.delivery: Entries = entries_of(self.content)
        self.inside: Entries = entries_of(dict(self.delivery)[PACK_NAME])

    def check(self, content: bytes, *printed: str) -> Report:
        """What the check says of something that was made of it."""
        return check_bytes(memoryview(content), key=self.fingerprint, printed=printed)

    def named(self, ending: str) -> tuple[str, bytes]:
        """The first entry whose name ends so."""
        return next(each for each in self.inside if each[0].endswith(ending))

    def signed_with(self, name: str, content: bytes) -> bytes:
        """The pack with another entry, told and signed by the centre's own key."""
        return signed(with_part(self.inside, name, content), self.key, delivery=self.delivery)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Made once: nothing changes it."""
    with pytest.MonkeyPatch.context() as patch:
        # The verifier's text is longer than all else together: most flips would fall into it.
        patch.setattr(making, "stand_alone_script", lambda: "print('a verifier')\n")
        patch.setattr(making, "readme_of", lambda _: "words\n")
        return Pack(tmp_path_factory.mktemp("pack"))


def test_ten_thousand_changed_packs_are_all_found(pack: Pack) -> None:
    """Bits, cuts, swaps, second directories, comments, ZIP64, other signers: nothing passes."""
    chance = random.Random(165)
    foreign = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    assert pack.check(pack.content).holds
    passed: Counter[str] = Counter()
    for number in range(MUTATIONS):
        way = number % 4
        mutate = (STRUCTURAL if way == 3 else PLAIN)[number // 4 % len(STRUCTURAL if way == 3 else PLAIN)]
        if way == 0:  # the delivery itself
            changed = mutate(chance, pack.content)
        else:  # the pack inside, in a delivery that is whole; signed by nobody, somebody else, the centre
            inner = mutate(chance, dict(pack.delivery)[PACK_NAME])
            delivery = with_part(pack.delivery, PACK_NAME, inner)
            if way > 1:
                signer = foreign if way == 2 else pack.key
                delivery = with_part(delivery, SIGNATURE_NAME, signer.sign(inner))
            changed = container_of(delivery)
        if changed != pack.content and pack.check(changed).holds:
            passed[f"{mutate.__name__} {way}"] += 1
    assert not passed


def test_whoever_signs_with_another_key_is_found(pack: Pack) -> None:
    """Told anew and signed anew, whole in itself: the fingerprint on the paper is another."""
    chance = random.Random(1)
    foreign = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    report = pack.check(signed(pack.inside, foreign, delivery=pack.delivery))
    assert [each.code for each in report.findings] == ["other-key"]
    for _ in range(200):
        inside = entries_of(changed_inside(chance, container_of(pack.inside[:-1])))
        again = signed([*inside, pack.inside[-1]], foreign, delivery=pack.delivery)
        assert "other-key" in {each.code for each in pack.check(again).findings}


@pytest.mark.parametrize(
    "ending", ["events.jsonl", ".mjr", "scenario.json", "text.txt", "candidate-001.json"]
)
def test_whoever_has_the_centres_key_cannot_change_what_is_chained_or_checked(
    pack: Pack, ending: str
) -> None:
    """An insider signs again with the right key: chain, checksums, seal and corrections tell."""
    chance = random.Random(ending)
    name, content = pack.named(ending)
    for _ in range(RESIGNED // 5):
        report = pack.check(pack.signed_with(name, flipped(chance, content)))
        assert not report.holds
        assert "signature-wrong" not in {each.code for each in report.findings}


def test_events_that_are_dropped_moved_or_repeated_are_found(pack: Pack) -> None:
    """Each line of the chain, signed with the right key."""
    name, content = pack.named("events.jsonl")
    lines = content.splitlines(keepends=True)
    for at in range(len(lines)):
        others = lines[:at] + lines[at + 1 :]
        for changed in (others, [*lines[: at + 1], *lines[at:]], [*others, lines[at]]):
            if changed != lines:
                assert not pack.check(pack.signed_with(name, b"".join(changed))).holds


def test_a_chain_that_was_made_anew_does_not_pass_the_head_on_the_paper(pack: Pack) -> None:
    """Everything else about it is right: only what was printed on the day knows better."""
    name, content = pack.named("events.jsonl")
    links = [json.loads(line) for line in content.splitlines()]
    on_paper = f"{links[-1]['seq']}#{links[-1]['hash']}"
    assert pack.check(pack.content, on_paper).holds
    assert pack.check(pack.content, links[4]["hash"].upper()).holds, "what came later stands behind it"
    previous = "0" * 64
    for link in links:
        link["canonical"] = link["canonical"].replace("Salle 1", "Salle 2")
        previous = hashlib.sha256(bytes.fromhex(previous) + link["canonical"].encode()).hexdigest()
        link["hash"] = previous
    lines = [json.dumps(link, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for link in links]
    inside = with_part(pack.inside, name, "".join(f"{line}\n" for line in lines).encode())
    manifest_name, manifest = inside[-1]
    told = manifest.decode().replace(on_paper.split("#")[1], previous)
    forged = signed(with_part(inside, manifest_name, told.encode()), pack.key, delivery=pack.delivery)
    assert pack.check(forged).holds
    assert [each.code for each in pack.check(forged, on_paper).findings] == ["printed-not-here"]


def test_a_recording_that_lost_its_half_is_found(pack: Pack) -> None:
    """Packets without checksums, checksums without packets: with the right signature."""
    for ending in ("candidate-audio-001.mjr", "candidate-audio-001.jsonl"):
        name, _ = pack.named(ending)
        inside = [each for each in pack.inside if each[0] != name]
        report = pack.check(signed(inside, pack.key, delivery=pack.delivery))
        assert {each.code for each in report.findings} == {"recording-half", "recording-gone"}


def test_a_recording_that_was_made_anew_with_its_checksums_is_found(pack: Pack) -> None:
    """Packets, sidecar, manifest and signature agree with each other: the chain knows other digests."""
    name, content = pack.named("juror-audio-001.mjr")
    inside, stem = pack.inside, "recordings/candidate-audio-001"
    folder = name.partition("recordings/")[0]
    other = dict(inside)[name.replace(".mjr", ".jsonl")].replace(b'"juror"', b'"candidate"')
    for ending, forged in ((".mjr", content), (".jsonl", other)):
        inside = with_part(inside, f"{folder}{stem}{ending}", forged)
    report = pack.check(signed(inside, pack.key, delivery=pack.delivery))
    assert {each.code for each in report.findings} == {"recording-not-as-chained"}


def test_what_was_added_or_taken_away_whole_is_found(pack: Pack) -> None:
    """A whole recording, a whole version of a transcript: gone, or of nobody knows when."""
    stem = "candidate-audio-001"
    without = [each for each in pack.inside if stem not in each[0]]
    report = pack.check(signed(without, pack.key, delivery=pack.delivery))
    assert {each.code for each in report.findings} == {"recording-gone"}
    without = [each for each in pack.inside if "transcripts/" not in each[0]]
    report = pack.check(signed(without, pack.key, delivery=pack.delivery))
    assert {each.code for each in report.findings} == {"transcript-gone"}
    added = [
        (name.replace("-001.", "-002."), content.replace(b'"segment":1', b'"segment":2'))
        for name, content in pack.inside
        if stem in name
    ]
    report = pack.check(signed([*added, *pack.inside], pack.key, delivery=pack.delivery))
    assert {each.code for each in report.findings} == {"recording-not-chained"}


def test_own_copies_are_opened_with_the_keys_in_the_pack(pack: Pack) -> None:
    """Halves, flips, what was cut, continued or put under another name, with the right signature."""
    name, content = pack.named(".own")
    assert pack.check(pack.content).holds
    for ending in (".own", "own/" + name.rpartition("/")[2].replace(".own", ".jsonl")):
        other, _ = pack.named(ending)
        inside = [each for each in pack.inside if each[0] != other]
        report = pack.check(signed(inside, pack.key, delivery=pack.delivery))
        assert [each.code for each in report.findings] == ["copy-half", "recording-gone"]
    flipped_once = bytearray(content)
    flipped_once[-1] ^= 1
    half = content[: len(content) // 2]
    for changed, code in [
        (bytes(flipped_once), "copy-changed"),
        (half, "copy-cut"),
        (content + b"more", "copy-continued"),
        (half + half, "copy-out-of-order"),
        (content[len(half) :] + half, "copy-out-of-order"),
        (content[len(half) :], "copy-cut"),
    ]:
        report = pack.check(pack.signed_with(name, changed))
        assert [each.code for each in report.findings] == [code, "recording-not-as-chained"]
    key_name, _ = pack.named(".key")
    inside = [each for each in pack.inside if each[0] != key_name]
    report = pack.check(signed(inside, pack.key, delivery=pack.delivery))
    assert report.holds
    assert "copy-sealed" in [each.code for each in report.notes]


@pytest.mark.parametrize("way", ["changed", "missing", "added", "whole run missing"])
def test_an_own_copy_that_was_made_anew_with_all_keys_is_found(pack: Pack, way: str) -> None:
    """Sealed anew with the run's key, its confirmations and the signature made to fit: the chain knows it."""
    name, content = pack.named(".own")
    stem = name.removesuffix(".own")
    sidecar = dict(pack.inside)[f"{stem}.jsonl"]
    key = bytes.fromhex(dict(pack.inside)[f"{stem}.key"].decode())
    header = json.loads(sidecar.split(b"\n")[0])["header"].encode()
    digest = header_digest(header)
    first, last = segments_of(content)
    packets = opened(key, digest, first)
    other = pack_packets([*packets[:-1], packets[-1][:-1] + b"\x55"])
    forged = first.head + seal(key, digest, first.index, first.head, other)
    assert len(forged) == len(first.raw)
    segments = {
        "changed": [forged, last.raw],
        "missing": [last.raw],
        "added": [first.raw, last.raw, first.raw],
        "whole run missing": [],
    }[way]
    chain, told, reached = digest, [sidecar.split(b"\n")[0]], 0
    for segment in segments:
        chain, reached = linked(chain, segment), reached + len(segment)
        told.append(msgspec.json.encode(Received(bytes=reached, chain=chain.hex(), utc_us=1)))
    inside = with_part(pack.inside, name, b"".join(segments))
    inside = with_part(inside, f"{stem}.jsonl", b"\n".join([*told, b""]))
    if not segments:
        inside = [each for each in pack.inside if not each[0].startswith(stem)]
    found = {each.code for each in pack.check(signed(inside, pack.key, delivery=pack.delivery)).findings}
    expected = {"recording-gone"} if not segments else {"recording-not-as-chained"}
    assert found - {"copy-out-of-order"} == expected
