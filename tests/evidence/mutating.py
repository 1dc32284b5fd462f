"""What somebody may do to a pack: every way of changing its bytes, and of putting it together again."""

import io
import random
import struct
from collections.abc import Callable, Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from oralexam.evidence.checking.blobs import canonical_json, crc_of, read_json
from oralexam.evidence.checking.container import central_header, local_header, read_container
from oralexam.evidence.checking.packs import KEY_NAME, MANIFEST_NAME, PACK_NAME, SIGNATURE_NAME, pem_of
from oralexam.evidence.files import blob_of
from oralexam.evidence.writing import Container

Entries = list[tuple[str, bytes]]
DIRECTORY_BYTES = 800
"""About as long as the directory of a small container."""
Mutation = Callable[[random.Random, bytes], bytes]


def entries_of(container: bytes) -> Entries:
    """Names and contents, in order."""
    return [(name, bytes(view.data)) for name, view in read_container(memoryview(container)).items()]


def container_of(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of the one form."""
    file = io.BytesIO()
    container = Container(file, lambda _: None)
    for name, content in entries:
        container.add(name, blob_of(content))
    container.close()
    return file.getvalue()


def with_part(entries: Entries, name: str, content: bytes) -> Entries:
    """The same entries, one with other content."""
    return [(each, content if each == name else old) for each, old in entries]


def signed(entries: Entries, key: Ed25519PrivateKey, *, delivery: Entries, retold: bool = True) -> bytes:
    """A delivery around a pack of `entries`, signed anew; `retold`: its manifest fits them, and the key."""
    if retold:
        manifest = read_json(dict(entries)[MANIFEST_NAME].decode())
        others = [(name, content) for name, content in entries if name != MANIFEST_NAME]
        told = [{"path": n, "size": len(c), "sha256": blob_digest(c)} for n, c in others]
        raw = key.public_key().public_bytes_raw()
        manifest = {**manifest, "entries": told, "centre_key": raw.hex()}
        entries = [*others, (MANIFEST_NAME, canonical_json(manifest).encode())]
    pack = container_of(entries)
    delivery = with_part(delivery, PACK_NAME, pack)
    delivery = with_part(delivery, SIGNATURE_NAME, key.sign(pack))
    return container_of(with_part(delivery, KEY_NAME, pem_of(key.public_key().public_bytes_raw())))


def blob_digest(content: bytes) -> str:
    """SHA-256 in hex."""
    from hashlib import sha256

    return sha256(content).hexdigest()


def flipped(chance: random.Random, content: bytes) -> bytes:
    """One bit is another; as often among the directory's as among all others."""
    changed = bytearray(content)
    from_end = chance.choice([len(changed), min(len(changed), DIRECTORY_BYTES)])
    changed[-1 - chance.randrange(from_end)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def with_a_wrong_crc(chance: random.Random, content: bytes) -> bytes:
    """Both places where the CRC of an entry stands say the same, and it is another."""
    name, view = chance.choice(list(read_container(memoryview(content)).items()))
    right, wrong = crc_of(view), chance.randbytes(4)
    for header in (
        local_header,
        lambda name, size, crc: central_header(name, size, crc, 0)[: -4 - len(name)],
    ):
        before = header(name, view.size, right)
        content = content.replace(before, header(name, view.size, int.from_bytes(wrong, "little")))
    return content


def overwritten(chance: random.Random, content: bytes) -> bytes:
    """Some bytes are others."""
    at = chance.randrange(len(content))
    return content[:at] + chance.randbytes(chance.randint(1, 64)) + content[at + 64 :]


def cut(chance: random.Random, content: bytes) -> bytes:
    """It ends early."""
    return content[: chance.randrange(len(content))]


def beheaded(chance: random.Random, content: bytes) -> bytes:
    """It begins late."""
    return content[chance.randint(1, len(content) - 1) :]


def continued(chance: random.Random, content: bytes) -> bytes:
    """Something stands behind it: a byte, or another end of a directory."""
    return content + chance.choice([b"\0", b"PK\5\6" + bytes(18), content[-22:], chance.randbytes(30)])


def preceded(chance: random.Random, content: bytes) -> bytes:
    """Something stands before it, as in archives that unpack themselves."""
    return chance.choice([b"\0", b"#!/bin/sh\n", chance.randbytes(20), content[:64]]) + content


def without_a_piece(chance: random.Random, content: bytes) -> bytes:
    """Bytes are missing in the middle."""
    at = chance.randrange(len(content) - 1)
    return content[:at] + content[at + chance.randint(1, 200) :]


def with_a_piece_twice(chance: random.Random, content: bytes) -> bytes:
    """Bytes stand twice: of an entry, of the directory."""
    at = chance.randrange(len(content))
    piece = content[at : at + chance.randint(1, 400)]
    return content[:at] + piece + content[at:]


def with_pieces_swapped(chance: random.Random, content: bytes) -> bytes:
    """Two stretches have changed places."""
    a, b, c, d = sorted(chance.sample(range(len(content)), 4))
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def with_a_comment(chance: random.Random, content: bytes) -> bytes:
    """The directory ends with a comment."""
    comment = chance.randbytes(chance.randint(1, 30))
    return content[:-2] + struct.pack("<H", len(comment)) + comment


def with_zip64(chance: random.Random, content: bytes) -> bytes:
    """Another directory is named as that of a large archive, before the end that everybody looks for."""
    *_, count, size, offset, _ = struct.unpack("<4s4H2LH", content[-22:])
    other = chance.choice([offset, 0, offset - 1])
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, other)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(content) - 22, 1)
    end = content[-22:]
    if chance.random() < 0.5:
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:-22] + record + locator + end


def with_two_directories(chance: random.Random, content: bytes) -> bytes:
    """The directory stands twice; the end names the first one, or the second."""
    *_, count, size, offset, _ = struct.unpack("<4s4H2LH", content[-22:])
    directory = content[offset : offset + size]
    named = chance.choice([offset, offset + size])
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, named, 0)
    return content[:offset] + directory * 2 + end


def with_a_gap(chance: random.Random, content: bytes) -> bytes:
    """Bytes that no entry owns stand before the directory, which is named where it is."""
    *_, count, size, offset, _ = struct.unpack("<4s4H2LH", content[-22:])
    gap = chance.randbytes(chance.randint(1, 40))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset + len(gap), 0)
    return content[:offset] + gap + content[offset : offset + size] + end


def dropped(chance: random.Random, content: bytes) -> bytes:
    """An entry is gone, and the container whole without it."""
    entries = entries_of(content)
    del entries[chance.randrange(len(entries))]
    return container_of(entries)


def reordered(chance: random.Random, content: bytes) -> bytes:
    """Two entries have changed places."""
    entries = entries_of(content)
    a, b = chance.sample(range(len(entries)), 2)
    entries[a], entries[b] = entries[b], entries[a]
    return container_of(entries)


def exchanged(chance: random.Random, content: bytes) -> bytes:
    """Two entries have each other's content."""
    entries = entries_of(content)
    while True:
        a, b = chance.sample(range(len(entries)), 2)
        if entries[a][1] != entries[b][1]:
            break
    (first, one), (second, two) = entries[a], entries[b]
    entries[a], entries[b] = (first, two), (second, one)
    return container_of(entries)


def renamed(chance: random.Random, content: bytes) -> bytes:
    """An entry is called something else."""
    entries = entries_of(content)
    at = chance.randrange(len(entries))
    entries[at] = ("x" + entries[at][0], entries[at][1])
    return container_of(entries)


def added(chance: random.Random, content: bytes) -> bytes:
    """An entry that nobody has told of."""
    entries = entries_of(content)
    entries.insert(chance.randint(0, len(entries)), ("more.txt", chance.randbytes(20)))
    return container_of(entries)


def changed_inside(chance: random.Random, content: bytes) -> bytes:
    """An entry is another, and its CRC right."""
    entries = entries_of(content)
    at = chance.randrange(len(entries))
    name, old = entries[at]
    change = chance.choice([flipped, cut, overwritten])
    entries[at] = (name, change(chance, old) if old else b"x")
    return container_of(entries)


PLAIN: tuple[Mutation, ...] = (
    flipped,
    overwritten,
    cut,
    beheaded,
    continued,
    preceded,
    without_a_piece,
    with_a_piece_twice,
    with_pieces_swapped,
    with_a_wrong_crc,
    with_a_comment,
    with_zip64,
    with_two_directories,
    with_a_gap,
    dropped,
    reordered,
    exchanged,
    renamed,
    added,
    changed_inside,
)
"""What can be done to any container."""
STRUCTURAL: tuple[Mutation, ...] = (
    continued,
    preceded,
    with_a_wrong_crc,
    with_a_comment,
    with_zip64,
    with_two_directories,
    with_a_gap,
    dropped,
    reordered,
    exchanged,
    renamed,
    added,
)
"""What is found by the form and the manifest alone: also by whom the centre's key has signed it for."""
